"""One check of the doctor, and how it is printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import msgspec


class Check(msgspec.Struct, frozen=True):
    """What one check found; ``todo`` says what to do about a fault and is empty where all is well."""

    name: str
    found: str
    todo: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.todo


def show(checks: Iterable[Check]) -> None:
    """Print checks, a line each, with what to do below each fault."""
    for check in checks:
        sys.stdout.write(f"{'ok   ' if check.is_ok else 'FAULT'}  {check.name}: {check.found}\n")
        if check.todo:
            sys.stdout.write(f"       {check.todo}\n")
