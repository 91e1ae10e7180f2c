"""Times as people type them."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent_desktop_ui.tickets.due import read_due

THURSDAY = datetime(2026, 11, 19, 12, 41)  # noqa: DTZ001 - a time on a wall


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tomorrow 10:00", "2026-11-20T10:00"),
        ("Tomorrow", "2026-11-20T10:00"),
        ("today 15:05", "2026-11-19T15:05"),
        ("9:30", "2026-11-20T09:30"),
        ("13:00", "2026-11-19T13:00"),
        ("fri 9:30", "2026-11-20T09:30"),
        ("thursday", "2026-11-26T10:00"),
        ("Mon", "2026-11-23T10:00"),
        ("+3d", "2026-11-22T12:41"),
        ("+ 90 m", "2026-11-19T14:11"),
        ("+2w", "2026-12-03T12:41"),
        ("23.11. 14:00", "2026-11-23T14:00"),
        ("3/1", "2027-01-03T10:00"),
        ("2026-12-24 18:00", "2026-12-24T18:00"),
        ("2026-12-24T18:00", "2026-12-24T18:00"),
    ],
)
def test_it_is_read_as_it_is_meant(qapp: object, said: str, meant: str) -> None:
    found = read_due(said, THURSDAY)
    assert found is not None
    assert found.isoformat(timespec="minutes") == meant


@pytest.mark.parametrize(
    "said", ["", "soon", "25:00", "31.2.", "2026-13-01", "t", "10:00 10:00", "29.2.", "+"]
)
def test_what_says_no_time_is_no_time(qapp: object, said: str) -> None:
    assert read_due(said, THURSDAY) is None
