"""What people come to read of calls afterwards: the customer's timeline, a person's own calls, and what is counted.

Calls go through what the product itself does with them: the desk that begins and saves contacts, central that takes
its commands, the writer of facts, and the questions that are asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.late_joins import record_and_join
from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import make_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Query
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.features.calls.facts import Names
from agent_desktop.features.calls.history import MyCalls
from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.features.calls.tables import call_handling, queue_visit
from agent_desktop.features.customers.read_models import Timeline
from agent_desktop.features.interactions.read_models import MyContacts
from agent_desktop.store.engines import central_engine
from agent_desktop.store.work import SqlRead
from agent_desktop.sync import server
from agent_desktop.sync.live import LiveCall
from agent_desktop.sync.messages import NOTHING
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.views import CallView
from agent_desktop.workstation.contacts import ContactDesk
from agent_desktop.workstation.live import LiveMirror
from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.workstation import Workstation
from tests.support.floor import a_customer, a_phone, record
from tests.support.stores import envelope, put

REGION = "DE"
CONNECTOR = "asterisk"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """One call as one desk was told of it."""

    at: datetime
    agent: str
    view: CallView
    is_gone: bool


@dataclass
class Past:
    """What happened in one scenario: its calls, in the order they began, the facts, and what desks were told."""

    calls: Sequence[CallState]
    facts: Sequence[Fact]
    shown: Sequence[Shown]
    until: datetime


@dataclass
class _Desk:
    """One person's program as far as contacts go: what is read and done goes to central at once."""

    person: Any
    actor: Actor
    store: _Store
    live: LiveMirror = field(default_factory=LiveMirror)

    def __post_init__(self) -> None:
        self.region = REGION
        self.calls: Observers[Any] = Observers("calls")
        self.floor: Observers[Any] = Observers("floor")
        self.contacts = ContactDesk(cast(Workstation, self))

    @property
    def clock(self) -> HeldClock:
        return self.store.clock

    async def read(self, query: Query[T]) -> T:
        return await self.store.ask(self.actor, query)

    async def do(self, command: Command) -> None:
        store = self.store
        envelopes = [envelope(store.registry, command)]
        reply = await store.run(lambda c: server.push(c, store.registry, self.actor, envelopes, store.clock))
        assert reply.verdicts[0].status == "applied", reply.verdicts

    async def save_draft(self, _key: str, _body: object) -> None:
        """A note that is being typed is no part of what is asked here."""

    async def drop_draft(self, _key: str) -> None:
        """Nothing was kept."""

    async def act(self, _make: object) -> None:
        """The floor of a past does not go on."""

    async def hear(self, told: LiveCall) -> None:
        self.calls.tell(self.live.take_call(told, self.clock.now()))
        await asyncio.gather(*self.contacts._tasks)

    async def save_all(self) -> None:
        """Say what came of every call that is over here."""
        state = self.contacts.state
        for contact in (state.current, *state.waiting):
            if contact is not None and contact.phase == "wrap_up":
                current = self.contacts.state.current
                if current is None or current.contact_id != contact.contact_id:
                    self.contacts.look(contact.contact_id)
                await self.contacts.finish(NoteDraft(disposition="Solved"))
        await self.contacts.close()


class _Store:
    """Central's database, and who and what is on record in it."""

    def __init__(self, engine: AsyncEngine, registry: Registry, clock: HeldClock) -> None:
        self.engine, self.registry, self.clock = engine, registry, clock
        self.people: dict[str, str] = {}
        self.queues: dict[str, str] = {}
        self.customers: dict[str, str] = {}
        self.names = Names()

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def ask(self, actor: Actor, query: Query[T]) -> T:
        def work(connection: sa.Connection) -> T:
            answer: T = self.registry.queries.run(SqlRead(connection, is_whole=True), actor, query)
            return answer

        return await self.run(work)

    def actor(self, login: str) -> Actor:
        agent_id = self.people[login]
        return Actor(agent_id, "f" + agent_id[1:], frozenset({Role.AGENT}))

    async def fill(self, pasts: Iterable[Past], people: Mapping[str, str], queues: Iterable[str]) -> None:
        """Everybody who works here, every queue, and a customer for each public number."""
        count = iter(range(1, 100_000))

        def an_id() -> str:
            return make_id(1_790_000_000_000, 7, next(count))

        records = []
        for place, name in enumerate(queues):
            self.queues[name] = an_id()
            records.append(
                record(
                    self.registry, "queue", id=self.queues[name], name=name, position=place, is_active=True
                )
            )
        for login, extension in people.items():
            self.people[login] = an_id()
            known = {
                "name": login,
                "extension": extension,
                "roles": ["agent"],
                "queues": [],
                "is_active": True,
            }
            records.append(record(self.registry, "agent", id=self.people[login], login=login, **known))
        numbers = {
            parse_number(number, REGION).e164
            for past in pasts
            for call in past.calls
            for number in (call.caller, call.called)
        }
        for number in sorted(one for one in numbers if one):
            self.customers[number] = an_id()
            records.append(a_customer(self.registry, self.customers[number], f"Customer of {number}"))
            records.append(a_phone(self.registry, an_id(), self.customers[number], number))
        await self.run(lambda c: put(c, self.registry, records))
        self.names = await self.run(Names.load)

    async def live_call(self, shown: Shown) -> LiveCall:
        """The call as central tells it to that desk."""
        view = shown.view
        number = view.called if view.direction == "out" else view.caller
        match = NOTHING
        if not shown.is_gone:
            query = MatchCaller(number=number, region=REGION, as_of=shown.at)
            match = msgspec.Raw(msgspec.json.encode(await self.ask(CENTRAL_ITSELF, query)))
        return LiveCall(
            call=view,
            contact_id=contact_id_of(view.connector, view.call_id, shown.agent, view.started_at),
            queue_id=self.queues.get(view.queue or ""),
            queue_name=view.queue,
            match=match,
            is_gone=shown.is_gone,
        )

    def move_to(self, at: datetime) -> None:
        """It is then; scenarios overlap, and every one has its own time."""
        self.clock = HeldClock(at)


async def timelines(
    url: str,
    registry: Registry,
    pasts: Mapping[str, Past],
    people: Mapping[str, str],
    queues: Iterable[str],
) -> dict[str, list[str]]:
    """The lines of every scenario; ``url`` is of a database with central's tables and nothing in them."""
    engine = central_engine(url, pool_size=2)
    first = min(past.until for past in pasts.values()) - timedelta(hours=1)
    store = _Store(engine, registry, HeldClock(first))
    try:
        await store.fill(pasts.values(), people, queues)
        for past in sorted(pasts.values(), key=lambda past: past.until):
            await _live_through(store, past)
        return {name: await _lines(store, past) for name, past in pasts.items()}
    finally:
        await engine.dispose()


async def _live_through(store: _Store, past: Past) -> None:
    desks: dict[str, _Desk] = {}
    for shown in past.shown:
        store.move_to(shown.at)
        login = shown.agent
        if login not in desks:
            person = SimpleNamespace(login=login, agent_id=store.people[login])
            desks[login] = _Desk(person, store.actor(login), store)
        await desks[login].hear(await store.live_call(shown))
    store.move_to(past.until)
    for desk in desks.values():
        await desk.save_all()

    def write(connection: sa.Connection) -> None:
        record_and_join(connection, store.registry, past.facts, store.names, REGION, store.clock.now())

    await store.run(write)


# --- what is read --------------------------------------------------------------------------------------


@dataclass
class _Line:
    call: int
    order: int
    at_s: float
    words: tuple[str, ...]


async def _lines(store: _Store, past: Past) -> list[str]:
    numbers = {call.call_id: place for place, call in enumerate(past.calls, start=1)}
    began = {call.call_id: call.started_at for call in past.calls}
    lines = await _counted(store, numbers, began)
    lines += await _customers(store, past, numbers, began)
    lines += await _own(store, past, numbers, began)
    lines.sort(key=lambda line: (line.call, line.order, line.at_s, line.words))
    return ["\t".join((str(line.call), *line.words)).rstrip("\t") for line in lines]


async def _counted(store: _Store, numbers: dict[str, int], began: dict[str, datetime]) -> list[_Line]:
    v, h = queue_visit.c, call_handling.c
    who = {agent_id: login for login, agent_id in store.people.items()}
    which = {queue_id: name for name, queue_id in store.queues.items()}
    found = []
    for row in await store.run(
        lambda c: c.execute(sa.select(queue_visit).where(v.call_id.in_(numbers))).all()
    ):
        start = began[row.call_id]
        waited = _apart(row.queued_at, row.left_at)
        outcome = row.outcome or "waits"
        if row.final_outcome != row.outcome:
            outcome += f", at last {row.final_outcome}"
        words = (
            "counted",
            _apart(start, row.queued_at),
            _apart(start, row.left_at),
            "queue",
            _or(row.caller),
        )
        found.append(
            _line(
                numbers[row.call_id],
                0,
                words,
                which[row.queue_id],
                waited,
                "",
                "",
                outcome,
                who.get(row.agent_id),
            )
        )
    for row in await store.run(
        lambda c: c.execute(sa.select(call_handling).where(h.call_id.in_(numbers))).all()
    ):
        words = ("counted", "", _apart(began[row.call_id], row.left_at), "part", "")
        how = f"transferred {row.transferred}" if row.transferred else "handled"
        talk, hold = f"{row.talk_s:.1f}", f"{row.hold_s:.1f}"
        queue = which.get(row.queue_id, "")
        found.append(_line(numbers[row.call_id], 1, words, queue, "", talk, hold, how, who[row.agent_id]))
    return found


async def _customers(
    store: _Store, past: Past, numbers: dict[str, int], began: dict[str, datetime]
) -> list[_Line]:
    """What stands in timelines; a contact with nobody on record stands in its person's own list alone."""
    logins = sorted({shown.agent for shown in past.shown})
    of_calls = {
        contact_id_of(CONNECTOR, call.call_id, login, call.started_at): call.call_id
        for call in past.calls
        for login in logins
    }
    found = []
    for number, customer_id in store.customers.items():
        for event in await store.ask(CENTRAL_ITSELF, Timeline(customer_id=customer_id, limit=1000)):
            call_id = of_calls.get(event.event_id)
            if call_id is None:
                continue
            start = began[call_id]
            told = ", ".join(chip.text for chip in event.chips)
            way = event.kind.removeprefix("call_")
            words = ("timeline", _apart(start, event.at), _apart(start, event.ended_at), way, number)
            waited = f"{event.waited_s:.1f}" if event.waited_s is not None else ""
            found.append(
                _line(numbers[call_id], 2, words, event.queue or "", waited, "", "", told, event.who or "")
            )
    for login in logins:
        for contact in await store.ask(
            store.actor(login), MyContacts(agent_id=store.people[login], limit=1000)
        ):
            call_id = of_calls.get(contact.interaction_id)
            if call_id is None or contact.customer_id is not None:
                continue
            start = began[call_id]
            ends = (_apart(start, contact.started_at), _apart(start, contact.ended_at))
            words = ("contact", *ends, contact.direction, _or(contact.number))
            waited = f"{contact.waited_s:.1f}" if contact.waited_s is not None else ""
            told = contact.disposition or contact.state
            found.append(_line(numbers[call_id], 3, words, "", waited, "", "", told, login))
    return found


async def _own(store: _Store, past: Past, numbers: dict[str, int], began: dict[str, datetime]) -> list[_Line]:
    found = []
    if not past.calls:
        return found
    since = min(began.values()) - timedelta(seconds=1)
    for login in sorted({shown.agent for shown in past.shown}):
        asked = MyCalls(since=since, until=past.until + timedelta(seconds=1), region=REGION)
        for own in await store.ask(store.actor(login), asked):
            if own.call_id not in numbers:
                continue  # Of another scenario at nearly the same time.
            words = ("own calls", _apart(began[own.call_id], own.at), "", own.way, _or(own.number))
            told = "a colleague took it" if own.is_taken_by_other else ""
            who = f"{login}: {own.customer_name}" if own.customer_name else login
            found.append(
                _line(numbers[own.call_id], 4, words, own.queue or "", "", f"{own.talk_s:.1f}", "", told, who)
            )
    return found


def _line(call: int, order: int, words: tuple[str, ...], *rest: str | None) -> _Line:
    at = words[1] or words[2] or "0"
    return _Line(call, order, float(at), (*words, *(one or "" for one in rest)))


def _or(number: str | None) -> str:
    return number or "withheld"


def _apart(start: datetime, end: datetime | None) -> str:
    return f"{(end - start).total_seconds():.1f}" if end is not None else ""


def by_name(path: Path) -> dict[str, list[str]]:
    """The expected lines of every scenario; lines that begin with ``#`` are remarks."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _, rest = line.partition("\t")
        found.setdefault(name, [])
        if rest:
            found[name].append(rest)
    return found
