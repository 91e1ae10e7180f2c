"""Countries of the demo: real towns with their postcodes, and telephone numbers nobody answers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Town:
    """A town with the pattern of its postcodes: ``#`` is a digit, ``@`` a letter."""

    name: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of ``10 ** digits`` numbers that begin with ``prefix`` (E.164), and the town it belongs to."""

    prefix: str
    digits: int
    town: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """What a customer of a country looks like; ``drama`` are numbers set aside for films, ``open_`` any valid ones."""

    code: str
    share: int  # of a hundred customers
    locale: str
    guest_locale: str  # a second pool of names, for those whose family came from elsewhere
    language: str
    time_zone: str
    street: str  # how street and house number stand
    towns: tuple[Town, ...]
    drama: tuple[Block, ...]
    mobile: tuple[Block, ...]
    landline: tuple[Block, ...] = ()


def _towns(text: str) -> tuple[Town, ...]:
    return tuple(Town(*part.strip().split("=")) for part in text.split(","))


def _blocks(text: str, digits: int) -> tuple[Block, ...]:
    """Blocks written as ``prefix=town``, or ``prefix`` alone."""
    return tuple(
        Block(prefix, digits, town or None)
        for prefix, _, town in (p.strip().partition("=") for p in text.split(","))
    )


_US_AREAS = (
    "212=New York,312=Chicago,213=Los Angeles,215=Philadelphia,617=Boston,206=Seattle,503=Portland,303=Denver,"
    "512=Austin,404=Atlanta,305=Miami,612=Minneapolis,313=Detroit,216=Cleveland,504=New Orleans,602=Phoenix"
)

COUNTRIES = (
    Country(
        "GB",
        34,
        "en_GB",
        "en_IN",
        "English",
        "Europe/London",
        "{n} {street}",
        _towns(
            "London=SE## #@@,Leeds=LS# #@@,Sheffield=S## #@@,Leicester=LE# #@@,Bristol=BS# #@@,"
            "Birmingham=B## #@@,Edinburgh=EH# #@@,Glasgow=G## #@@,Liverpool=L## #@@,Manchester=M## #@@,"
            "Newcastle upon Tyne=NE# #@@,Belfast=BT# #@@,Cardiff=CF## #@@"
        ),
        _blocks(
            "+442079460=London,+441134960=Leeds,+441144960=Sheffield,+441164960=Leicester,"
            "+441174960=Bristol,+441214960=Birmingham,+441314960=Edinburgh,+441414960=Glasgow,+441514960=Liverpool,"
            "+441614960=Manchester,+441914980=Newcastle upon Tyne,+442896496=Belfast,+442920180=Cardiff",
            3,
        ),
        _blocks("+447400,+447500,+447800", 6),
    ),
    Country(
        "US",
        22,
        "en_US",
        "es_ES",
        "English",
        "America/New_York",
        "{n} {street}",
        _towns(
            "New York=100##,Chicago=606##,Los Angeles=900##,Philadelphia=191##,Boston=021##,Seattle=981##,"
            "Portland=972##,Denver=802##,Austin=787##,Atlanta=303##,Miami=331##,Minneapolis=554##,Detroit=482##,"
            "Cleveland=441##,New Orleans=701##,Phoenix=850##"
        ),
        tuple(Block(f"+1{p.split('=')[0]}55501", 2, p.split("=")[1]) for p in _US_AREAS.split(",")),
        # Exchanges beside 555, so that none of these is a number of the block above.
        tuple(Block(f"+1{p.split('=')[0]}{ex}", 4) for ex in (556, 557, 558) for p in _US_AREAS.split(",")),
    ),
    Country(
        "DE",
        9,
        "de_DE",
        "pl_PL",
        "German",
        "Europe/Berlin",
        "{street} {n}",
        _towns("Berlin=10###,Hamburg=20###,Frankfurt am Main=60###,Köln=50###,München=80###"),
        _blocks("+493023125=Berlin,+494066969=Hamburg,+496990009=Frankfurt am Main,+498999998=München", 3)
        + _blocks("+492214710=Köln", 3),
        _blocks("+4915123,+4917612", 6),
    ),
    Country(
        "FR",
        8,
        "fr_FR",
        "pt_PT",
        "French",
        "Europe/Paris",
        "{n} {street}",
        _towns(
            "Paris=750##,Nantes=44000,Rennes=35000,Lille=59000,Strasbourg=67000,Lyon=6900#,Marseille=130##,"
            "Bordeaux=33000,Toulouse=31000"
        ),
        _blocks(
            "+33199000=Paris,+33261910=Nantes,+33261911=Rennes,+33353010=Lille,+33353011=Strasbourg,"
            "+33465710=Lyon,+33465711=Marseille,+33536490=Bordeaux,+33536491=Toulouse",
            3,
        ),
        _blocks("+336120,+336121", 5),
    ),
    Country(
        "IE",
        5,
        "en_IE",
        "pl_PL",
        "English",
        "Europe/Dublin",
        "{n} {street}",
        _towns("Dublin=D0# @#@#,Cork=T12 @#@#,Galway=H91 @#@#,Limerick=V94 @#@#,Waterford=X91 @#@#"),
        (),
        _blocks("+353850,+353870", 6),
        _blocks("+353154=Dublin,+353214=Cork,+353914=Galway,+353614=Limerick,+353514=Waterford", 5),
    ),
    Country(
        "ES",
        5,
        "es_ES",
        "fr_FR",
        "Spanish",
        "Europe/Madrid",
        "{street} {n}",
        _towns("Madrid=280##,Barcelona=080##,Valencia=460##,Sevilla=410##,Bilbao=480##"),
        (),
        _blocks("+346120,+346121", 5),
        _blocks("+349101=Madrid,+349301=Barcelona,+349601=Valencia,+349541=Sevilla,+349441=Bilbao", 5),
    ),
    Country(
        "IT",
        5,
        "it_IT",
        "es_ES",
        "Italian",
        "Europe/Rome",
        "{street} {n}",
        _towns("Roma=001##,Milano=201##,Torino=101##,Napoli=801##,Bologna=401##"),
        (),
        _blocks("+393120,+393121", 6),
        _blocks("+3906000=Roma,+3902000=Milano,+3901100=Torino,+3908100=Napoli,+3905100=Bologna", 5),
    ),
    Country(
        "NL",
        4,
        "nl_NL",
        "de_DE",
        "Dutch",
        "Europe/Amsterdam",
        "{street} {n}",
        _towns("Amsterdam=10## @@,Rotterdam=30## @@,Utrecht=35## @@,Eindhoven=56## @@,Groningen=97## @@"),
        (),
        _blocks("+316120,+316121", 5),
        _blocks("+31201=Amsterdam,+31101=Rotterdam,+31301=Utrecht,+31401=Eindhoven,+31501=Groningen", 6),
    ),
    Country(
        "PL",
        4,
        "pl_PL",
        "de_DE",
        "Polish",
        "Europe/Warsaw",
        "{street} {n}",
        _towns("Warszawa=00-###,Kraków=30-###,Gdańsk=80-###,Wrocław=50-###,Poznań=60-###"),
        (),
        _blocks("+485120,+485121", 5),
        _blocks("+48221=Warszawa,+48121=Kraków,+48581=Gdańsk,+48711=Wrocław,+48611=Poznań", 6),
    ),
    Country(
        "SE",
        4,
        "sv_SE",
        "de_DE",
        "Swedish",
        "Europe/Stockholm",
        "{street} {n}",
        _towns("Stockholm=11# ##,Göteborg=41# ##,Malmö=21# ##,Kiruna=981 ##"),
        _blocks("+46313906=Göteborg,+46406280=Malmö,+468465004=Stockholm,+469803192=Kiruna", 2),
        _blocks("+46701,+46731", 6),
    ),
)


@cache
def country_of_percent() -> tuple[int, ...]:
    """For each of a hundred customers, the index of their country."""
    return tuple(index for index, country in enumerate(COUNTRIES) for _ in range(country.share))


_LETTERS = "ABDEFGHJLNPRSTUWXYZ"


def postcode(rng: random.Random, pattern: str) -> str:
    """A postcode of the pattern."""
    out = []
    for char in pattern:
        if char == "#":
            out.append(str(rng.randrange(1, 10)))
        elif char == "@":
            out.append(_LETTERS[rng.randrange(len(_LETTERS))])
        else:
            out.append(char)
    return "".join(out)


class NumberSource:
    """Hands out telephone numbers of a country, none of them twice, in constant memory."""

    def __init__(self, country: Country, offset: int, taken: frozenset[str] = frozenset()) -> None:
        self._country = country
        self._offset = offset
        self._taken = taken
        self._lines = 0
        self._mobiles = 0

    def line(self) -> tuple[str, str, str | None]:
        """The next number as (E.164, label, town): a fixed line while there are any, then a mobile."""
        while found := self._pick(self._country.drama or self._country.landline, self._lines):
            self._lines += 1
            if found[0] not in self._taken:
                return found[0], "home", found[1]
        return *self.mobile(), None

    def mobile(self) -> tuple[str, str]:
        """The next mobile number as (E.164, label)."""
        found = self._pick(self._country.mobile, self._mobiles)
        if found is None:
            raise ValueError(f"{self._country.code} has no numbers left for so many customers")
        self._mobiles += 1
        return found[0], "mobile"

    def _pick(self, blocks: tuple[Block, ...], index: int) -> tuple[str, str | None] | None:
        place = index % len(blocks)
        block = blocks[place]
        within, capacity = index // len(blocks), 10**block.digits
        if within >= capacity:
            return None
        # A step that shares no factor with a power of ten visits every number once, and looks unordered.
        value = (within * 7_919 + self._offset + place * 613) % capacity
        return f"{block.prefix}{value:0{block.digits}d}", block.town
