"""Names as a large site has them: a few that very many share, a long tail, and several scripts.

What names there are comes from Faker's lists; how often each is borne follows Zipf's law, which surnames do
closely (Fox and Lasker 1983). Beyond the lists names are put together of two: "Schneibauer".
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any

COUNTRIES = {
    # Faker's locale, of every thousand customers, country, calling code
    "de_DE": (230, "DE", "49"),
    "en_GB": (250, "GB", "44"),
    "en_US": (110, "US", "1"),
    "fr_FR": (70, "FR", "33"),
    "it_IT": (50, "IT", "39"),
    "es_ES": (50, "ES", "34"),
    "nl_NL": (30, "NL", "31"),
    "sv_SE": (30, "SE", "46"),
    "tr_TR": (40, "TR", "90"),
    "en_IN": (20, "IN", "91"),
    "cs_CZ": (20, "CZ", "420"),
    "ru_RU": (30, "RU", "7"),
    "uk_UA": (15, "UA", "380"),
    "el_GR": (15, "GR", "30"),
    "ar_AA": (15, "SA", "966"),
    "zh_CN": (10, "CN", "86"),
    "ja_JP": (5, "JP", "81"),
    "ko_KR": (10, "KR", "82"),
}
GLUED = frozenset({"zh_CN", "ja_JP", "ko_KR"})
"""Where the family name is written first and without a space."""

_HEADS = {
    "de_DE": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann",
    "en_GB": "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson",
    "tr_TR": "Yılmaz Kaya Demir Çelik Şahin",
    "nl_NL": "Jong Jansen Vries Bakker Visser",
    "es_ES": "García Rodríguez González Fernández López Martínez",
    "it_IT": "Rossi Russo Ferrari Esposito Bianchi",
}
_TAIL_SHARE = 0.35
"""How many bear a name that is in no list."""


@dataclass(frozen=True, slots=True)
class _Pool:
    names: Sequence[str]
    sums: Sequence[float]

    def draw(self, draw: random.Random) -> str:
        return draw.choices(self.names, cum_weights=self.sums)[0]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one country."""

    given: _Pool
    family: _Pool
    joined: bool

    def person(self, draw: random.Random) -> tuple[str, str]:
        """Given and family name."""
        return self.given.draw(draw), self.family_name(draw)

    def family_name(self, draw: random.Random) -> str:
        """A family name, every third one of the tail."""
        name = self.family.draw(draw)
        if self.joined or draw.random() >= _TAIL_SHARE:
            return name
        other = draw.choice(self.family.names)
        if " " in name + other:
            return name
        return name[: max(2, (len(name) + 1) // 2)] + other[len(other) // 2 :].lower()


@cache
def names_of(locale: str) -> Names:
    """The names of a country, the commonest first."""
    provider: Any = import_module(f"faker.providers.person.{locale}").Provider
    given = list(getattr(provider, "first_names", ()) or ())
    family = list(getattr(provider, "last_names", ()) or ())
    # Lists are by the alphabet more often than by how many bear a name.
    shuffled = random.Random(locale)
    if locale not in {"en_US", "zh_CN", "ko_KR", "ru_RU"}:
        shuffled.shuffle(family)
    shuffled.shuffle(given)
    head = _HEADS.get(locale, "").split()
    family = [*head, *(name for name in dict.fromkeys(family) if name not in head)]
    if locale in GLUED and len(given) < 200:
        given += [a[:1] + b[-1:] for a in given[:60] for b in given[60:120]]
    return Names(_zipf(list(dict.fromkeys(given)), 12), _zipf(family, 6), locale in GLUED)


def _zipf(names: Sequence[str], flat: int) -> _Pool:
    return _Pool(names, list(accumulate(1 / (rank + flat) for rank in range(len(names)))))
