"""The workstation of the window tests has the real one's methods, with the same arguments."""

from __future__ import annotations

import inspect

import pytest

from agent_desktop.workstation.access import Access
from agent_desktop.workstation.callers import Callers
from agent_desktop.workstation.customer_copies import CustomerCopies
from agent_desktop.workstation.outbox_desk import OutboxDesk
from agent_desktop.workstation.private_details import PrivateShelf
from agent_desktop.workstation.workstation import Workstation
from tests.support.desk_floor import FloorAccess, FloorCallers, FloorCopies, FloorDesk, FloorPrivate
from tests.support.floor_outbox import FloorOutbox

OUTBOX_METHODS = [
    name for name, _ in inspect.getmembers(OutboxDesk, inspect.isfunction) if not name.startswith("_")
]
METHODS = [
    name for name, _ in inspect.getmembers(Workstation, inspect.isfunction) if not name.startswith("_")
]


@pytest.mark.parametrize("name", METHODS)
def test_it_takes_the_same_arguments(name: str) -> None:
    real, fake = getattr(Workstation, name), getattr(FloorDesk, name)
    assert list(inspect.signature(real).parameters) == list(inspect.signature(fake).parameters)
    assert inspect.iscoroutinefunction(real) == inspect.iscoroutinefunction(fake)


@pytest.mark.parametrize("name", OUTBOX_METHODS)
def test_its_outbox_takes_the_same_arguments(name: str) -> None:
    real, fake = getattr(OutboxDesk, name), getattr(FloorOutbox, name)
    assert list(inspect.signature(real).parameters) == list(inspect.signature(fake).parameters)
    assert inspect.iscoroutinefunction(real) == inspect.iscoroutinefunction(fake)


@pytest.mark.parametrize(
    "name", [n for n, _ in inspect.getmembers(Access, inspect.isfunction) if n[0] != "_"]
)
def test_access_takes_the_same_arguments(name: str) -> None:
    real, fake = getattr(Access, name), getattr(FloorAccess, name)
    assert list(inspect.signature(real).parameters) == list(inspect.signature(fake).parameters)


def test_it_has_the_same_observers_and_properties() -> None:
    floor = FloorDesk()
    for name in (
        "changes",
        "links",
        "verdicts",
        "calls",
        "floor",
        "kpi",
        "problems",
        "endings",
        "access",
        "link",
        "actor",
        "region",
        "live",
        "site",
        "snapshots",
    ):
        assert hasattr(floor, name)


@pytest.mark.parametrize(
    ("real", "fake", "names"),
    [
        (PrivateShelf, FloorPrivate, ("ask", "read", "hide")),
        (CustomerCopies, FloorCopies, ("kept", "keep", "let_go")),
        (Callers, FloorCallers, ("look_up",)),
    ],
)
def test_so_have_its_parts(real: type, fake: type, names: tuple[str, ...]) -> None:
    for name in names:
        there, here = getattr(real, name), getattr(fake, name)
        assert list(inspect.signature(there).parameters) == list(inspect.signature(here).parameters)
        assert inspect.iscoroutinefunction(there) == inspect.iscoroutinefunction(here)
