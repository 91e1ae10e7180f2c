"""Whether the records of a file have values replaced whole, so that one that differs sets nobody apart. No I/O.

In a family the given name or the date of birth differs and nothing else does: two records that differ in one of
these alone are two people. Records that were keyed badly, or put together from several sources, have
some other value in any field. Which of both a file is shows in the fields that people of one house share and
nobody changes alone: the street, the town.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from agent_desktop.features.customers.comparable import Comparable
from agent_desktop.features.customers.grades import Grade, alike, dates_alike, names_alike
from agent_desktop.features.customers.likeness import Likeness

_NOBODYS_OWN = ("street", "city", "identifier")
"""What differs alone neither in a house nor in an office: where it does, it was replaced."""
_COMPARED = (*_NOBODYS_OWN, "family", "given", "birth", "address_2", "postcode", "state")
_IN_DOUBT = ("given", "birth", "family")
_BOTH_NAMES = frozenset({"given", "family"})
_FAMILY_AT_MOST = 10.0
_MOST_LOOKED_AT = 6_000
_FEWEST_REPLACED = 5
_KNOWN_OFTEN = 0.2
_TIMES_AS_OFTEN = 5.0
"""A field may be replaced so many times as often as another one; whatever differs oftener differs for a reason."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Which differences a file's records have by mistake: sets of fields that may differ at once."""

    explained: frozenset[frozenset[str]] = frozenset()

    def outweigh(self, doubts: frozenset[str]) -> bool:
        """Whether two records may be one although these fields differ."""
        return not doubts or doubts in self.explained


def replaced_fields(
    records: Sequence[Comparable],
    sure: Sequence[tuple[int, int]],
    doubtful: Sequence[tuple[int, int, Likeness]],
) -> Replaced:
    """What the pairs that are surely one say about those in doubt.

    Counted are pairs that differ in one field alone, by that field. One field of a doubtful pair is explained
    where it differs no more than some times as often as those that nobody changes; two of them where they
    differ at once about as often as chance brings them together.
    """
    if not doubtful:
        return Replaced()
    every = len(sure) + len(doubtful)
    step = max(1, every // _MOST_LOOKED_AT)
    looked_at = chain(sure[::step], ((left, right) for left, right, _ in doubtful[::step]))
    known, alone = _differences((records[left], records[right]) for left, right in looked_at)
    pairs = sum(alone.values())
    share = {name: alone[frozenset({name})] / max(known[name], 1) for name in _COMPARED}
    neutral = [share[name] for name in _NOBODYS_OWN if known[name] > _KNOWN_OFTEN * pairs]
    seen = sum(alone[frozenset({name})] for name in (*_NOBODYS_OWN, "family"))
    names = alone[frozenset({"given"})] + alone[frozenset({"family"})]
    if not neutral or seen < _FEWEST_REPLACED or alone[_BOTH_NAMES] > names:
        return (
            Replaced()
        )  # Where most differ in both names they are many at one address, not one replaced twice.
    usual = sum(neutral) / len(neutral)
    if known["family"] > _KNOWN_OFTEN * pairs:
        # Of a family name others count too: those of one given name who share an office.
        neutral.append(min(share["family"], _FAMILY_AT_MOST * usual))
        usual = sum(neutral) / len(neutral)
    explained = {frozenset({name}) for name in _IN_DOUBT if share[name] <= _TIMES_AS_OFTEN * usual}
    for one in list(explained):
        for other in list(explained):
            both = one | other
            if len(both) > 1:
                by_chance = float(pairs)
                for name in both:
                    by_chance *= max(share[name], usual)
                if alone[both] <= _TIMES_AS_OFTEN * by_chance:
                    explained.add(both)
    return Replaced(frozenset(explained))


def _differences(
    pairs: Iterable[tuple[Comparable, Comparable]],
) -> tuple[Counter[str], Counter[frozenset[str]]]:
    """How often each field is known of both, and how often pairs differ in which fields."""
    known: Counter[str] = Counter()
    differ: Counter[frozenset[str]] = Counter()
    for a, b in pairs:
        grades = {name: _grade(name, a, b) for name in _COMPARED}
        if grades["given"] is grades["family"] is Grade.DIFFERENT and _are_swapped(a, b):
            grades["given"] = grades["family"] = Grade.SAME
        known.update(name for name, grade in grades.items() if grade is not Grade.UNKNOWN)
        differ[frozenset(name for name, grade in grades.items() if grade is Grade.DIFFERENT)] += 1
    return known, differ


def _grade(name: str, a: Comparable, b: Comparable) -> Grade:
    one, other = getattr(a, name), getattr(b, name)
    if name == "birth":
        return dates_alike(one, other)
    return names_alike(one, other) if name in {"given", "family"} else alike(one, other)


def _are_swapped(a: Comparable, b: Comparable) -> bool:
    return max(names_alike(a.given, b.family), names_alike(a.family, b.given)) >= Grade.CLOSE
