"""A workstation without its window in a process of its own, told by JSON lines what its person does.

Run as a script. The first line of standard input is the start: ``{"server", "folder", "login", "password",
"later"}``; ``{"event": "ready"}`` answers. After that every line is a deed, ``{"do": …}``, answered by one line.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.clock import SystemClock
from agent_desktop.features import house
from agent_desktop.features.interactions.read_models import CallQuestions
from agent_desktop.store.work import SqlRead
from agent_desktop.workstation.contacts import ContactDesk
from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from tests.support.later import keep_time


class Seat:
    """One person at one desk."""

    def __init__(self, start: dict[str, Any]) -> None:
        self.registry = house()
        folder = Path(start["folder"])
        self.desk = Workstation(
            self.registry,
            SystemClock(),
            folder,
            start["server"],
            f"{start['login']}-desk",
            vault=Vault("file", folder / "replica-keys"),
        )
        self.contacts = ContactDesk(self.desk)
        self.verdicts: list[Any] = []
        self.desk.verdicts.add(lambda pair: self.verdicts.append(msgspec.to_builtins(pair)))

    async def do(self, kind: str, **data: Any) -> dict[str, Any]:
        """Carry out a command by its kind; the moment it is made is now."""
        wish = {"made_at": self.desk.clock.now().isoformat(), **data}
        command = msgspec.convert(wish, self.registry.commands.named(kind).type)
        await self.desk.do(command)
        return {"command_id": command.command_id}

    async def ring(self, **values: Any) -> dict[str, Any]:
        """The telephone rings where no exchange is heard: begin to log the contact."""
        contact_id = await self.contacts.log_by_hand()
        await self.contacts.change_by_hand(contact_id, **values)
        return {"contact_id": contact_id, "customer_id": self._customer_id()}

    async def with_customer(self, customer_id: str) -> dict[str, Any]:
        """Say who it is."""
        await self.contacts.choose(customer_id)
        return {}

    async def type(self, note: str) -> dict[str, Any]:
        """Type the note, and pause."""
        await self.contacts.save_draft(NoteDraft(note))
        return {}

    async def hang_up(self) -> dict[str, Any]:
        """The call is over; the note goes on."""
        current = self.contacts.state.current
        assert current is not None
        await self.contacts.change_by_hand(current.contact_id, ended_at=self.desk.clock.now())
        return {}

    async def log(self, outcome: str, ticket_id: str | None = None) -> dict[str, Any]:
        """Write the contact down."""
        current = self.contacts.state.current
        assert current is not None
        draft = msgspec.convert({"note": current.draft.note, "disposition": outcome}, NoteDraft)
        await self.contacts.write_down(current.contact_id, draft, ticket_id)
        return {}

    async def open_customer(self, customer_id: str) -> dict[str, Any]:
        """Bring a customer to this desk."""
        return {"is_here": await self.desk.open_customer(customer_id)}

    async def look(self) -> dict[str, Any]:
        """How things stand: the link, what is in hand, what waits, the verdicts, the questions."""
        person = self.desk.person
        assert person is not None
        current = self.contacts.state.current
        questions = await self.desk.read(CallQuestions(agent_id=person.agent_id))
        return {
            "link": self.desk.link.state,
            "note": current.draft.note if current is not None else None,
            "customer_id": self._customer_id(),
            "waiting": [waiting.kind for waiting in await self.desk.outbox()],
            "verdicts": self.verdicts,
            "questions": msgspec.to_builtins(questions),
        }

    async def records(self) -> dict[str, Any]:
        """Every record of this desk's replica, by entity and id."""
        store = self.desk._store
        assert store is not None
        return await asyncio.get_running_loop().run_in_executor(
            store._reader, lambda: records_of(store.replica, self.registry)
        )

    def _customer_id(self) -> str | None:
        current = self.contacts.state.current
        return current.customer_id if current is not None else None


def records_of(replica: Any, registry: Any) -> dict[str, Any]:
    """The records of a replica as JSON values; for its reader thread."""
    with replica.reader() as read:
        return as_json(read, registry)


def as_json(read: SqlRead | sa.Connection, registry: Any) -> dict[str, Any]:
    """Every record of a store by entity and id, as plain JSON values."""
    return {
        name: {
            row["id"]: json.loads(msgspec.json.encode(dict(row)))
            for row in read.execute(sa.select(spec.table)).mappings()
        }
        for name, spec in registry.entities.items()
    }


async def run() -> None:
    """Sit down, do what the lines say, and stand up when they end."""
    loop = asyncio.get_running_loop()
    start = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    keep_time(Path(start["later"]))
    seat = Seat(start)
    await seat.desk.sign_in(start["login"], start["password"])
    await seat.contacts.restore()
    say({"event": "ready"})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        wish = json.loads(line)
        deed = wish.pop("do")
        if deed == "leave":
            break
        try:
            say(await getattr(seat, "do" if deed == "command" else deed)(**wish))
        except Exception as error:  # the test is told, whatever it is
            say({"error": f"{type(error).__name__}: {error}"})
    await seat.contacts.close()
    await seat.desk.close()


def say(answer: dict[str, Any]) -> None:
    """One line to whoever started this desk."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run())
