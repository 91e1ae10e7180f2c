"""The outbox of the window tests' workstation: what the test puts in, and what the window does with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent_desktop.core.errors import KnownError
from agent_desktop.sync.messages import Lost, Problem
from agent_desktop.sync.outbox import OutboxCounts, Record, Standing
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.outbox_desk import Conflict, KeptText, OwnWork
from agent_desktop.workstation.own_words import Names

NOON = datetime(2026, 11, 19, 12, 4, tzinfo=UTC)
NAMES = Names(
    {
        "ticket-48213": "48213",
        "ticket-new": "482140",
        "customer-anna": "Anna Ek",
        "customer-margaret": "Margaret Okafor",
        "agent-sana": "Sana Malik",
        "agent-leila": "Leila Davies",
    }
)


def work(
    command_id: str, kind: str, minutes: int = 0, problem: Problem | None = None, **data: Any
) -> OwnWork:
    """A command in the outbox; refused where there is a problem."""
    state = "waiting" if problem is None else "refused"
    made_at = NOON + timedelta(minutes=minutes)
    return OwnWork(command_id, kind, {"command_id": command_id, **data}, state, made_at, problem, NAMES)


TAKEN = Problem(
    "exists", "There is already a ticket like this one.", "It was left as it is.", "Take another number."
)
LATE = Problem(
    "lease_lost", "This lead is no longer yours.", "What you wrote is kept here.", "Take the next."
)


def some_work() -> list[OwnWork]:
    """One command refused with two that belong to it, and two that wait."""
    create = work(
        "c-1",
        "tickets.CreateTicket",
        0,
        TAKEN,
        ticket_id="ticket-new",
        number=482140,
        subject="Leak under the sink",
    )
    note = work(
        "c-2", "tickets.AddTicketNote", 1, TAKEN, ticket_id="ticket-new", text="Tap closed, no damage yet."
    )
    return [
        replace(create, takes_along=1),
        replace(note, belongs_to="c-1"),
        work(
            "c-3",
            "tickets.AddTicketNote",
            3,
            ticket_id="ticket-48213",
            text="Called back: she can be home after 14:00, pump quote sent by e-mail.",
        ),
        work(
            "c-4",
            "customers.CreateCustomer",
            5,
            customer_id="customer-anna",
            given_name="Anna",
            family_name="Ek",
        ),
        work("c-5", "tickets.ClaimTicket", 6, ticket_id="ticket-48213"),
    ]


def some_conflicts() -> list[Conflict]:
    """An alert that two people wrote, and a priority."""
    alert = Lost(
        "customer",
        "customer-margaret",
        "alert",
        "Priority heating: infant in the household, ring before you come.",
        "Priority heating: infant and grandmother in the household. Entitled to a same-day visit.",
        "agent-sana",
        NOON - timedelta(minutes=2),
    )
    priority = Lost("ticket", "ticket-48213", "priority", "urgent", "high", None, None)
    return [
        Conflict(1, "customers.ChangeCustomer", {}, alert, NOON, NOON + timedelta(minutes=9), NAMES),
        Conflict(2, "tickets.ChangeTicket", {}, priority, NOON, NOON + timedelta(minutes=9), NAMES),
    ]


def a_kept_text() -> KeptText:
    """A note taken out of the outbox."""
    data = {"ticket_id": "ticket-48213", "text": "Engineer asks for the gate code."}
    return KeptText(3, "tickets.AddTicketNote", data, NOON, NAMES)


class FloorOutbox:
    """Stands for ``OutboxDesk``; what the window asks for is kept in ``asked``."""

    def __init__(self) -> None:
        self.counts = OutboxCounts()
        self.news: Observers[OutboxCounts] = Observers("outbox")
        self.work: list[OwnWork] = []
        self.lost: list[Conflict] = []
        self.texts: list[KeptText] = []
        self.standings: dict[Record, Standing] = {}
        self.asked: list[tuple[Any, ...]] = []
        self.refuses: KnownError | None = None

    def put(
        self, *own_work: OwnWork, lost: Collection[Conflict] = (), texts: Collection[KeptText] = ()
    ) -> None:
        """Have this in the outbox from now on, and tell."""
        self.work, self.lost, self.texts = list(own_work), list(lost), list(texts)
        self.tell()

    def tell(self) -> None:
        refused = sum(one.state == "refused" for one in self.work)
        self.counts = OutboxCounts(len(self.work) - refused, refused, len(self.lost), len(self.texts))
        self.news.tell(self.counts)

    async def recount(self) -> OutboxCounts:
        return self.counts

    async def entries(self) -> list[OwnWork]:
        return list(self.work)

    async def standing_of(self, entity: str, entity_id: str, subject: str | None = None) -> Standing | None:
        return self.standings.get((entity, entity_id))

    async def standings_of(
        self, records: Collection[Record], subject: str | None = None
    ) -> dict[Record, Standing]:
        return {record: self.standings[record] for record in records if record in self.standings}

    async def names_for(self, lost: Collection[Lost]) -> Names:
        return NAMES

    async def send_again(self, command_id: str) -> None:
        self._ask("send_again", command_id)
        self.work = [
            replace(one, state="waiting", problem=None, belongs_to=None, takes_along=0)
            if command_id in {one.command_id, one.belongs_to}
            else one
            for one in self.work
        ]
        self.tell()

    async def edit(self, command_id: str, values: Mapping[str, str]) -> None:
        self._ask("edit", command_id, dict(values))

    async def take_out(self, command_id: str) -> str:
        self._ask("take_out", command_id)
        gone = [one for one in self.work if command_id in {one.command_id, one.belongs_to}]
        self.work = [one for one in self.work if one not in gone]
        self.tell()
        return "\n\n".join(one.text for one in gone if one.text)

    async def conflicts(self) -> list[Conflict]:
        return list(self.lost)

    async def kept_texts(self) -> list[KeptText]:
        return list(self.texts)

    async def keep_theirs(self, n: int) -> None:
        self._decide("keep_theirs", n)

    async def put_again(self, conflict: Conflict, value: Any) -> None:
        self._decide("put_again", conflict.n, value)

    async def drop_text(self, n: int) -> None:
        self._decide("drop_text", n)

    def _decide(self, what: str, n: int, *more: Any) -> None:
        self._ask(what, n, *more)
        self.lost = [one for one in self.lost if one.n != n]
        self.texts = [one for one in self.texts if one.n != n]
        self.tell()

    def _ask(self, *what: Any) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.asked.append(what)
