"""People in the manner of Febrl: several copies of each, keyed badly, with values missing, moved and replaced.

Unlike the customers of ``doubled_customers`` nobody here shares a house with anybody: what is hard is the noise.
How many copies an original has follows Poisson or Zipf, as in Febrl's own sets. Everything is drawn from a seed, and
each row names its true person under ``truth``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from faker import Faker

from agent_desktop.features.customers.comparable import FIELDS

Row = dict[str, str]
Copies = Literal["one", "poisson", "zipf"]

_MOST_COPIES = 5
_MOST_IN_A_FIELD = 2
_COMPARED = tuple(name for name in FIELDS if name not in {"organisation", "country"})
_NAMES_TWICE = (*_COMPARED, "given_name", "family_name", "street")
"""Names and streets are keyed wrong about twice as often as the rest."""
_ON_THE_KEYBOARD = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz", strict=True))
_LOOKS_LIKE = (("o", "0"), ("l", "1"), ("rn", "m"), ("cl", "d"), ("e", "c"), ("vv", "w"), ("b", "8"))
_SOUNDS_LIKE = (
    ("ph", "f"),
    ("c", "k"),
    ("ie", "y"),
    ("ei", "ie"),
    ("s", "z"),
    ("ll", "l"),
    ("n", "nn"),
    ("v", "w"),
)
_CHANGE_PLACES = (("given_name", "family_name"), ("street", "address_2"), ("city", "address_2"))


class BadlyKeyed:
    """A maker of rows, all from one seed."""

    def __init__(self, seed: int, locale: str = "en_AU") -> None:
        self.draw = random.Random(seed)
        self.faker = Faker(locale)
        self.faker.seed_instance(seed)
        self.country = locale[-2:]

    def people(
        self,
        count: int,
        *,
        copies: Copies = "poisson",
        most_mistakes: int = 6,
        replaced: float = 0.15,
        without: Sequence[str] = (),
    ) -> list[Row]:
        """About ``count`` rows; every copy has up to ``most_mistakes``, a share ``replaced`` of them another value.

        The fields in ``without`` are known of nobody.
        """
        rows: list[Row] = []
        while len(rows) < count:
            original = self._person(f"p{len(rows)}")
            for name in without:
                original[name] = ""
            rows.append(original)
            rows.extend(
                self._copy(original, self.draw.randint(1, most_mistakes), replaced)
                for _ in range(self._copies(copies))
            )
        self.draw.shuffle(rows)
        return rows

    def _copies(self, kind: Copies) -> int:
        if kind == "one":
            return 1
        weights = {"poisson": (30, 36, 22, 9, 2, 1), "zipf": (60, 20, 9, 5, 3, 3)}[kind]
        return self.draw.choices(range(_MOST_COPIES + 1), weights)[0]

    def _person(self, truth: str) -> Row:
        made, draw = self.faker, self.draw
        given, family = made.first_name(), made.last_name()
        row = {
            "truth": truth,
            "given_name": given,
            "family_name": family,
            "house_number": str(draw.randint(1, 300)),
            "street": made.street_name(),
            "address_2": ""
            if draw.random() < 0.6
            else f"{draw.choice(('Flat', 'Unit'))} {draw.randint(1, 40)}",
            "city": made.city(),
            "postcode": made.postcode(),
            "state": made.state_abbr() if hasattr(made, "state_abbr") else "",
            "country": self.country,
            "birth_date": f"{draw.randint(1920, 2005)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}",
            "identifier": str(draw.randint(1_000_000, 9_999_999)),
            "phone": f"0{draw.randint(200_000_000, 899_999_999)}",
            "email": f"{given}.{family}{draw.randint(1, 99)}@example.org".lower().replace(" ", ""),
        }
        for name in ("given_name", "birth_date", "state"):
            if draw.random() < 0.04:
                row[name] = ""
        return row

    def _copy(self, original: Row, mistakes: int, replaced: float) -> Row:
        row = dict(original)
        made: Counter[str] = Counter()
        for _ in range(mistakes):
            open_fields = [name for name in _NAMES_TWICE if row[name] and made[name] < _MOST_IN_A_FIELD]
            name = self.draw.choice(open_fields)
            made[name] += 1
            what = self.draw.random()
            if what < replaced:
                row[name] = self._person("")[name] or row[name]
            elif what < replaced + 0.08:
                row[name] = ""
            elif what < replaced + 0.16:
                one, other = self.draw.choice(_CHANGE_PLACES)
                row[one], row[other] = row[other], row[one]
            elif what < replaced + 0.24:
                row[name] = self._blank(row[name])
            else:
                row[name] = self._slip(row[name])
        return row

    def _blank(self, text: str) -> str:
        if " " in text:
            return text.replace(" ", "", 1)
        at = self.draw.randint(1, max(1, len(text) - 1))
        return f"{text[:at]} {text[at:]}".strip()

    def _slip(self, text: str) -> str:
        """One key too many or too few, a neighbour's, two in the wrong order, or as it looks or sounds."""
        at, kind = self.draw.randrange(len(text)), self.draw.randrange(6)
        wrong = _ON_THE_KEYBOARD.get(text[at].lower(), self.draw.choice("0123456789"))
        if kind == 0 and len(text) > 1:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + wrong + text[at:]
        if kind == 2:
            return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        if kind > 3:
            taken = [pair for pair in (_LOOKS_LIKE, _SOUNDS_LIKE)[kind - 4] if pair[0] in text]
            if taken:
                return text.replace(*self.draw.choice(taken), 1)
        return text[:at] + wrong + text[at + 1 :]
