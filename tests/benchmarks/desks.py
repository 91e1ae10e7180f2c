"""The two processes most measurements need: a central with a world, and windows that sign in at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.processes import Child
from tests.benchmarks.worlds import store_folder

BUILD_S_PER_MILLION = 3600.0


@dataclass(frozen=True)
class BenchCentral:
    """A central that is up."""

    url: str
    token: str
    login: str
    password: str
    callers: list[list[str]]
    """Number, customer id and name of customers who are alone with their number."""
    world: dict[str, Any]
    child: Child


@contextmanager
def central(customers: int, home: Path) -> Iterator[BenchCentral]:
    """A central with a world of so many customers, built first where it is not kept from an earlier run."""
    words = ["--customers", str(customers), "--store", str(store_folder())]
    with Child("tests.benchmarks.central_process", *words, home=home) as child:
        told = child.hear("listening", within_s=120 + BUILD_S_PER_MILLION * customers / 1e6)
        yield BenchCentral(
            told["listening"],
            told["token"],
            told["login"],
            told["password"],
            told["callers"],
            told["world"],
            child,
        )


def window(what: str, server: str, login: str, password: str, folder: Path) -> Child:
    """A window that signs in by itself and then measures ``what``; whoever asks for it stops it."""
    words = [what, "--server", server, "--folder", str(folder), "--login", login, "--password", password]
    return Child("tests.benchmarks.window_process", *words, home=folder.parent / "home", ends_with_input=True)
