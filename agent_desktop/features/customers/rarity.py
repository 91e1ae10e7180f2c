"""How much it says that two customers share a value: little where many do. No I/O."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from agent_desktop.features.customers.comparable import Comparable

# What a value of a field is taken to share with a stranger's before any record is seen, in bits, and at most.
_PRIOR_BITS = {
    "given": 7.0,
    "family": 9.0,
    "organisation": 14.0,
    "word": 9.0,
    "house": 5.5,
    "street": 10.0,
    "city": 6.0,
    "postcode": 10.0,
    "state": 2.5,
    "birth": 14.0,
    "identifier": 20.0,
    "phone": 18.0,
    "email": 18.0,
}
_PRIOR_WEIGHT = 1_000.0
_SURPLUS = 2  # One customer's own copies make a value no commoner.

_KNOWN_NAME = 6


class Rarity:
    """How much it says that two records share a value, from the records at hand and a prior for few of them."""

    def __init__(self, records: Sequence[Comparable]) -> None:
        self.rows = len(records)
        counts: dict[str, Counter[str]] = {name: Counter() for name in _PRIOR_BITS}
        for record in records:
            for name, value in _counted(record):
                counts[name][value] += 1
        known = {name: sum(found.values()) for name, found in counts.items()}
        self._bits: dict[str, dict[str, float]] = {}
        self._rarest: dict[str, float] = {}
        for name, prior in _PRIOR_BITS.items():
            total = known[name] + _PRIOR_WEIGHT
            base: float = 2.0**-prior * _PRIOR_WEIGHT
            self._rarest[name] = min(prior + 2, -math.log2(base / total))
            self._bits[name] = {
                value: min(prior + 2, -math.log2((n - _SURPLUS + base) / total))
                for value, n in counts[name].items()
                if n > _SURPLUS
            }
        self._known_names = {
            name: {value for value, n in counts[name].items() if n >= _KNOWN_NAME} for name in ("given",)
        }
        self.identifiers_repeat = any(n > 1 for n in counts["identifier"].values())
        self.near_identifier = self._near_identifiers(list(counts["identifier"]))

    def bits(self, name: str, value: str) -> float:
        """The evidence, in bits, of sharing ``value`` in the field ``name``."""
        found = self._bits[name].get(value)
        return self._rarest[name] if found is None else max(found, 0.0)

    def is_rare(self, name: str, value: str) -> bool:
        """Whether no more records have this value than one customer's own."""
        return value not in self._bits[name]

    def is_known_name(self, name: str, value: str) -> bool:
        """Whether several records have this value of ``given``, so that it is no slip."""
        return value in self._known_names[name]

    @staticmethod
    def _near_identifiers(values: list[str]) -> float:
        """The evidence of identifiers one slip apart: little where they were dealt out in a row."""
        step = max(1, len(values) // 400)
        some = values[::step][:400]
        pairs = [(a, b) for n, a in enumerate(some[:80]) for b in some[n + 1 :]]
        near = sum(OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs)
        share: float = (near + 0.1) / (len(pairs) + 100)
        return float(min(8.0, -math.log2(share) - 2))


def _counted(record: Comparable) -> Iterable[tuple[str, str]]:
    for name in ("given", "family", "house", "street", "city", "postcode", "state", "birth", "identifier"):
        value = getattr(record, name)
        if value:
            yield name, value
    if record.organisation:
        yield "organisation", record.organisation_text
        for word in set(record.organisation):
            yield "word", word
    for phone in record.phones:
        yield "phone", phone
    for email in record.emails:
        yield "email", email
