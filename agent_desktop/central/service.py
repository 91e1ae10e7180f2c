"""The service: everything one central process holds, started and stopped as one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa
from litestar.types import HTTPScope

from agent_desktop.central import connector_web
from agent_desktop.central.admission import Admission
from agent_desktop.central.at_tickets import AtTickets
from agent_desktop.central.blobs import purge_unused
from agent_desktop.central.caller_index import CallerIndex
from agent_desktop.central.caller_numbers import CallerNumbers
from agent_desktop.central.connector_web import HttpApp
from agent_desktop.central.connectors import Connectors, MayDial, Offer
from agent_desktop.central.customer_files import CustomerFiles
from agent_desktop.central.desk_stream import Desk
from agent_desktop.central.dialling import Dialling
from agent_desktop.central.directory import Directory
from agent_desktop.central.exchange import Exchange, since_when
from agent_desktop.central.fact_writer import FactWriter
from agent_desktop.central.floor_share import FLOOR, FloorShare
from agent_desktop.central.hub import Hub
from agent_desktop.central.jobs import Jobs
from agent_desktop.central.late_joins import Joined, record_and_join
from agent_desktop.central.limits import Limits
from agent_desktop.central.live_kpi import LiveKpi
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.oidc_people import OidcPeople
from agent_desktop.central.oidc_provider import OidcProvider
from agent_desktop.central.passwords import Passwords
from agent_desktop.central.presence import Presence
from agent_desktop.central.refusals import Refusals
from agent_desktop.central.relay import Relay
from agent_desktop.central.screen_pop import ScreenPops
from agent_desktop.central.session_watch import SessionWatch
from agent_desktop.central.sessions import Sessions, SignedIn
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.singleton import Deposed, fence
from agent_desktop.central.telling import Teller
from agent_desktop.core import correlation, tasks
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.facts import Names, facts_to_restore
from agent_desktop.store.engines import central_engine
from agent_desktop.sync.feed_tail import Tail, read_tail
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.views import FloorView

log = logging.getLogger(__name__)
T = TypeVar("T")


_SAY_WHICH = sa.text(
    "SELECT set_config('agent_desktop.correlation_id', :id, true),"
    " set_config('application_name', 'agent-desktop ' || left(:id, 48), true)"
)
"""Until the transaction ends: for the columns that keep it, and for whoever looks at PostgreSQL's activity and log."""
"""Tells the database which request a transaction belongs to; what it writes by itself takes it from there."""


_AT_DATABASE = {
    "application_name": "agent-desktop-central",
    "statement_timeout": "30000",
    "idle_in_transaction_session_timeout": "60000",
    "timezone": "UTC",
}
_OVERFLOW = 10
"""So many connections more than the pools hold are made for a moment."""


class Service:
    """One central process: the engine, the registry, the sessions, the hub and the exchange.

    ``start`` and ``stop`` are called by the ASGI lifespan; everything that runs beside requests is a task
    owned here.
    """

    def __init__(
        self,
        settings: CentralSettings,
        *,
        registry: Registry,
        clock: Clock | None = None,
        connectors: Iterable[Offer] = (),
        may_dial: MayDial | None = None,
    ) -> None:
        self.settings = settings
        self.registry = registry
        self.clock = clock or SystemClock()
        self.metrics = Metrics()
        asking = max(1, settings.pool_size * 2 // 5)
        self.engine = central_engine(
            settings.database_url,
            pool_size=max(1, settings.pool_size - asking),
            max_overflow=_OVERFLOW - _OVERFLOW * 2 // 5,
            connect_args={"server_settings": _AT_DATABASE},
        )
        self._asking = central_engine(
            settings.database_url,
            pool_size=asking,
            max_overflow=_OVERFLOW * 2 // 5,
            isolation_level="AUTOCOMMIT",
            connect_args={"server_settings": _AT_DATABASE | {"default_transaction_read_only": "on"}},
        )
        self.reading = self.engine.execution_options(postgresql_readonly=True)
        self.still = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.sessions = Sessions(self.engine, settings, self.clock, Passwords())
        self.provider = OidcProvider(settings.oidc, self.clock) if settings.oidc else None
        self.oidc_people = (
            OidcPeople(self.engine, self.sessions, self.provider, self.clock) if self.provider else None
        )
        self.limits = Limits(settings, self.clock.monotonic_s, self.metrics)
        self.hub = Hub(self.metrics)
        self.customer_files = CustomerFiles(settings.database_url, settings.site, self.clock)
        self.admission = Admission(settings.most_streams, self.metrics)
        self._session_watch = SessionWatch(self.sessions, self.hub, self.clock)
        self.relay = Relay(settings.database_url, self.hub, self.metrics)
        self._names: Names | None = None
        numbers = CallerNumbers(settings.caller_numbers, self.read)
        connected = Connectors(
            connectors, self.clock, self.metrics, may_dial, Dialling(numbers, self.read).prepared
        )
        presence = Presence()
        pops = ScreenPops(self, registry, self.clock, settings.site.region)
        self._teller = Teller(self.hub, pops, self.metrics, self.clock)
        self.exchange = Exchange(
            settings,
            teller=self._teller,
            presence=presence,
            share=self.relay.share,
            clock=self.clock,
            metrics=self.metrics,
            writer=FactWriter(self._write_facts, self.metrics),
            connectors=connected,
        )
        self.kpi = LiveKpi(self, self.clock, floor=self.view, time_zone=settings.site.time_zone)
        self.floor = FloorShare(
            settings,
            relay=self.relay,
            hub=self.hub,
            presence=presence,
            teller=self._teller,
            exchange=self.exchange,
            connectors=connected,
            kpi=self.kpi,
            clock=self.clock,
            metrics=self.metrics,
            load=self._load_floor,
        )
        self.at_tickets = AtTickets(self.hub.at_ticket, self.relay.share, self.clock.monotonic_s)
        self.floor.on_at_ticket = self.at_tickets.heard
        self.jobs = Jobs(self)
        self.floor.on_owning.append(self.jobs.start)
        self.floor.on_ended.append(self.jobs.stop)
        self.is_draining = False
        self.hub.pokes.on_poke.append(self._poked)
        self.hub.pokes.read_tail = self._read_tail
        self.erasures_done: dict[str, int] = {}
        """Up to which erasure each desk has told this instance that it let go of everything."""
        self._tasks: set[asyncio.Task[None]] = set()
        self.refusals = Refusals(self.write, self._spawn, self.clock)

    async def start(self) -> None:
        """Own the floor or follow it, and begin the work beside requests."""
        self._teller.directory = await self.read(Directory.load)
        await self.floor.start()
        self._spawn(self.hub.watch())
        self._spawn(self._session_watch.run())
        self._spawn(purge_unused(self.write, self.registry, self.clock))
        self._spawn(CallerIndex(self, self.settings.caller_index_size, self.hub.poke).run())

    def drain(self) -> None:
        """Take nobody new, send desks elsewhere, spread over a while, and give away what only one may own."""
        if not self.is_draining:
            self.is_draining = True
            self.hub.close()
            self._spawn(self.floor.hand_over())

    async def stop(self) -> None:
        """End every task and close every connection; nothing that happened is lost."""
        self.is_draining = True
        self.hub.close()
        await self.hub.pokes.stop()
        await self.floor.stop()
        await tasks.end(self._tasks)
        await self.customer_files.close()
        if self.provider is not None:
            await self.provider.close()
        await self.engine.dispose()
        await self._asking.dispose()

    def view(self) -> FloorView:
        """Everything live now."""
        return self.floor.view()

    def connectors(self) -> dict[str, str]:
        """Each connector by name: ``up``, or what is wrong with it."""
        return self.floor.connectors()

    def connector_route(self, scope: HTTPScope) -> HttpApp | None:
        """What serves an address on behalf of a connector, if any does."""
        return connector_web.route(scope, self.floor)

    def refresh_metrics(self) -> None:
        """Bring figures up to date that are not counted as they happen."""
        if self.floor.is_owner:
            self.exchange.refresh_metrics()
        else:
            self.metrics.forget_mail()

    def came(self, desk: Desk) -> None:
        """A stream opened."""
        self.floor.came(desk)

    def went(self, desk: Desk) -> None:
        """A stream ended."""
        self.floor.went(desk)
        if desk.who.login not in self.hub.logins():
            self.at_tickets.left(desk.who)

    def signed_out(self, who: SignedIn) -> None:
        """A session was ended by its person: its streams close, and they leave the floor."""
        self.floor.signed_out(who)

    async def read(self, ask: Callable[[sa.Connection], T]) -> T:
        """Run ``ask`` in a read-only transaction."""
        async with self.reading.connect() as connection:
            return await connection.run_sync(ask)

    async def ask(self, ask: Callable[[sa.Connection], T]) -> T:
        """Run ``ask``, each statement of which sees what was committed before it, where nothing can be written.

        So it is in a transaction of this level too; without one, a question takes half as many trips.
        """
        async with self._asking.connect() as connection:
            return await connection.run_sync(ask)

    async def write(self, work: Callable[[sa.Connection], T], *, says_which: bool = True) -> T:
        """Run ``work`` in a transaction of its own and commit it.

        With ``says_which`` False it tells the database itself which request it belongs to.
        """
        async with self.engine.begin() as connection:
            if says_which and (found := correlation.current()):
                await connection.execute(_SAY_WHICH, {"id": found})
            return await connection.run_sync(work)

    async def _load_floor(self) -> list[Fact]:
        self._teller.directory = await self.read(Directory.load)
        return await self.read(lambda c: facts_to_restore(c, since_when(self.clock.now())))

    async def _write_facts(self, facts: Sequence[Fact]) -> None:
        if self._names is None:
            self._names = await self.read(Names.load)
        names, term = self._names, self.floor.lock.term
        region, now = self.settings.site.region, self.clock.now()

        def work(connection: sa.Connection) -> Joined | None:
            fence(connection, FLOOR, term)
            return record_and_join(connection, self.registry, facts, names, region, now)

        try:
            joined = await self.write(work)
        except Deposed:
            self.floor.lock.doubt()
            raise
        self.kpi.touch()
        if joined is not None:
            self.hub.poke(joined.head, joined.reached)

    def _poked(self, heads: frozenset[int], scopes: frozenset[str], is_ours: bool) -> None:
        """Something was written, here or elsewhere: figures, rights and the directory may be other ones."""
        self.kpi.touch()
        if is_ours:
            self.relay.tell(heads, scopes)
        if "org" in scopes:
            self._names = None
            self._spawn(self._read_directory())
            # Calendars, targets and rules are such records: what time does by them is done by the new ones now.
            self.jobs.hasten("watch-tickets")

    async def _read_directory(self) -> None:
        try:
            self._teller.directory = await self.read(Directory.load)
            await self._session_watch.look_at_rights()
        except (sa.exc.SQLAlchemyError, OSError) as problem:
            log.warning("the directory could not be read again: %s", type(problem).__name__)

    async def _read_tail(self, told: Mapping[str, int]) -> Tail:
        return await self.read(lambda connection: read_tail(connection, told))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
