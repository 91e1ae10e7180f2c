"""People of the demo: names drawn once from Faker into pools, then combined, because a million are wanted fast."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import NamedTuple

from faker import Faker

from agent_desktop.demo.places import COUNTRIES, Country, NumberSource, country_of_percent, postcode
from agent_desktop.demo.sources import read_json

_ENGLISH = frozenset({"en_GB", "en_US", "en_IE", "en_IN"})
_PROVIDERS = ["faker.providers.person", "faker.providers.address"]
_EMAIL_HOSTS = ("example.org", "example.com", "example.net")
_FAMILY_TITLES = re.compile(r"^(?:Dr|Mr|Mrs|Ms|Prof|Ing|Univ|Dipl)\.?\s", re.IGNORECASE)


class Person(NamedTuple):
    """Somebody with an address and numbers; ``phones`` are (E.164, label), the first preferred."""

    given: str
    family: str
    email: str | None
    street: str
    postcode: str
    city: str
    country: Country
    languages: str
    phones: tuple[tuple[str, str], ...]


class _Pool(NamedTuple):
    given: list[str]
    family: list[str]
    streets: list[str]


class Neighbourhood:
    """Makes people of every country, one after another, in constant memory.

    The same ``seed`` makes the same people. Some live with the one made before them, and share the home
    number. Numbers in ``taken`` are given to nobody.
    """

    def __init__(self, seed: int, taken: frozenset[str] = frozenset()) -> None:
        self._pools = {
            locale: _pool(seed, locale)
            for locale in sorted({c.locale for c in COUNTRIES} | {c.guest_locale for c in COUNTRIES})
        }
        self._numbers = [NumberSource(country, seed * 1_009 % 1_000_000, taken) for country in COUNTRIES]
        self._before: Person | None = None

    def person(self, rng: random.Random, serial: int) -> Person:
        """The next person; ``serial`` tells apart the e-mail addresses of two with one name."""
        draw = rng.random
        if self._before is not None and draw() < 0.04:
            person = self._housemate(rng, serial, self._before)
            self._before = None
            return person
        index = country_of_percent()[int(draw() * 100)]
        country, numbers = COUNTRIES[index], self._numbers[index]
        is_guest = draw() < 0.12
        pool = self._pools[country.guest_locale if is_guest else country.locale]
        given = pool.given[int(draw() * len(pool.given))]
        family = pool.family[int(draw() * len(pool.family))]
        e164, label, town_name = numbers.line()
        towns = country.towns
        town = next((t for t in towns if t.name == town_name), None) or towns[int(draw() * len(towns))]
        streets = self._pools[country.locale].streets
        street = country.street.format(
            n=1 + int(draw() * draw() * 180), street=streets[int(draw() * len(streets))]
        )
        phones = [(e164, label)]
        if label == "home" and draw() < 0.25:
            mobile = numbers.mobile()
            phones = [mobile, *phones] if draw() < 0.5 else [*phones, mobile]
        languages = country.language
        if languages != "English" and draw() < 0.3:
            languages += ", English"
        self._before = Person(
            given,
            family,
            _email(rng, given, family, serial),
            street,
            postcode(rng, town.postcode),
            town.name,
            country,
            languages,
            tuple(phones),
        )
        return self._before

    def _housemate(self, rng: random.Random, serial: int, other: Person) -> Person:
        """Somebody at the same address, reached by the same number."""
        pool = self._pools[other.country.locale]
        given = pool.given[int(rng.random() * len(pool.given))]
        family = other.family if rng.random() < 0.8 else pool.family[int(rng.random() * len(pool.family))]
        return other._replace(given=given, family=family, email=_email(rng, given, family, serial))


def _pool(seed: int, locale: str) -> _Pool:
    fake = Faker(locale, providers=_PROVIDERS, use_weighting=False)
    fake.seed_instance(seed)
    given = _distinct(fake.first_name() for _ in range(300))
    family = _distinct(_FAMILY_TITLES.sub("", fake.last_name()) for _ in range(400))
    country = next((c for c in COUNTRIES if c.locale == locale), None)
    if country is None:
        streets: list[str] = []
    elif locale in _ENGLISH:
        words = read_json("english_streets.json")
        streets = [f"{first} {last}" for first in words["first"] for last in words["last"][country.code]]
    else:
        streets = _distinct(fake.street_name() for _ in range(250))
    return _Pool(given, family, streets)


def _distinct(names: object) -> list[str]:
    return list(dict.fromkeys(str(name) for name in names))  # type: ignore[attr-defined]


_folds: dict[str, str] = {}


def _folded(name: str) -> str:
    known = _folds.get(name)
    if known is None:
        plain = name.replace("ß", "ss").replace("ł", "l").replace("Ł", "L").replace("ø", "o").lower()
        decomposed = unicodedata.normalize("NFKD", plain)
        known = _folds[name] = re.sub(r"[^a-z]+", "", decomposed.encode("ascii", "ignore").decode())
    return known


def _email(rng: random.Random, given: str, family: str, serial: int) -> str | None:
    draw = rng.random()
    if draw < 0.09:
        return None
    host = _EMAIL_HOSTS[serial % 3]
    if draw < 0.55:
        return f"{_folded(given)}.{_folded(family)}{serial % 997}@{host}"
    return f"{_folded(given)[:1]}.{_folded(family)}{serial}@{host}"
