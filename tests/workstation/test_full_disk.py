"""A full disk at a desk where somebody works: told in words, and what is typed stays in hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.store.faults import DiskFull, disk_full
from agent_desktop.workstation.contacts import ContactDesk, NoteDraft
from agent_desktop.workstation.workstation import Workstation
from tests.support.desk_floor import FloorDesk
from tests.workstation.conftest import SitDown
from tests.workstation.test_workstation import subject_at, ticket_of, until


async def fill_up(desk: Workstation, more_pages: int | None) -> None:
    """Leave room for so many pages, or for all there is to come."""
    store = desk._opened()

    def limit() -> None:
        with store.replica.transaction() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            most = 1_000_000 if more_pages is None else pages + more_pages
            connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    await store.write(limit)


async def test_a_desk_goes_on_once_there_is_room(sit_down: SitDown) -> None:
    desk = await sit_down("leila")
    command = ticket_of(desk, "No hot water. " * 2000 + "Cold.")
    await fill_up(desk, 0)
    with pytest.raises(DiskFull, match="disk is full"):
        await desk.do(command)
    assert await subject_at(desk, command.ticket_id) is None
    assert await desk.outbox() == []
    await fill_up(desk, None)
    await desk.do(command)
    assert await subject_at(desk, command.ticket_id) == command.subject

    async def is_sent() -> bool:
        return await desk.outbox() == []

    await until(is_sent)


async def test_a_note_the_disk_refuses_is_still_there_when_another_call_was_on_screen() -> None:
    floor = FloorDesk()
    contacts = ContactDesk(floor)  # type: ignore[arg-type]
    try:
        await _on_screen(contacts, floor)
        really: Callable[[str, dict[str, Any]], Awaitable[None]] = floor.save_draft

        async def full(_key: str, _body: dict[str, Any]) -> None:
            raise disk_full(Path("/disk/leila.replica"))

        floor.save_draft = full  # type: ignore[method-assign]
        with pytest.raises(DiskFull):
            await contacts.save_draft(NoteDraft(note="E-42 since Tuesday"))
        current = contacts.state.current
        assert current is not None
        assert current.draft.note == "E-42 since Tuesday"
        assert current.draft.saved_at is None, "and it does not look saved"
        floor.save_draft = really  # type: ignore[method-assign, assignment]
        await contacts.save_draft(current.draft)
        assert floor.drafts[f"contact:{current.contact_id}"]["note"] == "E-42 since Tuesday"
    finally:
        await contacts.close()


async def _on_screen(contacts: ContactDesk, floor: FloorDesk) -> None:
    floor.connect(floor.ring())

    async def is_there() -> bool:
        return contacts.state.current is not None and contacts.state.current.phase == "talking"

    await until(is_there)
