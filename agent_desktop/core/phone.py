"""Phone numbers as humans type them, made one thing: E.164, an internal extension, or known to be neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["public", "internal", "short", "withheld", "unusable"]
Form = Literal["national", "international"]

INTERNAL_LENGTHS = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number as read. ``e164`` is set for ``public`` only; ``extension`` are the digits behind it."""

    kind: Kind
    e164: str | None
    extension: str | None
    digits: str
    raw: str


def parse_number(
    text: str | None, region: str, *, internal: Sequence[int] | None = INTERNAL_LENGTHS
) -> PhoneNumber:
    """Read a number as a human or an exchange wrote it, at a site in ``region`` (ISO 3166, ``"GB"``)."""
    raise NotImplementedError


def display(e164: str, region: str | None = None) -> str:
    """A number for people: nationally within ``region``, else internationally."""
    raise NotImplementedError


def reversed_digits(e164: str) -> str:
    """The digits back to front, so that "ends with" is an index lookup."""
    raise NotImplementedError
