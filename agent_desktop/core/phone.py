"""Phone numbers as humans type them, made one thing: E.164, an internal extension, or known to be neither.

Two numbers are the same when their E.164 is equal, and never because one ends like the other. The numbering
plans are those of the ``phonenumbers`` package, loaded at the first number rather than at the start.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from agent_desktop.core.errors import Invalid

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber as Parsed

Kind = Literal["public", "internal", "short", "withheld", "unusable"]
Form = Literal["national", "international"]

INTERNAL_LENGTHS = (2, 3, 4, 5)
"""How many digits an internal extension has, unless the site says otherwise."""

_LONGEST_TEXT = 250

# Compared after everything but letters is taken out, so that "Un-available" and "NO CALLER ID" are found.
_WITHHELD_WORDS = """
anonymous anonym anonyme anonimo anonimus anoniem unknown
unknowncaller unknownnumber unbekannt inconnu desconocido desconhecido sconosciuto onbekend nieznany
private privatenumber privatecaller privat prive numeroprive numeroprivado privado privato withheld
numberwithheld callerwithheld callerwithheldnumber restricted unavailable notavailable outofarea
callerunavailable idunavailable nocallerid callerid calleridwithheld callidwithheld blocked blockedid
hidden hiddennumber unterdruckt unterdrueckt rufnummerunterdruckt rufnummerunterdrueckt masque
numeromasque oculto numerooculto nascosto skyddat hemligt na none null nonumber undisclosed
"""
_WITHHELD = frozenset(_WITHHELD_WORDS.split())

_LABEL = re.compile(
    r"^\s*(?:tele?(?:phone|fon|fono)?|phone|ph|mob(?:ile)?|cell(?:ular)?|handy|fax|home|work|office|direct"
    r"|main|t|m|p|f|h|w|d|o)\s*\.?\s*(?:(?:no|nr|number)\b)?\s*[.:=]+\s*",
    re.IGNORECASE,
)
_NOTE_BEHIND = re.compile(
    r"\s*[(\[]?\b(?:home|work|office|mobile|mob|cell|main|direct|fax|privat|handy)\b\.?[)\]]?\s*$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"[\s,;.()\[\-/]*"
    r"(?:;\s*ext\s*=|(?<![a-z])(?:extension|extn|ext|xtn|x|poste|durchwahl|dw|toestel|interno|int|ramal|anexo"
    r"|anknytning|wew|доб|вн)(?![a-z])|#|,+|;|内線|内线|分机|轉|转)"
    r"\s*[.:#=]?\s*(?P<digits>\d{1,7})\s*#?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_HIDE_MY_NUMBER = re.compile(r"^\s*(?:[*#]31#|\*67|\*82)\s*(?=[+\d(])")
_SEPARATORS = re.compile(r"[\s\-./()\[\]_~·•|]+")
_TRUNK_ZERO = re.compile(r"[(\[]\s*0\s*[)\]]")
_TRUNK_ZERO_TWICE = re.compile(r"[(\[]\s*0\s*[)\]]\s*0")
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_VANITY = re.compile(r"^\+?[\d\s\-.()]*\d[\s\-.()]*[a-z][a-z\d\s\-.]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number as read.

    * ``public``: ``e164`` is set; ``extension`` are the digits to dial behind it, if any were given.
    * ``internal``: a phone of this site; ``extension`` and ``digits`` are its number.
    * ``short``: emergency and service numbers, dialled as they are in ``digits``.
    * ``withheld``: the caller did not let the number through; there is nothing to match.
    * ``unusable``: not a number that could be rung. ``digits`` keeps what digits there were.

    ``raw`` is the text as it came.
    """

    kind: Kind
    e164: str | None
    extension: str | None
    digits: str
    raw: str


class NoNumberingPlan(Invalid, ValueError):
    """The region is none, which is the asker's mistake: no number can be read in it."""


def parse_number(
    text: str | None, region: str, *, internal: Sequence[int] | None = INTERNAL_LENGTHS
) -> PhoneNumber:
    """Read a number as a human or an exchange wrote it, at a site in ``region`` (ISO 3166, ``"GB"``).

    ``internal`` are the lengths of the site's extensions; emergency numbers win over them, other short
    codes do not. Any text is answered, nothing is raised but ``NoNumberingPlan`` for a region without
    one. A number is public when the plan knows it, or when it was written internationally or
    with its trunk prefix and has a length the plan allows: numbers are assigned faster than plans are
    published.
    """
    if _country_code(region) == 0:
        raise NoNumberingPlan("region", f"There is no numbering plan for the region {region!r}.")
    raw = text or ""
    cleaned = _clean(raw[: _LONGEST_TEXT + 1])
    spoken = _without_uri(cleaned)
    if _is_withheld(spoken):
        return PhoneNumber("withheld", None, None, "", raw)
    if len(raw) > _LONGEST_TEXT:
        return PhoneNumber("unusable", None, None, "", raw)
    body = _HIDE_MY_NUMBER.sub("", _NOTE_BEHIND.sub("", _LABEL.sub("", spoken)))
    # "901820 ext. 7" must not be spelled out on the keypad, so where there are letters the extension is first.
    readings = (
        [_read_with_extension, _read_whole] if _has_letters(body) else [_read_whole, _read_with_extension]
    )
    return (
        readings[0](body, region, internal, raw)
        or readings[1](body, region, internal, raw)
        or PhoneNumber("unusable", None, None, "".join(c for c in body if c.isdigit()), raw)
    )


def display(e164: str, region: str | None = None, *, form: Form | None = None) -> str:
    """A number for people: nationally within ``region``, else internationally, with the plan's spaces.

    ``form`` settles it where the caller knows better. Text that is no E.164 number comes back as it is.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    if form is None:
        form = "national" if region and _country_code(region) == number.country_code else "international"
    national, international = (
        phonenumbers.PhoneNumberFormat.NATIONAL,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    )
    return str(phonenumbers.format_number(number, national if form == "national" else international))


def reversed_digits(e164: str) -> str:
    """The digits back to front, so that "find numbers that end with" is a prefix search in an index."""
    return "".join(c for c in reversed(e164) if c.isdigit())


def national_digits(e164: str) -> str:
    """The digits of a number without its country: what every way of writing it has in common."""
    number = _parse(e164, None)
    return _national(number) if number is not None else "".join(c for c in e164 if c.isdigit())


def _clean(text: str) -> str:
    """Plain ASCII digits, dashes and spaces for whatever script, width or direction they were typed in."""
    out: list[str] = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category == "Cf":  # direction marks, zero-width spaces and soft hyphens ride along when copying
            continue
        if category == "Nd":
            out.append(str(unicodedata.digit(char)))
        elif category == "Pd" or char in "−‐":
            out.append("-")
        elif category.startswith("Z") or char in "\t\r\n":
            out.append(" ")
        else:
            out.append(char)
    return "".join(out).strip().strip("'`\"").strip()


def _is_withheld(text: str) -> bool:
    if any(c.isdigit() for c in text):
        return False
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in folded if c.isalpha())
    # Lines, dots and stars alone are what forms and exchanges put where there is no number.
    return letters in _WITHHELD or not letters


def _without_uri(text: str) -> str:
    """The number inside ``"Name" <sip:…@host>``, ``tel:…;phone-context=…`` or plain text."""
    if inside := re.search(r"<([^<>]*)>", text):
        text = inside.group(1)
    scheme, colon, rest = text.partition(":")
    scheme = scheme.strip().casefold()
    if not colon or scheme not in {"sip", "sips", "tel", "callto", "h323"}:
        before, at, _ = text.partition("@")
        return before if at else text
    rest = unquote(rest).lstrip("/")
    if scheme != "tel":
        user = rest.partition("@")[0].partition("?")[0]
        number, *parameters = user.split(";")
    else:
        number, *parameters = rest.partition("?")[0].split(";")
    for parameter in parameters:
        key, _, value = parameter.strip().partition("=")
        if key.casefold() == "phone-context" and value.startswith("+") and not number.startswith("+"):
            number = value + number
        elif key.casefold() == "ext":
            number += f" ext {value}"
    return number


def _has_letters(body: str) -> bool:
    return any(char.isalpha() for char in body)


def _read_whole(body: str, region: str, internal: Sequence[int] | None, raw: str) -> PhoneNumber | None:
    return _read(body, None, region, internal, raw)


def _read_with_extension(
    body: str, region: str, internal: Sequence[int] | None, raw: str
) -> PhoneNumber | None:
    found = _EXTENSION.search(body)
    if not found:
        return None
    main, extension = body[: found.start()].strip(), found["digits"]
    if not main:  # "ext 1001" alone is a phone of this site.
        return _as_internal(extension, internal, raw)
    return _read(main, extension, region, internal, raw)


def _read(
    body: str, extension: str | None, region: str, internal: Sequence[int] | None, raw: str
) -> PhoneNumber | None:
    """The number in ``body``, or ``None`` when it is none."""
    body = body.strip()
    if any(c.isalpha() for c in body):
        return _read_vanity(body, extension, region, raw)
    is_bare = body.isdigit()
    body = _without_trunk_zero(body)
    compact = _SEPARATORS.sub("", body)
    plus, digits = compact.startswith("+"), compact.lstrip("+")
    if not digits.isdecimal():
        return None
    if not plus and extension is None and (found := _dialled_as_it_is(digits, region, internal, raw)):
        return found
    for reading in _readings(digits, region, plus=plus, is_bare=is_bare):
        e164 = f"+{reading.country_code}{_national(reading)}"
        return PhoneNumber("public", e164, extension, e164[1:], raw)
    return None


def _dialled_as_it_is(
    digits: str, region: str, internal: Sequence[int] | None, raw: str
) -> PhoneNumber | None:
    """An emergency number, a phone of this site or a service number, in that order."""
    short = PhoneNumber("short", None, None, digits, raw)
    if _is_emergency(digits, region):
        return short
    return _as_internal(digits, internal, raw) or (short if _is_short(digits, region) else None)


def _as_internal(digits: str, internal: Sequence[int] | None, raw: str) -> PhoneNumber | None:
    if internal and len(digits) in internal:
        return PhoneNumber("internal", None, digits, digits, raw)
    return None


def _read_vanity(body: str, extension: str | None, region: str, raw: str) -> PhoneNumber | None:
    """Letters on the keypad, as in 1-800-FLOWERS: at least three of them, after at least one digit."""
    if sum(c.isalpha() for c in body) < 3 or not body.isascii() or not _VANITY.match(body):
        return None
    compact = _SEPARATORS.sub("", body).lower().translate(_KEYPAD)
    plus, digits = compact.startswith("+"), compact.lstrip("+")
    # In North America letters beyond the tenth digit are for the eye; the network drops them.
    north_american = _country_code(region) == 1
    length = 11 if digits.startswith("1") else 10
    for attempt in (digits, digits[:length]) if north_american else (digits,):
        for reading in _readings(attempt, region, plus=plus, is_bare=False):
            e164 = f"+{reading.country_code}{_national(reading)}"
            return PhoneNumber("public", e164, extension, e164[1:], raw)
    return None


def _without_trunk_zero(body: str) -> str:
    """Take "(0)" out of an international number; Italy and San Marino dial it, so there it stays."""
    head = _SEPARATORS.sub("", body[:8])
    if not head.startswith(("+", "00", "011")):
        return body
    if re.match(r"^(?:\+|00|\+00|011)(?:39|378)", head) and not _TRUNK_ZERO_TWICE.search(body):
        return body
    return _TRUNK_ZERO.sub(" ", body)


def _readings(digits: str, region: str, *, plus: bool, is_bare: bool) -> Iterator[Parsed]:
    """What ``digits`` can mean at this site, the most likely first; each is valid or at least possible."""
    if len(set(digits)) == 1:  # 0000000000 is what people type to get past a form.
        return
    if plus:
        # "+00 44" and "+011 44" are typed by those who know the prefix and add the sign for good measure.
        yield from _international(re.sub(r"^(?:00|011)", "", digits), must_be_valid=False)
        return
    own = str(_country_code(region))
    with_trunk = digits.startswith("0")
    if not with_trunk and _trunk_prefix(region) == "0" and digits.startswith(own):
        # Exchanges send E.164 without its plus; where people dial a zero first, this is no local number.
        yield from _international(digits, must_be_valid=True)
    national = _parse(digits, region)
    if national and _is_valid(national):
        yield national
    if digits.startswith("00"):
        yield from _international(digits[2:], must_be_valid=False)
    if digits.startswith("011"):
        yield from _international(digits[3:], must_be_valid=True)
    if is_bare and not with_trunk:
        yield from _international(digits, must_be_valid=True)
    if national and _is_possible(national) and _is_written_in_full(digits, region):
        yield national


def _international(digits: str, *, must_be_valid: bool) -> Iterator[Parsed]:
    if re.match(r"^521\d{10}$", digits):  # Until 2019 Mexican mobiles had a 1 here; address books still do.
        digits = "52" + digits[3:]
    number = _parse(f"+{digits}", None)
    if number and (_is_valid(number) or (not must_be_valid and _is_possible(number))):
        yield number


def _is_written_in_full(digits: str, region: str) -> bool:
    """Whether a number the plan does not know was at least written the way full national numbers are."""
    if _country_code(region) == 1:  # North American area codes and exchanges begin with 2 to 9.
        return re.match(r"^1?[2-9]\d{2}[2-9]\d{6}$", digits) is not None
    trunk = _trunk_prefix(region)
    return trunk is None or (digits.startswith(trunk) and not digits.startswith(trunk * 2))


def _parse(text: str, region: str | None) -> Parsed | None:
    import phonenumbers

    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _is_valid(number: Parsed) -> bool:
    import phonenumbers

    return bool(phonenumbers.is_valid_number(number))


def _is_possible(number: Parsed) -> bool:
    import phonenumbers

    reason = phonenumbers.is_possible_number_with_reason(number)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)


def _national(number: Parsed) -> str:
    import phonenumbers

    return str(phonenumbers.national_significant_number(number))


def _country_code(region: str) -> int:
    import phonenumbers

    return int(phonenumbers.country_code_for_region(region))


def _trunk_prefix(region: str) -> str | None:
    import phonenumbers

    prefix = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
    return str(prefix) if prefix else None


def _is_emergency(digits: str, region: str) -> bool:
    import phonenumbers

    return len(digits) <= 6 and bool(phonenumbers.is_emergency_number(digits, region))


def _is_short(digits: str, region: str) -> bool:
    import phonenumbers

    if len(digits) > 6:
        return False
    number = _parse(digits, region)
    return number is not None and bool(phonenumbers.is_valid_short_number_for_region(number, region))


def numbers_in(text: str, region: str | None) -> list[str]:
    """The telephone numbers that stand in a text, as E.164, in their order and each once.

    Without a ``region`` only those written with their country count.
    """
    import phonenumbers

    known = region if region and _country_code(region) else None
    found = phonenumbers.PhoneNumberMatcher(text[:20_000], known)
    form = phonenumbers.PhoneNumberFormat.E164
    return list(dict.fromkeys(str(phonenumbers.format_number(match.number, form)) for match in found))
