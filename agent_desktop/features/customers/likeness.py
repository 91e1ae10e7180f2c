"""How surely two customers are one: evidence for and against, in bits, added up and decided. No I/O.

The weights follow Fellegi and Sunter (1969): what two records have in common counts by how rare it is among the
records at hand, and what sets them apart counts against them by how seldom one and the same customer differs
there. Where fields hang together, the sum would count one fact twice or miss what a household shares, so the
address is one piece of evidence, and a different given name or date of birth leaves a doubt unless a document
outweighs it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from agent_desktop.features.customers.comparable import Comparable, is_role_address
from agent_desktop.features.customers.grades import (
    Grade,
    alike,
    are_short_for_one,
    dates_alike,
    is_his_and_hers,
    names_alike,
    similarity,
)
from agent_desktop.features.customers.rarity import Rarity

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two customers have in common: evidence in bits, and what spoke for it, the strongest first."""

    bits: float
    reasons: tuple[str, ...]
    doubts: frozenset[str] = frozenset()
    """Fields whose values make them two in most files, whatever the bits say: a date of birth, a given name."""


_BARRED = Likeness(-100.0, ())
"""Something says that they are two, whatever they share."""


_OF_HERE = 0.25
_GLUED = 9.0
_LONG_ENOUGH_GLUED = 10
_BIRTH_ALIKE = -2.0
_ANOTHER_ORGANISATION = -12.0
_SURE_BITS = 8.0
_TWO_SLIPS_IN = 7
_HALF_LEGIBLE = 0.4
_HALF = 0.5
_MISSPELT_WORD = 0.25
_PARTLY_LEGIBLE = -2.5
_NEAR_BITS = 4.0
_BIRTH_DIFFERS = -6.0
_SHARE = {Grade.SAME: 1.0, Grade.CLOSE: 0.8, Grade.ALIKE: 0.35}


class Scale:
    """Weighs pairs of some records."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self.needed_bits = max(10.0, math.log2(max(rarity.rows, 2))) + 3.5
        """From how much evidence on two records are suggested as one: the more records, the more chance."""

    def share(self, bits: float) -> float:
        """Evidence as a number between 0 and 1; 0.5 is where a suggestion begins."""
        return 1.0 / (1.0 + math.exp2(max(-60.0, min(60.0, (self.needed_bits - bits) / 2))))

    def weigh(self, a: Comparable, b: Comparable) -> Likeness:
        """All the evidence between two records, and what it leaves in doubt."""
        if _have_nothing_in_common(a, b):
            return _BARRED
        doubts: set[str] = set()
        reasons: list[tuple[float, str]] = []
        document = self._document(a, b, reasons)
        birth = self._birth(a, b, reasons)
        is_told_apart = document <= 0
        if is_told_apart and birth == _BIRTH_DIFFERS:
            doubts.add("birth")
        names, given, family, is_swapped = self._names(a, b, reasons)
        reached = self._reached(a, b, reasons)
        if is_told_apart and given is Grade.DIFFERENT:
            if is_swapped or not (birth > 0 or reached > _SURE_BITS) or not self._are_slips(a.given, b.given):
                doubts.add("given")  # Of one household or one office: everything else may be shared.
            names -= 3.0
        organisation = self._organisation(a, b, reasons)
        address = self._address(a, b, reasons)
        if reached > _SURE_BITS and (organisation > 0 or (names > 0 and given > Grade.DIFFERENT)):
            address = max(address, -4.0)  # They move and keep their number.
        total = document + birth + names + organisation + address + reached
        if doubts and a.organisation and b.organisation:
            doubts.add("office")  # Colleagues share all the rest.
        if is_told_apart:
            rest = max(birth, organisation, reached)
            # Alike and both borne by others here, they are two even where a birthday is shared: twins.
            if (birth <= 0 or given is Grade.ALIKE) and not is_swapped and self._are_two_names(a, b):
                doubts.add("given")
            if (
                family is Grade.DIFFERENT
                and (given is Grade.UNKNOWN or (organisation > 0 >= birth))
                and not (birth > 0 and reached > _SURE_BITS and similarity(a.family, b.family) >= 0.5)
            ):
                doubts.add("family")
            if (
                organisation == _ANOTHER_ORGANISATION
                or (a.generation and b.generation and a.generation != b.generation)
                # A name may be anybody's where all the rest speaks against it.
                or (names > 0 and rest <= 0 and address < _NEAR_BITS and min(address, reached, birth) < 0)
            ):
                return _BARRED
            if birth == _BIRTH_ALIKE:
                total -= 6.0
        reasons.sort(key=lambda reason: -reason[0])
        return Likeness(total, tuple(words for _, words in reasons), frozenset(doubts))

    def _are_two_names(self, a: Comparable, b: Comparable) -> bool:
        """Whether two given names are near each other and yet no slip: both are names that people here have."""
        one, other = a.given, b.given
        if one == other or len(one) < 2 or len(other) < 2 or are_short_for_one(one, other):
            return False
        known = self._rarity.is_known_name
        if known("given", one) and known("given", other):
            return True
        # Ann and Anne at one address for letters are one who is spelt in two ways.
        is_spelling = {one, other} in ({one, one + "e"}, {other, other + "e"}) and any(
            email in b.emails for email in a.emails if not is_role_address(email)
        )
        return is_his_and_hers(one, other) and not is_spelling

    def _are_slips(self, one: str, other: str) -> bool:
        """Whether two short names with two slips between them may be one: half of it is left, one is nobody's."""
        known = self._rarity.is_known_name
        return similarity(one, other) >= 0.5 and not (known("given", one) and known("given", other))

    def _document(self, a: Comparable, b: Comparable, reasons: list[tuple[float, str]]) -> float:
        if not a.identifier or not b.identifier or not self._rarity.identifiers_repeat:
            return 0.0
        if a.identifier == b.identifier:
            bits = self._rarity.bits("identifier", a.identifier)
            reasons.append((bits, "same identifier"))
            return bits
        slips = OSA.distance(a.identifier, b.identifier, score_cutoff=2)
        if slips == 2 and min(len(a.identifier), len(b.identifier)) >= _TWO_SLIPS_IN:
            return 0.0  # Too near to speak against them, and no document that outweighs a date of birth.
        if slips == 1 and len(a.identifier) >= 5:
            bits = self._rarity.near_identifier
            reasons.append((bits, "identifier one slip apart"))
            return bits
        return -5.0

    def _birth(self, a: Comparable, b: Comparable, reasons: list[tuple[float, str]]) -> float:
        grade = dates_alike(a.birth, b.birth)
        if grade is Grade.UNKNOWN:
            return 0.0
        bits = self._rarity.bits("birth", a.birth)
        if grade is Grade.SAME:
            reasons.append((bits, "same date of birth"))
            return bits
        if grade is Grade.CLOSE:
            reasons.append((bits / 2, "date of birth one slip apart"))
            return bits * 0.45
        return _BIRTH_ALIKE if grade is Grade.ALIKE else _BIRTH_DIFFERS

    def _names(
        self, a: Comparable, b: Comparable, reasons: list[tuple[float, str]]
    ) -> tuple[float, Grade, Grade, bool]:
        """Evidence, how alike given and family names are, and whether they stand on each other's side."""
        if not a.is_person or not b.is_person:
            return 0.0, Grade.UNKNOWN, Grade.UNKNOWN, False
        given, family = names_alike(a.given, b.given), names_alike(a.family, b.family)
        if given < Grade.CLOSE or family < Grade.CLOSE:
            crossed = names_alike(a.given, b.family), names_alike(a.family, b.given)
            if max(crossed) >= Grade.CLOSE and min(crossed) is not Grade.DIFFERENT:
                if min(given, family) is Grade.DIFFERENT or max(given, family) < Grade.CLOSE:
                    bits = self._part("given", a.given, crossed[0]) + self._part(
                        "family", a.family, crossed[1]
                    )
                    reasons.append((bits, "given and family name swapped"))
                    return bits - 1.5, max(crossed), max(crossed), True
            elif max(crossed) >= Grade.CLOSE and given is family is Grade.DIFFERENT:
                # One name stands on the other side, and what became of the other one is not told.
                bits = max(
                    self._part("family", a.family, crossed[1]), self._part("given", a.given, crossed[0])
                )
                reasons.append((bits, "one name on the other side"))
                return bits - 5.0, Grade.DIFFERENT, Grade.DIFFERENT, True
        bits = 0.0
        for field, grade, one, other in (
            ("given", given, a.given, b.given),
            ("family", family, a.family, b.family),
        ):
            part = min(self._part(field, one, grade), self._part(field, other, grade))
            if grade is Grade.DIFFERENT and similarity(one, other) >= _HALF_LEGIBLE:
                part = _PARTLY_LEGIBLE  # Seldom so near by chance, and often after some slips.
            bits += part
            if grade > Grade.DIFFERENT:
                how = {Grade.SAME: "same", Grade.CLOSE: "similar", Grade.ALIKE: "possibly the same"}[grade]
                reasons.append((part, f"{how} {field} name"))
        return bits, given, family, False

    def _part(self, field: str, value: str, grade: Grade) -> float:
        if grade is Grade.UNKNOWN:
            return 0.0
        if grade is Grade.DIFFERENT:
            return -5.0
        return self._rarity.bits(field, value) * _SHARE[grade] - (grade is Grade.ALIKE)

    def _organisation(self, a: Comparable, b: Comparable, reasons: list[tuple[float, str]]) -> float:
        if not a.organisation or not b.organisation:
            return 0.0
        are_people = a.is_person and b.is_person
        one, other = a.organisation_text, b.organisation_text
        rare = min(self._rarity.bits("organisation", one), self._rarity.bits("organisation", other))
        if one == other or sorted(a.organisation) == sorted(b.organisation):
            bits, words = rare, "same organisation"
        else:
            bits = self._shared_words(
                a.organisation, b.organisation, frozenset((a.city + " " + b.city).split())
            )
            words = "similar organisation"
        if bits <= 0:
            return -2.0 if are_people else _ANOTHER_ORGANISATION
        if a.legal_forms and b.legal_forms and a.legal_forms.isdisjoint(b.legal_forms):
            bits -= 3.0
        if are_people:
            bits = min(bits, 5.0)
        reasons.append((bits, words))
        return bits

    def _shared_words(self, one: tuple[str, ...], other: tuple[str, ...], here: frozenset[str]) -> float:
        """Evidence of two names with some words in common: rare words weigh, and so do those left over.

        The town they are in, ``here``, says little about whether there are two.
        """
        if _is_short_for(one, other) or _is_short_for(other, one):
            return 7.0
        glued = "".join(one), "".join(other)
        if glued[0] == glued[1]:
            return 12.0
        left = list(other)
        shared = missed = 0.0
        for word in one:
            weight = self._rarity.bits("word", word)
            found = max(left, key=lambda candidate: _word_share(word, candidate), default="")
            share = _word_share(word, found) if found else 0.0
            if not share and (found := self._misspelt(word, left)):
                share = _MISSPELT_WORD
            if share > 0:
                left.remove(found)
                shared += min(weight, self._rarity.bits("word", found)) * share
            else:
                missed += weight * (_OF_HERE if word in here else 1.0)
        spare = sum(self._rarity.bits("word", word) * (_OF_HERE if word in here else 1.0) for word in left)
        both = missed > 0 and spare > 0
        # A word more on one side is a longer name; words on both sides are two names.
        bits = min(shared, 16.0) - (
            1.2 * min(missed, spare) + 0.25 * max(missed, spare) if both else 0.45 * max(missed, spare)
        )
        if both and bits < _GLUED and min(map(len, glued)) >= _LONG_ENOUGH_GLUED:
            # A blank in the wrong place, and perhaps a slip beside it.
            slips = OSA.distance(*glued, score_cutoff=2)
            if slips <= 2 and _DIGITS.findall(glued[0]) == _DIGITS.findall(glued[1]):
                return _GLUED
        return bits if shared > 0 else 0.0

    def _misspelt(self, word: str, others: Sequence[str]) -> str:
        """Which of some words is this one with several slips: half of it is left, and one of both is nobody's."""
        found = max(others, key=lambda other: similarity(word, other), default="")
        if not found or similarity(word, found) < _HALF or word.isdigit() or found.isdigit():
            return ""
        return found if self._rarity.is_rare("word", word) or self._rarity.is_rare("word", found) else ""

    def _address(self, a: Comparable, b: Comparable, reasons: list[tuple[float, str]]) -> float:
        rarity = self._rarity
        street = alike(a.street, b.street)
        if Grade.DIFFERENT < street < Grade.SAME and a.street_name and b.street_name:
            street = alike(a.street_name, b.street_name)  # Every second one is a street.
        second = alike(a.address_2, b.address_2)
        if street in {Grade.DIFFERENT, Grade.UNKNOWN} and second in {Grade.DIFFERENT, Grade.UNKNOWN}:
            crossed = max(alike(a.street, b.address_2), alike(a.address_2, b.street))
            if crossed >= Grade.CLOSE:
                street = crossed
        house = alike(a.house, b.house)
        bits = 0.0
        if street > Grade.DIFFERENT:
            bits += rarity.bits("street", a.street or a.address_2) * _SHARE[street]
        elif street is Grade.DIFFERENT:
            bits -= 3.0
        if house is Grade.SAME:
            bits += rarity.bits("house", a.house) if street > Grade.DIFFERENT else 1.0
        elif house > Grade.UNKNOWN:
            bits -= 1.0 if house is Grade.CLOSE else 2.0
        if second > Grade.DIFFERENT:
            bits += 6.0 * _SHARE[second]
        elif second is Grade.DIFFERENT:
            bits -= 1.0
        bits += self._town(a, b, second)
        if a.country and b.country and a.country != b.country and (a.country[:2] != b.country[:2]):
            bits -= 2.0
        is_elsewhere = alike(a.city, b.city) is alike(a.postcode, b.postcode) is Grade.DIFFERENT
        if not (a.is_person or b.is_person) and (
            is_elsewhere or (street is Grade.DIFFERENT and house is not Grade.SAME)
        ):
            # Firms of one town are neighbours at most, and any town has a High Street.
            bits = min(bits, 0.0)
        found = street > Grade.DIFFERENT and (house is Grade.SAME or house is Grade.UNKNOWN)
        if bits > 2:
            reasons.append((bits, "same address" if found else "near address"))
        return max(-8.0, min(bits, 26.0))

    def _town(self, a: Comparable, b: Comparable, second: Grade) -> float:
        """Evidence of postcode, town and state, which say much of one thing.

        Where the ``second`` lines of the address have nothing in common the town may stand in one of them.
        """
        rarity = self._rarity
        postcode, city, state = (
            alike(a.postcode, b.postcode),
            alike(a.city, b.city),
            alike(a.state, b.state),
        )
        if max(city, second) <= Grade.DIFFERENT:
            city = max(city, alike(a.city, b.address_2), alike(a.address_2, b.city))
        here = 0.0
        if postcode is Grade.SAME:
            here = rarity.bits("postcode", a.postcode)
        elif postcode is Grade.DIFFERENT:
            here -= 2.0
        elif postcode > Grade.DIFFERENT:
            here += 2.0
        if city > Grade.DIFFERENT:
            here += rarity.bits("city", a.city) * _SHARE[city] * (0.6 if postcode is Grade.SAME else 1.0)
        elif city is Grade.DIFFERENT:
            here -= 2.0
        if state is Grade.SAME:
            here += rarity.bits("state", a.state) * 0.5
        elif state is Grade.DIFFERENT:
            here -= 1.0
        return here

    def _reached(self, a: Comparable, b: Comparable, reasons: list[tuple[float, str]]) -> float:
        bits = 0.0
        if a.phones and b.phones:
            same = [phone for phone in a.phones if phone in b.phones]
            if same:
                part = max(self._rarity.bits("phone", phone) for phone in same) * 0.75
                bits += part
                reasons.append((part, "same phone"))
            elif any(OSA.distance(one, other, score_cutoff=1) <= 1 for one in a.phones for other in b.phones):
                bits += 4.0
                reasons.append((4.0, "phone one slip apart"))
            else:
                bits -= 2.5  # One in six has another number on another record.
        if a.emails and b.emails:
            part, words = self._emails(a, b)
            bits += part
            if words:
                reasons.append((part, words))
        return bits

    def _emails(self, a: Comparable, b: Comparable) -> tuple[float, str]:
        same = [email for email in a.emails if email in b.emails]
        if same:
            share = 0.6 if all(is_role_address(email) for email in same) else 0.85
            return max(self._rarity.bits("email", email) for email in same) * share, "same e-mail address"
        for one in a.emails:
            for other in b.emails:
                mine, _, at = one.partition("@")
                theirs, _, there = other.partition("@")
                if _DIGITS.findall(mine) != _DIGITS.findall(theirs) or is_role_address(one):
                    continue  # anna12 and anna13 are two people, and every firm has an info@.
                if at == there and len(mine) >= 5 and OSA.distance(mine, theirs, score_cutoff=1) <= 1:
                    return 7.0, "e-mail address one slip apart"
                if mine == theirs and len(mine) >= 4:
                    if OSA.distance(at, there, score_cutoff=2) <= 2:
                        return 9.0, "e-mail address one slip apart"
                    if len(mine) >= 7:
                        return 4.0, "e-mail address alike"
        return -1.5, ""


def _have_nothing_in_common(a: Comparable, b: Comparable) -> bool:
    """Whether two people share no more than a town or a number, by a glance that few pairs of strangers outlast."""
    one, other = {a.given[:1], a.family[:1]}, {b.given[:1], b.family[:1]}
    return bool(
        a.birth != b.birth
        and a.birth
        and b.birth
        and "" not in one
        and "" not in other
        and one.isdisjoint(other)
        and (a.house != b.house or a.street[:3] != b.street[:3])
        and not (a.identifier and a.identifier == b.identifier)
        and not (a.organisation and b.organisation)
        and not any(phone in b.phones for phone in a.phones)
        and not any(email in b.emails for email in a.emails)
    )


def _word_share(one: str, other: str) -> float:
    grade = alike(one, other)
    if grade >= Grade.CLOSE:
        return _SHARE[grade]
    if min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one)):
        return 0.6
    return 0.4 if grade is Grade.ALIKE and min(len(one), len(other)) >= 5 else 0.0


def _is_short_for(short: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether one name is the initials of the other: ``ibm`` and ``international business machines``."""
    return (
        len(short) == 1
        and len(words) >= 3
        and len(short[0]) == len(words)
        and short[0] == "".join(word[0] for word in words)
    )
