"""How the value of a setting is read, whether it comes from a file, the environment or the command line.

A reader takes what was written (text, or a value of TOML) and answers the typed value; it raises ValueError
with the rest of a sentence that begins with the setting's name: "theme must be light or dark".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Reader = Callable[[object], object]


class Address(NamedTuple):
    """A host and a TCP port to listen on; port 0 lets the system choose one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of setting: how it is read and how the documentation names it."""

    name: str
    read: Reader


def setting(default: object, of: Kind, section: str, help: str) -> Any:  # noqa: A002 - the word people know
    """One row of the table; ``section`` groups rows in the documentation."""
    return field(default=default, metadata={"kind": of, "section": section, "help": help})


def text() -> Kind:
    """Any text that is not empty."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValueError("must be a text that is not empty")
        return value.strip()

    return Kind("text", read)


def choice(*words: str) -> Kind:
    """One of a few words, however they are capitalised."""

    def read(value: object) -> str:
        if isinstance(value, str) and value.strip().lower() in words:
            return value.strip().lower()
        raise ValueError(f"must be {', '.join(words[:-1])} or {words[-1]}")

    return Kind(" · ".join(f"`{word}`" for word in words), read)


def seconds(*, most: float = 86_400) -> Kind:
    """A duration of 0 to ``most`` seconds."""

    def read(value: object) -> float:
        number = _number(value)
        if number is None or not 0 <= number <= most:
            raise ValueError(f"must be a number of seconds from 0 to {most:g}")
        return number

    return Kind("seconds", read)


def days(*, most: float) -> Kind:
    """A duration of more than 0 and at most ``most`` days."""

    def read(value: object) -> float:
        number = _number(value)
        if number is None or not 0 < number <= most:
            raise ValueError(f"must be a number of days above 0, at most {most:g}")
        return number

    return Kind("days", read)


def whole(least: int, most: int) -> Kind:
    """A whole number within bounds, both included."""

    def read(value: object) -> int:
        number = _number(value)
        if number is None or number != int(number) or not least <= number <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(number)

    return Kind(f"{least} to {most}", read)


def yes_no() -> Kind:
    """A claim that holds or does not."""
    words = {
        "yes": True,
        "true": True,
        "on": True,
        "1": True,
        "no": False,
        "false": False,
        "off": False,
        "0": False,
    }

    def read(value: object) -> bool:
        found = value if isinstance(value, bool) else words.get(str(value).strip().lower())
        if found is None:
            raise ValueError("must be yes or no")
        return found

    return Kind("yes · no", read)


def folder() -> Kind:
    """A folder's path; ``~`` is the home folder."""

    def read(value: object) -> Path:
        if not isinstance(value, str | Path) or not str(value).strip():
            raise ValueError("must be the path of a folder")
        return Path(value).expanduser().absolute()

    return Kind("folder", read)


def file() -> Kind:
    """A file's path; ``~`` is the home folder. Whether it is there is seen when it is used."""

    def read(value: object) -> Path:
        if not isinstance(value, str | Path) or not str(value).strip():
            raise ValueError("must be the path of a file")
        return Path(value).expanduser().absolute()

    return Kind("file", read)


def secret() -> Kind:
    """A secret; in the settings file only a reference to where it is kept (``runtime.secret_places``)."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not value:
            # The value is not repeated.
            raise ValueError("must be a secret, as env:NAME, file:/path or keyring:NAME")
        return value

    return Kind("secret: `env:`, `file:` or `keyring:`", read)


def number(least: float, most: float) -> Kind:
    """A number within bounds, both included."""

    def read(value: object) -> float:
        found = _number(value)
        if found is None or not least <= found <= most:
            raise ValueError(f"must be a number from {least:g} to {most:g}")
        return found

    return Kind(f"{least:g} to {most:g}", read)


def networks() -> Kind:
    """Addresses and networks such as 10.0.0.5 and 10.1.0.0/16; as one text they are separated by semicolons."""

    def read(value: object) -> tuple[str, ...]:
        parts = value.split(";") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not parts:
            raise ValueError("must be a list of addresses or networks")
        try:
            return tuple(str(ip_network(str(part).strip())) for part in parts)
        except ValueError:
            raise ValueError(
                "must be a list of addresses or networks, as in 10.0.0.5 or 10.1.0.0/16"
            ) from None

    return Kind("list of networks", read)


def address() -> Kind:
    """``HOST:PORT``; an IPv6 host stands in brackets."""

    def read(value: object) -> Address:
        if isinstance(value, Address):
            return value
        host, _, port = str(value).strip().rpartition(":")
        bare = host.removeprefix("[").removesuffix("]")
        is_bracketed = host != bare
        if not bare or (":" in bare) != is_bracketed or not port.isascii() or not port.isdigit():
            raise ValueError("must be HOST:PORT, as in 127.0.0.1:8440")
        if int(port) > 65_535:
            raise ValueError("must have a port from 0 to 65535")
        return Address(bare, int(port))

    return Kind("host:port", read)


def time_zone() -> Kind:
    """A time zone by its IANA name."""

    def read(value: object) -> ZoneInfo:
        try:
            return ZoneInfo(str(value).strip())
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("must be a time zone's name, as in Europe/London") from error

    return Kind("time zone", read)


def region() -> Kind:
    """A country by its two letters in ISO 3166."""

    def read(value: object) -> str:
        code = str(value).strip().upper()
        if len(code) != 2 or not (code.isascii() and code.isalpha()):
            raise ValueError("must be a country's two letters, as in GB")
        if code == "UK":
            raise ValueError("must be GB for the United Kingdom, as ISO 3166 has it")
        return code

    return Kind("country", read)


def currency() -> Kind:
    """A currency by its three letters in ISO 4217."""

    def read(value: object) -> str:
        code = str(value).strip().upper()
        if len(code) != 3 or not (code.isascii() and code.isalpha()):
            raise ValueError("must be a currency's three letters, as in GBP")
        return code

    return Kind("currency", read)


def time_of_day() -> Kind:
    """A local time of day, ``HH:MM``."""

    def read(value: object) -> str:
        try:
            return time.fromisoformat(str(value).strip()).strftime("%H:%M")
        except ValueError:
            raise ValueError("must be a time of day, as in 20:00") from None

    return Kind("time of day", read)


def words() -> Kind:
    """A list of texts, none of them empty or twice; as one text they are separated by semicolons."""

    def read(value: object) -> tuple[str, ...]:
        parts = value.split(";") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise ValueError("must be a list of texts")
        kept = tuple(part.strip() for part in parts)
        if not kept or not all(kept) or len(set(kept)) != len(kept):
            raise ValueError("must be a list of texts, none of them empty or twice")
        return kept

    return Kind("list of texts", read)


def postgres_url() -> Kind:
    """The address of a PostgreSQL database, answered in the form that SQLAlchemy's asyncpg dialect takes."""

    def read(value: object) -> str:
        scheme, separator, rest = str(value).strip().partition("://")
        if not separator or not rest or scheme not in {"postgresql", "postgres", "postgresql+asyncpg"}:
            # The value is not repeated: it may hold a password.
            raise ValueError("must look like postgresql://user:password@host:5432/database")
        return f"postgresql+asyncpg://{rest}"

    return Kind("PostgreSQL address", read)


def tables() -> Kind:
    """A table of tables, such as each plug-in's own settings; as text it is JSON."""

    def read(value: object) -> Mapping[str, Mapping[str, object]]:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise ValueError("must be a table of tables, or JSON for one") from None
        if not isinstance(value, dict) or not all(isinstance(inner, dict) for inner in value.values()):
            raise ValueError("must be a table of tables, or JSON for one")
        return value

    return Kind("tables", read)


def records(**parts: Kind) -> Kind:
    """A table of tables whose parts are settings themselves; a part that is left out is not set."""
    whole_table = tables()

    def read(value: object) -> Mapping[str, Mapping[str, object]]:
        found = whole_table.read(value)
        assert isinstance(found, Mapping)  # noqa: S101 - what ``tables`` reads
        return {str(name): part_by_part(str(name), inner) for name, inner in found.items()}

    def part_by_part(name: str, inner: Mapping[str, object]) -> Mapping[str, object]:
        kept: dict[str, object] = {}
        for part, value in inner.items():
            if part not in parts:
                raise ValueError(f"has no {part}: {name} takes {', '.join(parts)}")
            try:
                kept[part] = parts[part].read(value)
            except ValueError as error:
                raise ValueError(f"cannot be used: {part} of {name} {error}") from None
        return kept

    return Kind(f"tables of {', '.join(parts)}", read)


def numbers_by_prefix() -> Kind:
    """A table of telephone numbers by the prefix of another, ``*`` for all others; as text it is JSON."""

    def read(value: object) -> Mapping[str, str]:
        wrong = "must be a table of numbers such as +493012345 by prefixes such as +49, or *"
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise ValueError(wrong) from None
        if not isinstance(value, dict) or not all(_is_prefix_and_number(*pair) for pair in value.items()):
            raise ValueError(wrong)
        return value

    return Kind("numbers", read)


def _is_prefix_and_number(prefix: object, number: object) -> bool:
    is_prefix = isinstance(prefix, str) and (prefix == "*" or re.fullmatch(r"\+?\d{1,15}", prefix))
    return bool(is_prefix and isinstance(number, str) and re.fullmatch(r"\+?\d{2,15}", number))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
