"""A vCard of any version as the row it stands for, read the way clients and telephones really write them. No I/O.

vCard 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350). What is tolerated: quoted-printable with soft line breaks,
folded lines, groups, bare parameters, a character set by property, a missing END before the next BEGIN, and
pictures, which are passed over.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent_desktop.core.errors import Invalid
from agent_desktop.features.customers.card_parts import Kept, plain, split

OUR_PREFIX = "X-AGENT-DESKTOP-"
_PLAIN_OURS = ("language", "segment", "alert", "currency", "customer_since", "balance_minor")
OURS = (
    *_PLAIN_OURS,
    "handles",
    "other_names",
    "other_ids",
    "consents",
    "relations",
    "orders",
    "products",
    "contracts",
)
"""What cards have no property for: our own exports name it in one of ours."""
COLUMNS = (
    "external_id",
    "kind",
    "name",
    "given_name",
    "family_name",
    "organisation",
    "email",
    "phone",
    "mobile",
    "home",
    "work",
    "street",
    "postcode",
    "city",
    "country",
    "time_zone",
    "phones",
    "emails",
    "addresses",
    "tags",
    *OURS,
)
"""What a card gives a row, in the order of a rejects file."""

PICTURES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
"""Properties that hold files: nothing of them is read, and their lines may be of any length."""

_PARAMETER = re.compile(r';((?:[^;":]|"[^"]*")*)')


@dataclass(slots=True)
class Card:
    """The properties of one card, and the line of the file it begins on."""

    line: int
    properties: list[tuple[str, dict[str, set[str]], str]] = field(default_factory=list)
    is_whole: bool = True
    fault: str = ""


def name_of(line: bytes) -> str:
    """The property that a line begins: ``item1.TEL;TYPE=CELL:…`` is ``TEL``."""
    head = re.split(rb"[;:]", line[:80], maxsplit=1)[0]
    return head.rpartition(b".")[2].strip().decode("ascii", "replace").upper()


def cards(lines: Iterable[tuple[int, bytes]], encoding: str | None = None) -> Iterator[Card]:
    """The cards of a file, from its lines with their numbers; ``encoding`` is what properties are in that say none.

    A file that ends within a card has that card last, with ``is_whole`` false. Text between cards is passed over.
    """
    card: Card | None = None
    nested = 0
    for number, raw in _unfolded(lines):
        text = raw.strip().upper()
        if text == b"BEGIN:VCARD":
            if card is not None and card.properties and card.properties[-1][0] == "AGENT":
                nested += 1  # The card of somebody's secretary, within their own.
                continue
            if card is not None:
                yield card
            card = Card(number)
        elif text == b"END:VCARD":
            if nested:
                nested -= 1
            elif card is not None:
                yield card
                card = None
        elif card is not None and text and not nested:
            _add(card, raw, encoding)
    if card is not None:
        card.is_whole = False
        yield card


def _unfolded(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Whole properties: what is folded or softly broken is joined, pictures are left out."""
    held: bytes | None = None
    at = 0
    for number, line in lines:
        bare = line.rstrip(b"\r\n")
        if held is not None and _is_quoted_printable(held) and held.endswith(b"="):
            held = held[:-1] + bare
            continue
        if bare[:1] in {b" ", b"\t"} and held is not None:
            if name_of(held) not in PICTURES:
                held += bare[1:]
            continue
        if held is not None:
            yield at, held
        held, at = bare, number
    if held is not None:
        yield at, held


def _is_quoted_printable(line: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()


def _add(card: Card, raw: bytes, encoding: str | None) -> None:
    name = name_of(raw)
    if name in PICTURES or b":" not in raw:
        return
    head = raw.decode("latin-1")
    end = _value_at(head)
    parameters: dict[str, set[str]] = {}
    for part in _PARAMETER.findall(head[: end - 1]):
        key, is_pair, value = part.partition("=")
        # Version 2.1 writes TEL;CELL where later ones write TEL;TYPE=CELL.
        bare = "encoding" if key.strip().upper() in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"} else "type"
        where, words = (key.strip().casefold(), value) if is_pair else (bare, key)
        found = parameters.setdefault(where, set())
        found.update(word.strip().casefold() for word in words.strip('"').split(","))
    value = raw[end:]
    if parameters.get("encoding", set()) & {"base64", "b"}:
        return
    if "quoted-printable" in parameters.get("encoding", set()):
        value = binascii.a2b_qp(value)
    try:
        text = _decoded(value, next(iter(parameters.get("charset", ())), None), encoding)
    except (UnicodeError, LookupError):
        card.fault = card.fault or f"{name} is in no encoding that is known."
        return
    if "\0" in text:
        card.fault = card.fault or f"{name} holds a zero byte."
        return
    card.properties.append((name, parameters, text))


def _value_at(head: str) -> int:
    is_quoted = False
    for n, char in enumerate(head):
        if char == '"':
            is_quoted = not is_quoted
        elif char == ":" and not is_quoted:
            return n + 1
    return head.index(":") + 1


def _decoded(value: bytes, charset: str | None, encoding: str | None) -> str:
    if charset:
        return value.decode(codecs.lookup(charset).name)
    return value.decode(encoding or "utf-8")


def row_of(card: Card) -> dict[str, str]:
    """The row a card stands for, by ``COLUMNS``; raises ``Invalid`` for a card that is nobody's or is cut off."""
    if not card.is_whole:
        raise Invalid("", "The file ends within this card.")
    if card.fault:
        raise Invalid("", card.fault)
    row: dict[str, str] = {}
    kept = Kept()
    for name, parameters, value in card.properties:
        if name.startswith(OUR_PREFIX):
            column = name.removeprefix(OUR_PREFIX).casefold().replace("-", "_")
            if column in OURS or column in {"kind", "name"}:
                row[column] = plain(value)
            continue
        _take_who(row, name, value)
        kept.take(name, parameters, value)
    kept.into(row)
    shown, nickname = row.pop("shown", ""), row.pop("nickname", "")
    if "name" not in row and not row.get("given_name") and not row.get("family_name"):
        row["name"] = shown or row.get("organisation") or nickname or row.get("email", "")
        if row["name"] == row.get("organisation"):
            row.setdefault("kind", "organisation")
    return {name: value for name in COLUMNS if (value := row.get(name, ""))}


def _take_who(row: dict[str, str], name: str, value: str) -> None:
    if name == "N":
        row["family_name"], row["given_name"] = [*split(value), "", ""][:2]
    elif name == "FN":
        row.setdefault("shown", plain(value))
    elif name == "ORG":
        row.setdefault("organisation", next((part for part in split(value) if part), ""))
    elif name == "UID":
        row["external_id"] = plain(value).removeprefix("urn:uuid:")
    elif name in {"KIND", "X-ADDRESSBOOKSERVER-KIND"}:
        row["kind"] = _kind(plain(value).casefold())
    elif name == "X-ABSHOWAS" and value.strip().casefold() == "company":
        row["kind"] = "organisation"
    elif name == "NICKNAME":
        row["nickname"] = plain(value)
    elif name == "TZ" and "/" in value:
        row["time_zone"] = plain(value)


def _kind(word: str) -> str:
    if word == "group":
        raise Invalid("kind", "This card is a list of others and not a customer.")
    return "organisation" if word in {"org", "organization"} else "person"
