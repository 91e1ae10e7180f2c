"""How alike two words, names, dates or short texts are, by the slips between them. No I/O."""

from __future__ import annotations

from enum import IntEnum

from rapidfuzz.distance import OSA, JaroWinkler

from agent_desktop.features.customers.word_forms import SHORT_NAMES

_SHORTEST_PAIR = 3
_FIRST_WIDE = "\u2e80"


class Grade(IntEnum):
    """How alike two values are."""

    UNKNOWN = -1
    """One of them is missing."""
    DIFFERENT = 0
    ALIKE = 1
    """They could be forms of one thing: an initial, an abbreviation, a bad misspelling."""
    CLOSE = 2
    """A slip apart."""
    SAME = 3


def alike(a: str, b: str) -> Grade:
    """How alike two words or short texts are; blanks do not count, since people lose and add them."""
    if a == b:
        return Grade.SAME if a else Grade.UNKNOWN
    if not a or not b:
        return Grade.UNKNOWN
    if " " in a or " " in b:
        a, b = a.replace(" ", ""), b.replace(" ", "")
        if a == b:
            return Grade.SAME
    longer = max(len(a), len(b))
    most = longer // 3 if longer >= 4 else 1
    slips = OSA.distance(a, b, score_cutoff=most)
    if slips <= 1 + (longer >= 8) + (longer >= 13) and longer >= 4:
        return Grade.CLOSE
    if slips <= most and (longer > 2 and min(len(a), len(b)) > 1):
        return Grade.ALIKE
    if longer >= 5 and JaroWinkler.similarity(a, b, score_cutoff=0.88) > 0:
        return Grade.ALIKE
    # Of an ideograph as much is left as of three letters.
    if slips == 1 and longer > 1 and max(a + b) >= _FIRST_WIDE:
        return Grade.ALIKE
    return Grade.DIFFERENT


def similarity(a: str, b: str) -> float:
    """What share of two words no slip has touched, between 0 and 1; of two letters nothing can be said."""
    return float(OSA.normalized_similarity(a, b)) if min(len(a), len(b)) > 2 else 0.0


def names_alike(a: str, b: str) -> Grade:
    """How alike two given or family names are: a second name, a short form and an initial may be left out."""
    grade = alike(a, b)
    if grade in {Grade.SAME, Grade.CLOSE, Grade.UNKNOWN}:
        return grade
    first, second = a.split(), b.split()
    one, other = first[0], second[0]
    if len(first) != len(second):
        fewer, more = (first, second) if len(first) < len(second) else (second, first)
        if all(any(alike(word, whole) >= Grade.CLOSE for whole in more) for word in fewer):
            return Grade.CLOSE
    elif len(first) > 1 and sorted(first) == sorted(second):
        return Grade.CLOSE
    if are_short_for_one(one, other):
        return Grade.CLOSE
    # An initial may be of two letters: Ya. for Yakov, where his own script has one.
    return Grade.ALIKE if one.startswith(other) or other.startswith(one) else grade


def are_short_for_one(one: str, other: str) -> bool:
    """Whether both may be said of one person: Kate and Catherine."""
    return not SHORT_NAMES.get(one, frozenset()).isdisjoint(SHORT_NAMES.get(other, frozenset()))


def is_his_and_hers(one: str, other: str) -> bool:
    """Whether two given names differ as a man's and a woman's do: Mario and Maria, Paul and Paula."""
    if one == other or not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_PAIR:
        return False
    if len(short) == len(long):
        return one[:-1] == other[:-1] and {one[-1], other[-1]} in ({"o", "a"}, {"e", "a"}, {"i", "a"})
    return long in {short + "a", short + "e", short + "ne", short + "na"}


def dates_alike(a: str, b: str) -> Grade:
    """How alike two dates of birth are; month and day the wrong way round are one slip."""
    if not a or not b:
        return Grade.UNKNOWN
    if a == b:
        return Grade.SAME
    if len(a) == 8 and len(b) == 8 and a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return Grade.CLOSE
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips <= 1:
        return Grade.CLOSE
    if len(a) != len(b):
        return Grade.UNKNOWN  # With a digit too many or too few it is no date that sets anybody apart.
    return Grade.ALIKE if slips == 2 else Grade.DIFFERENT
