"""Centrals with large sites, for whoever measures at one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.benchmarks.processes import Child, step

BUILD_S_PER_MILLION = 3_600.0

Size = tuple[int, int, int]
"""Customers, interactions and tickets of a site."""


def tenth(size: Size) -> Size:
    """A site with a tenth of everything."""
    return size[0] // 10, size[1] // 10, size[2] // 10


@contextmanager
def large_site_up(size: Size) -> Iterator[tuple[Child, dict[str, Any]]]:
    """A central with a copy of a large site, built first where it is not kept, and what it says of itself."""
    names = ("customers", "interactions", "tickets")
    words = [f"--{name}={count}" for name, count in zip(names, size, strict=True)]
    with Child("tests.benchmarks.large_central", *words, ends_with_input=True) as child:
        with step(f"central with {size[0]:,} customers, {size[1]:,} interactions, {size[2]:,} tickets"):
            told = child.hear("listening", within_s=600 + BUILD_S_PER_MILLION * size[0] / 1e6)
        yield child, told
