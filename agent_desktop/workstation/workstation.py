"""The desktop's headless heart: one person signed in at one desk, with or without the network."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from agent_desktop import __version__
from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.query import Query
from agent_desktop.core.registry import Registry
from agent_desktop.features.kpi.read_models import KpiView
from agent_desktop.sync.live import FloorReply, FloorUpdate, LiveCall
from agent_desktop.sync.messages import (
    Ask,
    Bundle,
    Envelope,
    Person,
    PushReply,
    PushRequest,
    Session,
    SignIn,
    Verdict,
)
from agent_desktop.sync.replica import Replica, Waiting
from agent_desktop.sync.versions import OLDEST_PROTOCOL, SCHEMA_VERSION
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.views import PersonView
from agent_desktop.workstation import drafts, offline_key
from agent_desktop.workstation.live import Call, LiveMirror
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.synchroniser import Link, Synchroniser, decoded
from agent_desktop.workstation.transport import StreamEvent, Transport, Unreachable

log = logging.getLogger(__name__)
T = TypeVar("T")
ACTION_LIFE_S = 5.0
OFFLINE_KEY_AFTER_S = 3.0
PULL_AFTER_BUNDLE_S = 0.3


class Workstation:
    """What the window stands on. Every method is a coroutine of the loop's thread and never blocks it."""

    def __init__(self, registry: Registry, clock: Clock, folder: Path, server_url: str, device: str) -> None:
        self._registry = registry
        self._folder = folder
        self._device = device
        self._transport = Transport(server_url)
        self._store: StoreThreads | None = None
        self._sync: Synchroniser | None = None
        self._actor = Actor("", "")
        self._tasks: set[asyncio.Task[None]] = set()
        self.clock = clock
        self.person: Person | None = None
        self.site: dict[str, Any] = {}
        self.live = LiveMirror()
        self.changes: Observers[Changes] = Observers("changes")
        self.links: Observers[Link] = Observers("link")
        self.verdicts: Observers[tuple[Envelope, Verdict]] = Observers("verdicts")
        self.calls: Observers[Call] = Observers("calls")
        self.floor: Observers[LiveMirror] = Observers("floor")
        self.kpi: Observers[KpiView] = Observers("kpi")

    # -- who is here ---------------------------------------------------------------------------------

    @property
    def link(self) -> Link:
        """How the desk stands with central now."""
        return self._sync.link if self._sync else Link("signed_out", self.clock.now())

    @property
    def actor(self) -> Actor:
        """The person at this desk, as handlers and queries see them."""
        return self._actor

    @property
    def region(self) -> str:
        """The site's default region for numbers typed without a country."""
        return str(self.site.get("region", "GB"))

    async def sign_in(self, login: str, password: str) -> Person:
        """Sign in at central, or with central gone at this desk if the person has worked here before.

        Raises ``Refused`` for wrong credentials, ``Unreachable`` where nobody can vouch for them.
        """
        request = SignIn(
            login,
            password,
            self._device,
            __version__,
            oldest_protocol=OLDEST_PROTOCOL,
            schema=SCHEMA_VERSION,
        )
        try:
            session = await self._transport.sign_in(request)
        except Unreachable:
            session = await self._sign_in_offline(login, password)
        else:
            await self._open_store(login)
            await self._remember_session(session, password)
        self._begin(session)
        return session.person

    async def sign_out(self) -> None:
        """End the session; unsent work stays in this person's outbox on this desk."""
        await self._stop_tasks()
        await self._transport.sign_out()
        await self._close_store()
        self.person = None

    async def close(self) -> None:
        """End everything this workstation started; central keeps the session until it runs out."""
        await self._stop_tasks()
        await self._close_store()
        await self._transport.close()

    # -- records -------------------------------------------------------------------------------------

    async def do(self, command: Command) -> Changes:
        """Carry out a command here at once, and at central as soon as it can be reached.

        Raises ``Refused("online_only")`` for what means something only now; that is for ``send``.
        """
        store = self._opened()
        if self._registry.commands.of(command).is_online_only:
            raise Refused(
                "online_only", "This works only while central answers.", kept="Nothing was changed."
            )
        changes = await store.write(lambda: store.replica.do(self._actor, command))
        self._tell_changes(changes)
        if self._sync is not None:
            self._sync.nudge()
            await self._sync.count_waiting()
        return changes

    async def send(self, command: Command) -> Verdict:
        """Carry out a command that means something only now, such as taking a lease; never queued.

        What was done here before goes to central before it, so that central hears things in the order they
        happened. Raises ``Unreachable`` without central and ``Refused`` with central's reason.
        """
        store = self._opened()
        earlier = await store.write(lambda: store.replica.outgoing(1))
        if earlier and self._sync is not None:
            await self._sync.synchronise()
        kind = self._registry.commands.of(command).kind
        envelope = Envelope(kind, self._registry.commands.encode(command))
        reply = await self._transport.post("/api/v1/push", PushRequest([envelope]), PushReply)
        verdict = reply.verdicts[0]
        if verdict.problem is not None:
            problem = verdict.problem
            raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)
        if self._sync is not None:
            self._sync.nudge()
        return verdict

    async def read(self, query: Query[T]) -> T:
        """Answer a query from what is on this desk."""
        return await self._opened().read(self._actor, query)

    async def ask(self, query: Query[T]) -> T:
        """Answer a query from the whole store; with central gone, from this desk where that makes sense."""
        spec = self._registry.queries.of(query)
        if self.link.state != "offline":
            try:
                body = await self._transport.post_raw(
                    "/api/v1/ask", Ask(spec.kind, msgspec.to_builtins(query))
                )
            except Unreachable:
                if spec.central_only:
                    raise
            except Refused as refusal:
                # A central of an earlier release does not know the question; this desk may.
                if refusal.reason != "unknown_query" or spec.central_only:
                    raise
            else:
                answer: T = msgspec.json.decode(body, type=spec.answer_type)
                return answer
        if spec.central_only:
            raise Unreachable(
                "This needs central, which cannot be reached.", todo="Try again when you are online."
            )
        return await self.read(query)

    async def open_customer(self, customer_id: str) -> bool:
        """Bring everything of one customer to this desk and follow it; False with central gone.

        Raises ``Refused("not_found")`` for a customer central does not know.
        """
        try:
            bundle = await self._transport.get(f"/api/v1/customers/{customer_id}/bundle", Bundle)
        except Unreachable:
            return False
        await self._take_bundle(bundle)
        return True

    async def outbox(self) -> list[Waiting]:
        """What waits for central or was refused, oldest first."""
        store = self._opened()
        return await store.write(store.replica.waiting)

    async def discard(self, command_id: str) -> None:
        """Take a refused or waiting command out of the outbox for good."""
        store = self._opened()
        self._tell_changes(await store.write(lambda: store.replica.discard(self._actor, command_id)))
        if self._sync is not None:
            await self._sync.count_waiting()

    async def synchronise(self) -> None:
        """One round of push and pull now; raises ``Unreachable``."""
        if self._sync is not None:
            await self._sync.synchronise()

    # -- the live floor ------------------------------------------------------------------------------

    async def act(self, make: Callable[[str, str, Any], AnyAction]) -> Outcome:
        """Perform an action at once, never later: ``make(id, login, expires_at)`` builds it.

        Silence is *unknown*: the events that follow tell what happened, and nothing is sent twice.
        """
        person = self.person
        if person is None:
            return Outcome.refused("signed_out", "Nobody is signed in.")
        action = make(new_id(), person.login, self.clock.now() + timedelta(seconds=ACTION_LIFE_S))
        try:
            return await self._transport.post("/api/v1/actions", action, Outcome)
        except Unreachable as problem:
            return Outcome.unknown(problem.what)
        except Refused as problem:
            return Outcome.refused(problem.reason, problem.what)

    async def refresh_floor(self) -> None:
        """Ask for the whole floor, as after every reconnect."""
        reply = await self._transport.get("/api/v1/floor", FloorReply)
        for call in reply.calls:
            if call.bundle is not None:
                await self._take_bundle(call.bundle)
        gone = set(self.live.calls)
        known = dict(self.live.calls)
        self.live.take_snapshot(reply, self.clock.now())
        for call_id in gone - set(self.live.calls):
            # It ended while nobody told us; the listener learns that it is over.
            self.calls.tell(_ended(known[call_id], self.clock))
        for live in list(self.live.calls.values()):
            self.calls.tell(live)
        self.floor.tell(self.live)
        if self.live.kpi is not None:
            self.kpi.tell(self.live.kpi)

    # -- drafts --------------------------------------------------------------------------------------

    async def save_draft(self, key: str, body: dict[str, Any]) -> None:
        """Keep what is typed under ``key``."""
        store, at = self._opened(), self.clock.now()
        await store.write(lambda: drafts.save_draft(store.replica, key, body, at))

    async def load_drafts(self, prefix: str) -> dict[str, dict[str, Any]]:
        """Every draft whose key starts with ``prefix``."""
        store = self._opened()
        return await store.write(lambda: drafts.load_drafts(store.replica, prefix))

    async def drop_draft(self, key: str) -> None:
        """Forget a draft."""
        store = self._opened()
        await store.write(lambda: drafts.drop_draft(store.replica, key))

    # -- inside --------------------------------------------------------------------------------------

    def _begin(self, session: Session) -> None:
        self.person, self.site = session.person, session.site
        self._actor = Actor(
            session.person.agent_id,
            session.client_id,
            frozenset(Role(role) for role in session.person.roles if role in set(Role)),
            frozenset(session.person.queues),
        )
        sync = Synchroniser(self._transport, self._opened(), self._actor, session.scopes, self.clock)
        sync.changes.add(self._tell_changes)
        sync.links.add(self.links.tell)
        sync.verdicts.add(self.verdicts.tell)
        sync.stream.add(self._hear)
        sync.reconnected = self.refresh_floor
        self._sync = sync
        sync.start()

    def _hear(self, event: StreamEvent) -> None:
        now = self.clock.now()
        if event.name == "call":
            self._spawn(self._hear_call(decoded(event, LiveCall)))
        elif event.name == "floor":
            self.live.update(decoded(event, FloorUpdate), now)
            self.floor.tell(self.live)
        elif event.name == "person":
            person: PersonView = decoded(event, PersonView)
            self.live.update(FloorUpdate([], [person]), now)
            self.floor.tell(self.live)
        elif event.name == "kpi":
            self.live.kpi = decoded(event, KpiView)
            self.live.heard_at = now
            self.kpi.tell(self.live.kpi)

    async def _hear_call(self, live: LiveCall) -> None:
        """The bundle first, then the news, so that whoever shows the call finds the customer here."""
        if live.bundle is not None:
            await self._take_bundle(live.bundle)
        self.calls.tell(self.live.take_call(live, self.clock.now()))

    async def _take_bundle(self, bundle: Bundle) -> None:
        store = self._opened()
        self._tell_changes(await store.write(lambda: store.replica.apply_bundle(self._actor, bundle)))
        if self._sync is not None:
            # Central tells of changes in the scopes of the last pull, and the customer's shall be among them;
            # but first the customer is shown, and nothing shall get in the way of that.
            asyncio.get_running_loop().call_later(PULL_AFTER_BUNDLE_S, self._sync.nudge)

    def _tell_changes(self, changes: Changes) -> None:
        if changes:
            self.changes.tell(changes)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended_task)

    def _ended_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("a background task failed", exc_info=problem)

    def _opened(self) -> StoreThreads:
        if self._store is None:
            raise KnownError("Nobody is signed in.", todo="Sign in first.")
        return self._store

    async def _open_store(self, login: str) -> None:
        await self._close_store()
        name = hashlib.sha256(f"{self._transport.base_url}\n{login.casefold()}".encode()).hexdigest()[:24]
        path = self._folder / f"{name}.replica"
        loop = asyncio.get_running_loop()
        replica = await loop.run_in_executor(None, lambda: Replica(path, self._registry, self.clock))
        self._store = StoreThreads(replica, self._registry)

    async def _remember_session(self, session: Session, password: str) -> None:
        store = self._opened()
        kept = msgspec.structs.replace(session, access_token="", refresh_token="")
        body = msgspec.json.encode(kept).decode()
        await store.write(lambda: store.replica.remember("session", body))
        self._spawn(self._keep_offline_key(store, password))

    async def _keep_offline_key(self, store: StoreThreads, password: str) -> None:
        """Make the key a little later, in a thread of its own: it is dear on purpose, and nobody waits for it.

        The one of an earlier day stays until then; a desk that ends before has none or the old one.
        """
        await asyncio.sleep(OFFLINE_KEY_AFTER_S)
        key = await asyncio.to_thread(offline_key.make, password)
        await store.write(lambda: store.replica.remember("offline_key", key))

    async def _sign_in_offline(self, login: str, password: str) -> Session:
        await self._open_store(login)
        store = self._opened()

        def vouched() -> str | None:
            key = store.replica.remembered("offline_key")
            return store.replica.remembered("session") if key and offline_key.fits(key, password) else None

        session = await store.write(vouched)
        if session is None:
            await self._close_store()
            raise Unreachable(
                "Central cannot be reached, and this desk cannot vouch for you.",
                kept="Nothing was changed.",
                todo="Check the password, or try again when central answers.",
            )
        return msgspec.json.decode(session, type=Session)

    async def _stop_tasks(self) -> None:
        if self._sync is not None:
            await self._sync.stop()
            self._sync = None
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _close_store(self) -> None:
        if self._store is not None:
            store, self._store = self._store, None
            await store.close()


def _ended(call: Call, clock: Clock) -> Call:
    view = msgspec.structs.replace(call.view, state="ended", since=clock.now(), ended_at=clock.now())
    return Call(view, call.contact_id, call.queue_id, call.queue_name, call.match)
