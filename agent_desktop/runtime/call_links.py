"""Links to a telephone, as the system hands them to the program: alone on the command line."""

from __future__ import annotations

from collections.abc import Sequence

SCHEMES = ("tel:", "callto:")


def as_options(words: Sequence[str]) -> list[str]:
    """The words of a command line, with each link turned into the option ``--call`` that it means."""
    found: list[str] = []
    for word in words:
        found += ["--call", word] if word.lower().startswith(SCHEMES) else [word]
    return found
