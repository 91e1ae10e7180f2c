"""Customers of many countries, some on record twice with mistakes, and neighbours who only look like it.

Everything is drawn from a seed. Each row names its true customer under ``truth``.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from faker import Faker

Row = dict[str, str]

PEOPLE_LOCALES = (
    "en_GB",
    "en_US",
    "de_DE",
    "fr_FR",
    "es_ES",
    "pl_PL",
    "sv_SE",
    "nl_NL",
    "ru_RU",
    "el_GR",
    "ja_JP",
)
_FORMS = (
    ("Ltd", "Limited"),
    ("GmbH", "G.m.b.H."),
    ("Inc.", "Incorporated"),
    ("S.A.", "SA"),
    ("AG", "AG"),
    ("LLC", "L.L.C."),
)
_TRADES = (
    "Plumbing Services", "Logistics", "Bakery", "Engineering", "International Trading", "Dental Care", "Roofing",
    "Software Solutions", "Insurance Brokers", "Metal Works", "Textiles", "Catering", "Haulage", "Interiors",
)  # fmt: skip
_SHORT = {"Services": "Svcs", "International": "Intl", "Engineering": "Eng", "Solutions": "Solution"}
_STREET_WORDS = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "straße": "str.", "Drive": "Dr"}


class Doubles:
    """A maker of rows, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.fakers = {locale: Faker(locale) for locale in PEOPLE_LOCALES}
        for n, faker in enumerate(self.fakers.values()):
            faker.seed_instance(seed * 100 + n)
        self._next = 0

    def truth(self) -> str:
        self._next += 1
        return f"c{self._next}"

    def people(self, count: int, *, locales: tuple[str, ...] = PEOPLE_LOCALES) -> list[Row]:
        """Rows of people, about a third with a double or two, a tenth sharing a household with another."""
        rows: list[Row] = []
        while len(rows) < count:
            person = self.person(self.draw.choice(locales))
            rows.append(person)
            if self.draw.random() < 0.35:
                rows.extend(self.worsened(person) for _ in range(self.draw.choice((1, 1, 2))))
            if self.draw.random() < 0.10:
                rows.append(self.housemate(person))
        self.draw.shuffle(rows)
        return rows

    def organisations(self, count: int) -> list[Row]:
        """Rows of organisations, a third doubled, some with a branch elsewhere or a neighbour in the house."""
        rows: list[Row] = []
        while len(rows) < count:
            own = self.organisation()
            rows.append(own)
            if self.draw.random() < 0.35:
                rows.append(self.worsened_organisation(own))
            if self.draw.random() < 0.08:
                rows.append(self.neighbour(own))
            if self.draw.random() < 0.08:
                rows.append(self.branch(own))
        self.draw.shuffle(rows)
        return rows

    def person(self, locale: str) -> Row:
        faker = self.fakers[locale]
        given, family = faker.first_name(), faker.last_name()
        row = {
            "truth": self.truth(),
            "given_name": given,
            "family_name": family,
            "house_number": str(self.draw.randint(1, 180)),
            "street": faker.street_name() if hasattr(faker, "street_name") else faker.town(),
            "city": faker.city(),
            "postcode": faker.postcode(),
            "country": locale[-2:],
            "birth_date": self.birthday() if self.draw.random() < 0.7 else "",
            "phone": self.phone(locale[-2:]) if self.draw.random() < 0.8 else "",
            "email": "",
        }
        if self.draw.random() < 0.6:
            row["email"] = f"{faker.user_name()}{self.draw.randint(1, 99)}@{faker.free_email_domain()}"
        return row

    def birthday(self) -> str:
        return f"{self.draw.randint(1930, 2006)}-{self.draw.randint(1, 12):02}-{self.draw.randint(1, 28):02}"

    def phone(self, country: str) -> str:
        code = {"GB": "44", "US": "1", "DE": "49", "FR": "33", "ES": "34", "SE": "46"}.get(country, "48")
        return f"+{code} {self.draw.randint(200, 989)} {self.draw.randint(0, 999):03} {self.draw.randint(0, 9999):04}"

    def worsened(self, row: Row) -> Row:
        """The same customer as somebody else typed them: one to four mistakes, seldom an address of their own."""
        twin = dict(row)
        mistakes: list[Callable[[Row], None]] = [
            self._typo_in_a_name,
            self._typo_in_a_name,
            self._typo_elsewhere,
            self._swapped_names,
            self._missing,
            self._missing,
            self._other_phone_form,
            self._other_date_form,
            self._initial,
            self._shorter_street,
            self._upper,
            self._moved,
        ]
        for mistake in self.draw.sample(mistakes, self.draw.choice((1, 2, 2, 3, 4))):
            mistake(twin)
        return twin

    def housemate(self, row: Row) -> Row:
        """Somebody else at the same address: husband or wife, twin, or a child of the same name."""
        faker = self.fakers[next(name for name in self.fakers if name.endswith(row["country"]))]
        other = row | {"truth": self.truth()}
        kind = self.draw.choice(("spouse", "spouse", "twin", "child"))
        other["birth_date"] = self.birthday()
        if kind == "child" and row["birth_date"]:
            other["email"] = ""
            return other
        while other["given_name"][:2] == row["given_name"][:2]:
            other["given_name"] = faker.first_name()
        if kind == "twin":
            other["birth_date"] = row["birth_date"]
        return other

    def organisation(self) -> Row:
        locale = self.draw.choice(("en_GB", "de_DE", "fr_FR", "es_ES", "en_US"))
        faker = self.fakers[locale]
        first = self.draw.choice(
            (faker.last_name(), f"{faker.last_name()} & {faker.last_name()}", faker.city())
        )
        trade, form = self.draw.choice(_TRADES), self.draw.choice(_FORMS)
        domain = "".join(c for c in first.lower() if c.isascii() and c.isalpha()) + str(
            self.draw.randint(1, 99)
        )
        return {
            "truth": self.truth(),
            "organisation": f"{first} {trade} {form[0]}",
            "house_number": str(self.draw.randint(1, 180)),
            "street": faker.street_name(),
            "city": faker.city(),
            "postcode": faker.postcode(),
            "country": locale[-2:],
            "phone": self.phone(locale[-2:]) if self.draw.random() < 0.7 else "",
            "email": f"info@{domain}.example" if self.draw.random() < 0.6 else "",
        }

    def worsened_organisation(self, row: Row) -> Row:
        twin = dict(row)
        mistakes: list[Callable[[Row], None]] = [
            self._other_form,
            self._other_form,
            self._short_words,
            self._typo_in_organisation,
            self._missing,
            self._other_phone_form,
            self._shorter_street,
            self._upper,
        ]
        for mistake in self.draw.sample(mistakes, self.draw.choice((1, 2, 3, 4))):
            mistake(twin)
        return twin

    def neighbour(self, row: Row) -> Row:
        """Another organisation in the same building."""
        return self.organisation() | {
            name: row[name] for name in ("house_number", "street", "city", "postcode", "country")
        }

    def branch(self, row: Row) -> Row:
        """An organisation of the same name in another town, with a phone of its own."""
        other = self.organisation()
        return other | {"organisation": row["organisation"]}

    # -- mistakes ------------------------------------------------------------------------------------

    def _slip(self, text: str) -> str:
        if len(text) < 4:
            return text
        at = self.draw.randrange(1, len(text) - 1)
        kind = self.draw.randrange(4)
        if kind == 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if kind == 1:
            return text[:at] + text[at + 1 :]
        letter = self.draw.choice(text)
        return text[:at] + letter + text[at + (kind == 2) :]

    def _typo_in_a_name(self, row: Row) -> None:
        name = self.draw.choice(("given_name", "family_name"))
        row[name] = self._slip(row[name])

    def _typo_in_organisation(self, row: Row) -> None:
        row["organisation"] = self._slip(row["organisation"])

    def _typo_elsewhere(self, row: Row) -> None:
        name = self.draw.choice(("street", "city", "postcode", "email", "phone", "birth_date"))
        row[name] = self._slip(row[name])

    def _swapped_names(self, row: Row) -> None:
        row["given_name"], row["family_name"] = row["family_name"], row["given_name"]

    def _missing(self, row: Row) -> None:
        names = [
            n for n in ("given_name", "street", "postcode", "birth_date", "phone", "email") if row.get(n)
        ]
        row[self.draw.choice(names)] = ""

    def _other_phone_form(self, row: Row) -> None:
        if row["phone"]:
            parts = row["phone"].split()
            row["phone"] = self.draw.choice(
                ("".join(parts), "0" + "-".join(parts[1:]), "00" + " ".join(parts)[1:])
            )

    def _other_date_form(self, row: Row) -> None:
        if row.get("birth_date", "").count("-") == 2:
            year, month, day = row["birth_date"].split("-")
            row["birth_date"] = self.draw.choice(
                (f"{day}.{month}.{year}", f"{year}{month}{day}", f"{day}/{month}/{year}")
            )

    def _initial(self, row: Row) -> None:
        if row["given_name"]:
            row["given_name"] = row["given_name"][:1] + "."

    def _shorter_street(self, row: Row) -> None:
        for word, short in _STREET_WORDS.items():
            row["street"] = row["street"].replace(word, short)

    def _upper(self, row: Row) -> None:
        for name in ("given_name", "family_name", "organisation", "street", "city"):
            if name in row:
                row[name] = row[name].upper()

    def _moved(self, row: Row) -> None:
        other = self.person(next(name for name in self.fakers if name.endswith(row["country"])))
        # Whoever moves and leaves nothing else behind cannot be known again.
        if row["birth_date"] or row["phone"] or row["email"]:
            row |= {name: other[name] for name in ("house_number", "street", "city", "postcode")}

    def _other_form(self, row: Row) -> None:
        for form, other in _FORMS:
            if row["organisation"].endswith(" " + form):
                bare = row["organisation"].removesuffix(" " + form)
                row["organisation"] = self.draw.choice((bare, f"{bare} {other}", f"{bare}, {other}"))
                return

    def _short_words(self, row: Row) -> None:
        for word, short in _SHORT.items():
            row["organisation"] = row["organisation"].replace(word, short)
        row["organisation"] = row["organisation"].replace("&", self.draw.choice(("and", "&", "+")))
