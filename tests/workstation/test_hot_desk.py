"""Two people at one desk, one after the other: neither sees or sends what is the other's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.sync.messages import Envelope, Verdict
from agent_desktop.workstation import desk_copy
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.workstation import Workstation
from tests.workstation.conftest import SitDown
from tests.workstation.test_workstation import subject_at, ticket_of, until

SHARED = "the-desk-by-the-window"


@pytest.fixture
def cable(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the cable is in: desks push and pull only then."""
    is_in = asyncio.Event()
    really = Synchroniser._round

    async def round_of(sync: Synchroniser) -> None:
        await is_in.wait()
        await really(sync)

    monkeypatch.setattr(Synchroniser, "_round", round_of)
    return is_in


async def test_unsent_work_stays_with_its_author_until_they_sign_in_again(
    sit_down: SitDown, cable: asyncio.Event
) -> None:
    leila = await sit_down("leila", folder=SHARED)
    hers = ticket_of(leila, "Hers")
    await leila.do(hers)
    await leila.save_draft("contact:1", {"note": "hers alone"})
    leila_id = leila.actor.agent_id
    await leila.sign_out()
    with pytest.raises(KnownError, match="Nobody is signed in"):
        await leila.outbox()

    # The same program, the same device, the next person.
    sent: list[tuple[Envelope, Verdict]] = []
    leila.verdicts.add(sent.append)
    await leila.sign_in("aisha", "correct horse battery")
    aisha = leila
    assert aisha.actor.agent_id != leila_id
    assert await aisha.outbox() == []
    assert await aisha.load_drafts("") == {}
    assert await subject_at(aisha, hers.ticket_id) is None
    cable.set()
    theirs = msgspec.structs.replace(ticket_of(aisha, "Theirs"), number=ticket_number(70_002))
    await aisha.do(theirs)

    async def has_arrived() -> bool:
        return await aisha.ask(Ticket(ticket_id=theirs.ticket_id)) is not None and bool(sent)

    await until(has_arrived)
    assert {envelope.data["command_id"] for envelope, _ in sent} == {theirs.command_id}
    assert await aisha.ask(Ticket(ticket_id=hers.ticket_id)) is None, "central has nothing of hers"
    await aisha.sign_out()

    sent.clear()
    await aisha.sign_in("leila", "correct horse battery")
    assert await leila.load_drafts("") == {"contact:1": {"note": "hers alone"}}

    async def is_sent() -> bool:
        return bool(sent)

    await until(is_sent)
    assert [(envelope.data["command_id"], verdict.status) for envelope, verdict in sent] == [
        (hers.command_id, "applied")
    ]
    assert await leila.ask(Ticket(ticket_id=hers.ticket_id)) is not None


async def test_signing_in_over_somebody_ends_their_work_first(
    sit_down: SitDown, cable: asyncio.Event
) -> None:
    """Nobody signed out: the first one's synchroniser must not go on beside the second's."""
    desk = await sit_down("leila", folder=SHARED)
    hers = ticket_of(desk, "Hers")
    await desk.do(hers)
    await desk.sign_in("aisha", "correct horse battery")
    running = [task for task in asyncio.all_tasks() if task.get_name() in {"sync", "stream"}]
    assert len(running) == 2
    assert await desk.outbox() == []
    assert desk.live.calls == {}
    cable.set()
    await desk.synchronise()
    assert await desk.ask(Ticket(ticket_id=hers.ticket_id)) is None


async def test_a_replica_that_belongs_to_another_person_is_not_opened(
    sit_down: SitDown, tmp_path: Path
) -> None:
    """Whatever its name is, what stands inside says whose it is."""
    leila, aisha = await sit_down("leila", folder=SHARED), await sit_down("aisha", folder="elsewhere")
    url = leila._transport.base_url
    await leila.close()
    await aisha.close()
    folder = tmp_path / SHARED
    desk_copy.replica_path(folder, url, "leila").replace(desk_copy.replica_path(folder, url, "aisha"))
    with pytest.raises(KnownError, match="somebody else's"):
        await sit_down("aisha", folder=SHARED)
    assert len(list(folder.glob("*.aside-*"))) == 1
    again = await sit_down("aisha", folder=SHARED)
    assert again.person is not None


async def test_the_desk_tells_of_its_copy(sit_down: SitDown) -> None:
    desk: Workstation = await sit_down("leila", folder=SHARED)
    copy = await desk.desk_copy()
    assert copy.size_bytes > 100_000
    assert copy.largest_bytes == 2048 * 1024 * 1024, "as the site says"
    assert copy.key_place == "file"
    assert "AES-256" in copy.cipher
    assert copy.path.exists()
