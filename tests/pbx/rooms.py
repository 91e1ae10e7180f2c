"""Rooms on one real exchange, so that many stories are played there side by side and none meets another.

A room has a number of two digits. Its people are ada, ben, cleo and dan with that number behind their names, their
extensions are ``1``, the number and their place, its queues carry it too, and what callers dial is ``8``, the number
and two digits more. Whatever is written down of a room leaves its number out, so that it reads like every other.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from agent_desktop.core.clock import SystemClock
from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import AgentStateFact, CallFact
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from agent_desktop.telephony.views import CallChanged, CallView
from plugins.asterisk.connector import Asterisk
from plugins.asterisk.link import Address, Answer, Link
from tests.pbx.phone import Dialogue, Phone
from tests.pbx.real_exchange import SECRET, RealExchange
from tests.support.asterisk_replay import table_of
from tests.support.connector_host import FloorHost
from tests.support.contact_timeline import Past, Shown

NAMES = ("ada", "ben", "cleo", "dan")
DIALLED = {"support": "01", "sales": "02", "ringall": "03", "skill": "04", "autopause": "05"}
WITHIN_S = 30.0


async def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until it is so; says what was waited for in vain."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while not is_so():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"waited in vain for {what}") from None


class RoomsHost(FloorHost):
    """A floor with the people of every room; keeps what each desk was shown."""

    def __init__(self, rooms: Sequence[str]) -> None:
        queues = tuple(
            QueueEntry(f"{name}{room}", f"8{room}{digits}")
            for room in rooms
            for name, digits in DIALLED.items()
        )
        super().__init__("asterisk", clock=SystemClock(), the_queues=queues)  # type: ignore[arg-type]
        self.people: list[AgentEntry] = []
        self.shown: list[tuple[str, CallView, bool]] = []
        self.shown_when: list[Shown] = []

    async def emit(self, event: ev.AnyEvent) -> None:
        """Take the event, and note what every desk is told of it."""
        self.events.append(event)
        step = self.floor.apply(event, self.connector)
        self.facts += step.facts
        if step.verdict != "accepted":
            self.refused.append((event, step.verdict, step.reason))
        for change in step.changes:
            if isinstance(change, CallChanged):
                self.shown += [(agent, change.call, agent in change.gone) for agent in change.agents]
                now = self.clock.now()
                self.shown_when += [Shown(now, *one) for one in self.shown[-len(change.agents) :]]


class Carrier(Phone):
    """Everybody outside who is called: the last two digits say what they do, most answer after a second."""

    REFUSALS = {"90": 486, "92": 404, "93": 603, "94": 503, "95": 480}

    def _rings(self, call: Dialogue) -> None:
        code = self.REFUSALS.get(call.number[-2:])
        if code is not None:
            self.reject(code, call)
            return
        super()._rings(call)
        if not call.number.endswith("91"):
            asyncio.get_running_loop().call_later(1.0, self.answer, call)

    def called(self, number: str) -> Dialogue | None:
        """The newest call to that number that is not over."""
        return next((c for c in reversed(self.calls) if c.number == number and c.state != "over"), None)


@dataclass
class Site:
    """One exchange with rooms, the connector that follows it, and an account of its own that may everything."""

    exchange: RealExchange
    host: RoomsHost
    connector: Asterisk
    carrier: Carrier
    account: Link

    @classmethod
    async def opened(cls, exchange: RealExchange, **settings: Any) -> Site:
        """Connected and following."""
        host = RoomsHost(exchange.rooms)
        table = {"port": exchange.ami, "username": "agent-desktop", "secret": SECRET, "phone_control": True}
        carrier = Carrier("carrier", exchange.carrier, exchange.sip)
        await carrier.plug_in()
        connector = Asterisk({**table, **settings})
        await connector.start(host)
        return cls(exchange, host, connector, carrier, await account_at(exchange))

    async def close(self) -> None:
        """Let go of everything."""
        await self.account.close()
        await self.connector.stop()
        self.carrier.unplug()


async def account_at(exchange: RealExchange, username: str = "too-much") -> Link:
    """A connection that asks and hears of nothing."""
    host = RoomsHost(())
    link = Link(Address("127.0.0.1", exchange.ami, username, SECRET), host.clock, host.logger)
    await link.open()
    await link.ask("Events", [("EventMask", "off")])
    return link


@dataclass
class Room:
    """One room: its phones, its callers, and what came of it all."""

    number: str
    site: Site
    phones: dict[str, Phone] = field(default_factory=dict)
    callers: list[Phone] = field(default_factory=list)

    # --- people -----------------------------------------------------------------------------------------

    def login(self, name: str) -> str:
        return f"{name}{self.number}"

    def extension(self, name: str) -> str:
        return f"1{self.number}{NAMES.index(name) + 1}"

    def dialled(self, number: str) -> str:
        """The room's own of a number such as 8001."""
        return f"8{self.number}{number[2:]}"

    async def phone(self, name: str) -> Phone:
        """The person's phone, plugged in and known to the exchange."""
        if name not in self.phones:
            phone = self.phones[name] = Phone(self.extension(name), 0, self.site.exchange.sip)
            await phone.plug_in()
            phone.register()
            await until(lambda: phone.is_registered, f"{name}'s phone to be known")
        return self.phones[name]

    async def signs_in(self, name: str, *queues: str) -> None:
        """Sign in, also to further queues; returns when the exchange has them in all of them."""
        await self.phone(name)
        host, login = self.site.host, self.login(name)
        extension = self.extension(name)
        old = next((one for one in host.people if one.login == login), None)
        asked = (*(old.queues if old else ()), *(f"{queue}{self.number}" for queue in queues))
        wanted = tuple(dict.fromkeys(asked))
        entry = AgentEntry(login, f"Agent {extension}", extension, queues=wanted)
        if old is None:
            host.people.append(entry)
        else:
            host.people[host.people.index(old)] = replace(old, queues=wanted)
        host.facts += host.floor.sign_in(login, host.clock.now()).facts
        await until(lambda: all((login, one) in self.pauses for one in wanted), f"{name} to be in {queues}")

    @property
    def pauses(self) -> dict[tuple[str, str], str | None]:
        """Who is in which queue, by what the exchange says."""
        follower = self.site.connector._follower
        return follower.book.pauses if follower else {}

    async def caller(self, number: str = "+4930123456", name: str = "Ada Lindt", to: str = "8001") -> Phone:
        """Somebody calls in."""
        phone = Phone("outside", 0, self.site.exchange.sip)
        await phone.plug_in()
        self.callers.append(phone)
        phone.dial(self.dialled(to), shown=number, name=name)
        await until(lambda: phone.call is None or phone.call.code, "the exchange to take the call")
        return phone

    # --- waiting ----------------------------------------------------------------------------------------

    async def rings(self, name: str) -> Phone:
        """Returns once the phone rings and the desk shows it."""
        phone = await self.phone(name)
        await until(lambda: phone.call and phone.call.state == "ringing", f"{name}'s phone to ring")
        return phone

    async def becomes(self, name: str, state: str) -> None:
        login = self.login(name)
        seen = self.site.host.state_of
        await until(lambda: seen(login) == state, f"{name} to be {state}, not {seen(login)}")

    async def queued(self, count: int, queue: str = "support") -> None:
        name = f"{queue}{self.number}"
        await until(lambda: self.site.host.floor.queue(name).waiting == count, f"{count} waiting in {queue}")

    async def talking(self, name: str = "ada", number: str = "8001") -> Phone:
        """A caller, answered by this person; answers the caller."""
        await self.signs_in(name, "support")
        caller = await self.caller(to=number)
        (await self.rings(name)).answer()
        await self.becomes(name, "talking")
        await asyncio.sleep(0.5)
        return caller

    # --- asking -----------------------------------------------------------------------------------------

    def call(self, name: str = "ada") -> CallView:
        """The newest call of this person."""
        return self.site.host.floor.calls_of(self.login(name))[-1]

    async def asks(self, kind: Any, name: str = "ada", **wish: Any) -> None:
        """Ask the exchange from the person's desk; it must be done."""
        if kind is not act.Dial and "call_id" not in wish:
            wish["call_id"] = self.call(name).call_id
        outcome = await self.site.connector.perform(self.site.host.action(kind, self.login(name), **wish))
        assert outcome.status == "done", outcome

    async def is_refused(self, kind: Any, name: str = "ada", **wish: Any) -> str:
        """Ask for what cannot be; answers the reason."""
        outcome = await self.site.connector.perform(self.site.host.action(kind, self.login(name), **wish))
        assert outcome.status == "refused", outcome
        return outcome.reason or ""

    def settles(self, kind: Any, name: str = "ada", **wish: Any) -> None:
        """Something of the desk's own, such as finishing the work after a call."""
        host = self.site.host
        done = host.floor.apply_action(host.action(kind, self.login(name), **wish), host.clock.now())
        assert done.outcome is not None
        assert done.outcome.status == "done", done.outcome
        host.facts += done.step.facts

    async def behind_the_desk(self, action: str, *fields: tuple[str, str], is_done: bool = True) -> Answer:
        """Somebody else than us asks the exchange: its own console, another program."""
        said = await self.site.account.ask(action, fields)
        assert (said.status == "done") == is_done, (action, said)
        return said

    def channels(self, name: str = "ada") -> tuple[str, str]:
        """The names of the other party's leg and of this person's, of the newest call."""
        follower = self.site.connector._follower
        call = follower.call(self.call(name).call_id) if follower else None
        assert call is not None
        customer, own = call.customer_leg, call.leg_of(self.login(name))
        assert customer is not None
        assert own is not None
        return customer.name, own.name

    # --- what came of it --------------------------------------------------------------------------------

    @property
    def call_ids(self) -> list[str]:
        """The calls that somebody or something of this room had a part in."""
        mine = {self.login(name) for name in NAMES} | {f"{queue}{self.number}" for queue in DIALLED}
        found = {}
        for event in self.site.host.events:
            if isinstance(event, ev.CallEvent) and mine & {
                getattr(event, "agent", ""),
                getattr(event, "queue", ""),
            }:
                found[event.call_id] = None
        return list(found)

    def told(self) -> list[ev.AnyEvent]:
        """What was told of this room."""
        ids, people = set(self.call_ids), {self.login(name) for name in NAMES}
        return [
            event
            for event in self.site.host.events
            if (isinstance(event, ev.CallEvent) and event.call_id in ids)
            or (isinstance(event, ev.AgentStateReported) and event.agent in people)
        ]

    def table(self) -> str:
        """The facts, as the recordings' own tables have them."""
        floor = self.site.host.floor
        calls = (floor._found(call_id) for call_id in self.call_ids)
        return self._anywhere(table_of([one.state for one in calls if one and one.state], self.told()))

    def past(self) -> Past:
        """What there is to read of it afterwards, as of now."""
        host, ids = self.site.host, set(self.call_ids)
        calls = [one.state for one in map(host.floor._found, self.call_ids) if one and one.state]
        facts = [fact for fact in host.facts if isinstance(fact, CallFact) and fact.call_id in ids]
        shown = [one for one in host.shown_when if one.view.call_id in ids]
        return Past(calls, facts, shown, host.clock.now())

    def desks(self) -> str:
        """Each person's segments of time, and each call as their desk showed it."""
        host, lines = self.site.host, list[str]()
        for name in NAMES:
            login = self.login(name)
            facts = [fact for fact in host.facts if isinstance(fact, AgentStateFact) and fact.agent == login]
            if not facts:
                continue
            states = [f"{fact.state} {fact.reason or ''}".strip() for fact in facts]
            lines.append(f"{name} was {', '.join(one for one, _ in groupby(states))}")
            for call_id in self.call_ids:
                seen = [
                    _as_seen(view, login, is_gone=is_gone)
                    for agent, view, is_gone in host.shown
                    if agent == login and view.call_id == call_id
                ]
                if seen:
                    lines.append(f"  saw {', '.join(one for one, _ in groupby(seen))}")
        return self._anywhere("\n".join(lines) + "\n" if lines else "nothing\n")

    def segments(self) -> dict[str, list[AgentStateFact]]:
        """Each person's states in the order they were told."""
        facts = [fact for fact in self.site.host.facts if isinstance(fact, AgentStateFact)]
        logins = [self.login(name) for name in NAMES]
        return {one: [fact for fact in facts if fact.agent == one] for one in logins}

    def refused(self) -> list[str]:
        """What the floor would not take of this room's calls."""
        ids = set(self.call_ids)
        return [
            f"{ev.kind_of(event)}: {verdict}: {reason}"
            for event, verdict, reason in self.site.host.refused
            if isinstance(event, ev.CallEvent) and event.call_id in ids
        ]

    def _anywhere(self, text: str) -> str:
        return anywhere(text, self.number)

    async def leave(self) -> None:
        """Everybody hangs up and signs out; no call of the room may be left."""
        everybody = [*self.callers, *self.phones.values()]
        floor, host = self.site.host.floor, self.site.host

        def is_quiet() -> bool:
            return not set(self.call_ids) & {call.call_id for call in host.calls()}

        try:
            # Those who wait let go before those who talk: else the next of them would be rung meanwhile.
            for phone in reversed(self.callers):
                phone.hang_up()
                await asyncio.sleep(0.1)
            for _ in range(30):
                if not is_quiet():
                    await asyncio.sleep(0.1)
            for phone in self.phones.values():
                for call in phone.calls:
                    phone.hang_up(call)
            await until(is_quiet, "every call to end")
        finally:
            for name in NAMES:
                host.facts += floor.sign_out(self.login(name), host.clock.now()).facts
            for phone in everybody:
                phone.unplug()


def anywhere(text: str, room: str) -> str:
    """A text of this room, in the names and numbers that the recordings have."""
    text = re.sub(r"\baction-\d+ ", "", text)
    text = re.sub(rf"\b1{room}([1-4])\b", r"100\1", text)
    text = re.sub(rf"\b8{room}(\d\d)\b", r"80\1", text)
    return re.sub(rf"\b({'|'.join((*NAMES, *DIALLED))}){room}\b", r"\1", text)


def _as_seen(view: CallView, login: str, *, is_gone: bool) -> str:
    """What a call is to one desk: it rings there, whatever it is elsewhere."""
    if is_gone and view.state != "ended":
        return "gone"
    is_rung = any(party.agent == login and party.role == "ringing" for party in view.parties)
    return "ringing" if is_rung else view.state
