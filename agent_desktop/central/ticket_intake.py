"""Tickets of Zendesk's from a file into the store: with their requesters, comments and tags, nothing twice.

No rule of the workflow runs over them and no clock of a target begins: what happened elsewhere is told, not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central import audit
from agent_desktop.central.intake import Progress, rejects_beside, take_in
from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.core.sheet import NOTHING_READ, ImportReport, Sheet, check_format
from agent_desktop.features import house
from agent_desktop.features.customers.exports import nobodys
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets import imported
from agent_desktop.features.tickets.imported import Imported, ImportedComment, ImportedTag, ImportedTicket
from agent_desktop.features.tickets.numbers import own_number
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.features.workforce.tables import queue
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp

_KEYS = {"tickets": "id", "ticket comments": "id", "ticket tags": "tag"}


class TicketIntake:
    """One file of tickets, of comments or of tags; ``what`` says which, as ``exports.nobodys`` does."""

    allowed: frozenset[str] | None = None

    def __init__(self, what: str, registry: Registry, queue_name: str | None, clock: Clock) -> None:
        self._what = what
        self._registry = registry
        self._queue_name = queue_name
        self._queue_id = ""
        self._now = clock.now()
        self._touched: dict[tuple[str, str], Any] = {}
        self._written = 0
        self.required = imported.REQUIRED.get(what, frozenset())
        self.key_field = _KEYS.get(what, "")
        self.strangers = 0
        """Tickets that came without a customer, since nobody is on record under their requester's id."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Find the queue that tickets go to."""
        if self._what != "tickets":
            return
        q = queue.c
        found = (
            await connection.execute(sa.select(q.id, q.name).where(q.is_active).order_by(q.position, q.name))
        ).all()
        wanted = (self._queue_name or "").casefold()
        fits = [row for row in found if not wanted or row.name.casefold() == wanted]
        if not fits:
            names = ", ".join(row.name for row in found)
            raise KnownError(
                f"There is no queue called {self._queue_name}." if wanted else "There is no queue yet.",
                kept=NOTHING_READ,
                todo=f"Name one of: {names}." if names else "Add one with `agent-desktop central user add`.",
            )
        self._queue_id = str(fits[0].id)

    def read(self, values: Mapping[str, str]) -> Imported:
        """What a row holds; raises ``Invalid``."""
        if self._what == "tickets":
            return imported.read_ticket(values)
        return imported.read_comment(values) if self._what == "ticket comments" else imported.read_tag(values)

    def key_of(self, item: Imported) -> str | None:
        """A ticket and a comment by their ids there, a tag with its ticket."""
        return f"{item.ticket} {item.tag}" if isinstance(item, ImportedTag) else item.foreign_id

    async def stored(self, connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
        """Which came in before."""
        if self._what == "ticket tags":
            wanted = {key.partition(" ")[0] for key in keys}
            tags = {there["id"]: there["tags"] or () for there in await self._tickets(connection, wanted)}
            pairs = (key.partition(" ") for key in keys)
            return {
                f"{one} {tag}" for one, _, tag in pairs if tag in tags.get(imported.id_of("ticket", one), ())
            }
        table, kind = (ticket, "ticket") if self._what == "tickets" else (ticket_note, "comment")
        ids = {imported.id_of(kind, key): key for key in keys}
        found = await connection.execute(sa.select(table.c.id).where(table.c.id.in_(ids)))
        return {ids[str(one)] for one in found.scalars()}

    async def refused(self, connection: AsyncConnection, items: Mapping[int, Imported]) -> dict[int, Invalid]:
        """Comments and tags of tickets that are not here, by line."""
        wanted = {line: item.ticket for line, item in items.items() if not isinstance(item, ImportedTicket)}
        there = {row["id"] for row in await self._tickets(connection, set(wanted.values()))}
        return {
            line: Invalid("ticket_id", f"Ticket {one} of Zendesk’s is not on record; its tickets come first.")
            for line, one in wanted.items()
            if imported.id_of("ticket", one) not in there
        }

    async def write(self, connection: AsyncConnection, items: Sequence[Imported]) -> None:
        """Write what came, findable at once."""
        self._written += len(items)
        await connection.run_sync(self._write, items)

    async def finish(self, connection: AsyncConnection) -> None:
        """Tell the desks that work on these tickets, and audit what was written."""
        if not self._written:
            return
        entry = audit.entry_of("tickets_imported", self._now, None, what=self._what, rows=self._written)
        await connection.execute(entry)
        await connection.run_sync(lambda sync: stamp(sync, self._registry, self._touched))

    def notes(self) -> list[str]:
        """What is to be told beside the counts."""
        if not self.strangers:
            return []
        return [f"Tickets whose requester is not on record, and that have no customer: {self.strangers}."]

    # -- inside ----------------------------------------------------------------------------------------

    async def _tickets(self, connection: AsyncConnection, foreign: Iterable[str]) -> Sequence[Any]:
        ids = [imported.id_of("ticket", one) for one in foreign]
        t = ticket.c
        return (await connection.execute(sa.select(t.id, t.tags).where(t.id.in_(ids)))).mappings().all()

    def _write(self, connection: sa.Connection, items: Sequence[Imported]) -> None:
        command = Command(made_at=self._now)
        work = SqlCentralWork(connection, self._registry, CENTRAL_ITSELF, command, recorded_at=self._now)
        people = self._people(connection, items)
        tags: dict[str, list[str]] = {}
        for item in items:
            if isinstance(item, ImportedTicket):
                self._add_ticket(work, item, people)
            elif isinstance(item, ImportedComment):
                _add_comment(work, item, people)
            else:
                tags.setdefault(imported.id_of("ticket", item.ticket), []).append(item.tag)
        for ticket_id, more in tags.items():
            row = work.get("ticket", ticket_id)
            work.update("ticket", ticket_id, {"tags": sorted({*(row["tags"] or ()), *more})})
        for key, before in work.touched.items():
            self._touched.setdefault(key, before)

    def _add_ticket(self, work: SqlCentralWork, item: ImportedTicket, people: Mapping[str, Any]) -> None:
        requester = people.get(item.requester or "")
        organisation = people.get(item.organisation or "")
        self.strangers += item.requester is not None and requester is None
        ticket_id = imported.id_of("ticket", item.foreign_id)
        customer_id = requester.id if requester is not None else None
        work.insert(
            "ticket",
            {
                **item.fields,
                "id": ticket_id,
                "number": own_number(work),
                "queue_id": self._queue_id,
                "customer_id": customer_id,
                "organisation_id": organisation.id if organisation is not None else None,
            },
        )
        if item.description:
            work.insert(
                "ticket_note",
                {
                    "id": imported.id_of("description", item.foreign_id),
                    "ticket_id": ticket_id,
                    "customer_id": customer_id,
                    "author_id": None,
                    "is_public": True,
                    "text": item.description,
                    "written_at": item.fields["created_at"],
                },
            )

    def _people(self, connection: sa.Connection, items: Sequence[Imported]) -> dict[str, Any]:
        """Customers on record by their id in Zendesk."""
        wanted: set[str] = set()
        for item in items:
            if isinstance(item, ImportedTicket):
                wanted |= {item.requester or "", item.organisation or ""}
            elif isinstance(item, ImportedComment):
                wanted.add(item.author or "")
        c = customer.c
        found = connection.execute(
            sa.select(c.external_id, c.id, c.name)
            .where(c.external_id.in_(wanted - {""}))
            .order_by(c.id.desc())
        )
        return {row.external_id: row for row in found}


def _add_comment(work: SqlCentralWork, item: ImportedComment, people: Mapping[str, Any]) -> None:
    ticket_id = imported.id_of("ticket", item.ticket)
    row = work.get("ticket", ticket_id)
    author = people.get(item.author or "")
    is_customer = author is not None and author.id == row["customer_id"]
    text = item.text if is_customer else f"{author.name if author else item.author or '?'}: {item.text}"
    work.insert(
        "ticket_note",
        {
            "id": imported.id_of("comment", item.foreign_id),
            "ticket_id": ticket_id,
            "customer_id": row["customer_id"],
            # Whoever else wrote it is nobody of this site: the text begins with who it was there.
            "author_id": None if is_customer else CENTRAL_ITSELF.agent_id,
            "is_public": item.is_public,
            "text": text,
            "written_at": item.at,
        },
    )


async def import_tickets(
    url: str,
    path: Path,
    *,
    queue_name: str | None = None,
    file_format: str | None = None,
    encoding: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    rejects_path: Path | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    note: Callable[[str], object] | None = None,
) -> ImportReport:
    """Import a file of Zendesk's tickets, of their comments or of their tags; see ``importing.import_calls``.

    New tickets go to the queue called ``queue_name``, or to the first there is.
    """
    check_format(path, None if file_format == "zendesk" else file_format)
    sheet = Sheet.open(path, encoding)
    what = nobodys(sheet.columns)
    if what is None:
        sheet.close()
        raise KnownError(
            f"{path.name} is no file of Zendesk’s tickets, comments or tags.",
            kept=NOTHING_READ,
            todo="Its header names the columns as Zendesk exports them.",
        )
    # Every row of its other files is read and refused, so that the counts are those of the file.
    sheet.rows_fault = imported.NOT_TAKEN.get(what, "")
    intake = TicketIntake(what, house(), queue_name, clock or SystemClock())
    report = await take_in(
        url,
        sheet,
        intake,
        dry_run=dry_run,
        skip_bad=skip_bad,
        rejects_path=rejects_path or rejects_beside(path),
        progress=progress,
        should_stop=should_stop,
    )
    if note is not None:
        for sentence in intake.notes():
            note(sentence)
    return report
