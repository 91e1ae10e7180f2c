"""Finding customers who are on record twice: candidates by blocks, weighed, and joined through a third. No I/O.

Comparing everybody with everybody grows with the square. Two records are compared only where they share a
block: a piece of them that survives most mistakes. A block that is too big is put in order and compared with
its neighbours, so the work grows with the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent_desktop.features.customers.comparable import Comparable, is_role_address
from agent_desktop.features.customers.likeness import Likeness, Scale
from agent_desktop.features.customers.rarity import Rarity
from agent_desktop.features.customers.replaced import Replaced, replaced_fields

BIGGEST_BLOCK = 16
"""From this many records on, a block is compared by neighbourhood."""
NEIGHBOURS = 5
_THROUGH_A_THIRD_BITS = 9.0
_SHORTEST_LINE = 4
_ROUNDS = 2
"""How often those who were joined may join others."""
_MOST_FRIENDS = 30


Friends = dict[int, dict[int, Likeness]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, by their place in the sequence, the first being 0, that are probably one customer."""

    left: int
    right: int
    score: float
    """Between 0 and 1."""
    reasons: tuple[str, ...]


def find_pairs(
    records: Sequence[Comparable], progress: Callable[[int], object] | None = None
) -> Iterator[Pair]:
    """Every pair that is probably one customer, by its left record and then its right one.

    ``progress`` is told how many records were compared.
    """
    rarity = Rarity(records)
    scale = Scale(rarity)
    friends, doubtful = _weighed(records, scale, progress)
    sure = [(left, right) for left, others in friends.items() for right in others if left < right]
    replaced = replaced_fields(records, sure, doubtful)
    for left, right, found in doubtful:
        if replaced.outweigh(found.doubts):
            friends[left][right] = friends[right][left] = found
    for _ in range(_ROUNDS):
        for left, right, found in _through_a_third(records, scale, friends, replaced):
            friends[left][right] = friends[right][left] = found
    for left in sorted(friends):
        of_left = friends[left]
        for right in sorted(of_left):
            if right > left:
                found = of_left[right]
                yield Pair(left, right, round(scale.share(found.bits), 4), found.reasons)


def _weighed(
    records: Sequence[Comparable], scale: Scale, progress: Callable[[int], object] | None
) -> tuple[Friends, list[tuple[int, int, Likeness]]]:
    """Whom each record surely matches, and the pairs that a field leaves in doubt."""
    friends: Friends = defaultdict(dict)
    doubtful: list[tuple[int, int, Likeness]] = []
    neighbours = _candidates(records)
    for left, others in enumerate(neighbours):
        if progress is not None and left % 1_000 == 0:
            progress(left)
        for right in set(others):
            found = scale.weigh(records[left], records[right])
            if found.bits < scale.needed_bits:
                continue
            if found.doubts:
                doubtful.append((left, right, found))
            else:
                friends[left][right] = friends[right][left] = found
        neighbours[left] = ()
    return friends, doubtful


def _through_a_third(
    records: Sequence[Comparable], scale: Scale, friends: Friends, replaced: Replaced
) -> list[tuple[int, int, Likeness]]:
    """Pairs that both match a third record and each other not quite: the third tips the scale."""
    joined: dict[tuple[int, int], Likeness] = {}
    for middle, found in friends.items():
        ends = sorted(found)[:_MOST_FRIENDS]
        for n, left in enumerate(ends):
            for right in ends[n + 1 :]:
                if right in friends[left] or (left, right) in joined:
                    continue
                seen = scale.weigh(records[left], records[right])
                if not replaced.outweigh(seen.doubts):
                    continue
                weakest = min(found[left].bits, found[right].bits) - scale.needed_bits
                helped = seen.bits + min(weakest, _THROUGH_A_THIRD_BITS)
                if helped >= scale.needed_bits:
                    reasons = (*seen.reasons, f"both match row {middle + 1}")
                    joined[left, right] = Likeness(helped, reasons)
    return [(left, right, found) for (left, right), found in joined.items()]


def _candidates(records: Sequence[Comparable]) -> list[Sequence[int]]:
    """For each record those behind it that it is compared with; one may be named several times."""
    neighbours: list[list[int]] = [[] for _ in records]
    blocks: dict[str, list[int]] = defaultdict(list)
    for n, record in enumerate(records):
        for key in set(_keys(record)):
            blocks[key].append(n)
    for key, members in blocks.items():
        if len(members) < 2:
            continue
        if len(members) <= BIGGEST_BLOCK:
            for at, left in enumerate(members):
                neighbours[left].extend(members[at + 1 :])
            continue
        if key[0] == "w":
            continue  # Half the town is in that trade.
        for order in _ORDERS if key[0].islower() else _ORDERS[:1]:
            members.sort(key=lambda n: order(records[n]))
            for at, one in enumerate(members):
                for other in members[at + 1 : at + 1 + NEIGHBOURS]:
                    neighbours[min(one, other)].append(max(one, other))
    return list(neighbours)


_ORDERS: Sequence[Callable[[Comparable], tuple[str, ...]]] = (
    lambda r: (r.family, r.given, r.organisation_text, r.house),
    lambda r: (r.postcode, r.street, r.house, r.given),
    lambda r: (r.given, r.birth, r.family),
)
"""In which orders a big block is gone through: by name, by place, by person."""


def _sound(word: str) -> str:
    """What is left of a word's sound: its first letter and consonants, doubled ones once."""
    if not word.isascii():
        return word[:3]
    found = [word[0]]
    for char in word[1:]:
        same = _SOUNDS.get(char, char)
        if same and found[-1] != same:
            found.append(same)
    return (
        _SOUNDS.get(found[0], found[0]) + "".join(found[1:4])
        if found[0] in "ckqzsvfw"
        else "".join(found[:4])
    )


_SOUNDS = dict.fromkeys("aeiouyhw", "") | {
    "c": "k",
    "q": "k",
    "g": "k",
    "z": "s",
    "x": "s",
    "v": "f",
    "p": "b",
    "d": "t",
    "m": "n",
}


def _keys(record: Comparable) -> Iterator[str]:
    """The blocks of one record. Each tolerates a mistake in some field; together in nearly any two."""
    names = [_sound(part.split()[0]) for part in (record.given, record.family) if part]
    sounds = "".join(sorted(names))
    if record.identifier:
        yield f"i{record.identifier}"
    for phone in record.phones:
        yield f"p{phone}"
    for email in record.emails:
        if not is_role_address(email):
            yield f"e{email.partition('@')[0]}"
        else:
            yield f"e{email}"
    if record.birth:
        yield f"b{record.birth}{record.postcode[:3]}"
        yield f"b{record.birth}{record.house}"
        for part in names:
            yield f"y{record.birth[:6]}{part}"
            yield f"m{record.birth[4:]}{part}"
    if len(names) == 2:
        yield f"n{sounds}"
        if record.postcode:
            yield f"z{record.postcode}{names[0]}"
    yield from _place_keys(record, names)
    if record.organisation:
        yield from _organisation_keys(record)


def _place_keys(record: Comparable, names: Sequence[str]) -> Iterator[str]:
    for part in names:
        if record.city:
            yield f"c{record.city[:5]}{part}"
        if record.postcode:
            yield f"o{record.postcode}{part}"
        if record.house and record.street:
            yield f"h{record.house}{record.street[:3]}{part}"
    if record.street and record.house:
        yield f"s{record.house}{record.street.replace(' ', '')[:6]}"
    # Without a name, which may be another one or misspelt beyond knowing; lines of an address change places.
    places = [place.replace(" ", "") for place in (record.city, record.postcode) if place]
    for line in (record.street_name or record.street, record.address_2):
        if len(line) < _SHORTEST_LINE:
            continue
        bare = line.replace(" ", "")
        for place in places:
            yield f"A{bare[:4]}{place[:4]}"
        if record.birth:
            yield f"B{bare[-4:]}{record.birth[:4]}"
    for place in places:
        if record.house:
            yield f"H{record.house} {place}"
        if record.birth:
            yield f"Y{record.birth[:4]}{place[:5]}"


def _organisation_keys(record: Comparable) -> Iterator[str]:
    glued = "".join(sorted(record.organisation))
    yield f"g{glued[:40]}"
    yield f"g{''.join(record.organisation)[:40]}"
    first = record.organisation[0]
    yield f"f{first[:6]}"
    yield f"f{_sound(first)}{record.postcode or record.city}"
    for word in sorted(record.organisation, key=len)[-3:]:
        yield f"w{word}"
    if len(record.organisation) >= 3:
        yield "g" + "".join(word[0] for word in record.organisation)
    if record.postcode:
        yield f"q{record.postcode}{first[:2]}"
