"""The desktop's headless heart: one person signed in at one desk, with or without the network."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from agent_desktop import __version__
from agent_desktop.core import tasks
from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import PROGRAMS, Actor, Role
from agent_desktop.core.query import Query
from agent_desktop.core.registry import Registry
from agent_desktop.features.kpi.read_models import KpiView
from agent_desktop.sync.live import AtTicket, FloorReply, FloorUpdate, Listening, LiveCall
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
from agent_desktop.sync.replica import CUSTOMER_DAYS
from agent_desktop.sync.versions import OLDEST_PROTOCOL, SCHEMA_VERSION
from agent_desktop.sync.waiting import Waiting
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.views import PersonView
from agent_desktop.workstation import desk_copy, drafts, ticket_numbers
from agent_desktop.workstation.access import Access
from agent_desktop.workstation.blob_shelf import BlobShelf
from agent_desktop.workstation.callers import Callers
from agent_desktop.workstation.company import TicketCompany
from agent_desktop.workstation.customer_copies import CustomerCopies
from agent_desktop.workstation.customer_files import CustomerFiles
from agent_desktop.workstation.desk_copy import DeskCopy
from agent_desktop.workstation.keeping import Keeping
from agent_desktop.workstation.live import Call, LiveMirror, ended_call
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.offline_sign_in import OfflineSignIn
from agent_desktop.workstation.outbox_desk import OutboxDesk
from agent_desktop.workstation.private_details import PrivateShelf
from agent_desktop.workstation.shut_out import Ending
from agent_desktop.workstation.snapshots import SnapshotProgress
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.synchroniser import Link, Synchroniser, decoded
from agent_desktop.workstation.transport import ShutOut, StreamEvent, Transport, Unreachable
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.wire import Wire

log = logging.getLogger(__name__)
T = TypeVar("T")
ACTION_LIFE_S = 5.0
PULL_AFTER_BUNDLE_S = 0.3


class Workstation:
    """What the window stands on. Every method is a coroutine of the loop's thread and never blocks it."""

    def __init__(
        self,
        registry: Registry,
        clock: Clock,
        folder: Path,
        server_url: str,
        device: str,
        wire: Wire | None = None,
        *,
        vault: Vault | None = None,
    ) -> None:
        self._registry = registry
        self._folder = folder
        self.vault = vault or Vault()
        self._device = device
        self._transport = Transport(server_url, wire)
        self._transport.shut_out = self._hear_shut_out
        self._keeping = Keeping(self)
        self._offline = OfflineSignIn(self)
        self.access = Access(self._transport, self._opened)
        self._store: StoreThreads | None = None
        self._sync: Synchroniser | None = None
        self._actor = Actor("", "")
        self._background = tasks.Background()
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
        self.problems: Observers[KnownError] = Observers("problems")
        self.snapshots: Observers[SnapshotProgress] = Observers("snapshots")
        self.private = PrivateShelf(self._transport, registry, clock, self._opened, self._send_waiting)
        self.copies = CustomerCopies(self._transport, clock, self._opened, self._take_bundle)
        self.callers = Callers(self._transport, clock, self.read)
        self.company = TicketCompany(self._transport, clock.monotonic_s)
        self.changes.add(self.private.look_after)
        self._is_recounting = False
        self.outbox_desk = OutboxDesk(
            registry, self._opened, lambda: self._actor, self._outbox_changed, self.do
        )
        self.endings: Observers[Ending] = Observers("endings")
        self.files = CustomerFiles(self._transport)
        blobs = BlobShelf(self._transport, clock, self._opened)
        self.put_blob, self.get_blob = blobs.put, blobs.get

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

        Raises ``Refused`` for wrong credentials, ``Unreachable`` where nobody can vouch for them, and
        ``ShutOut`` once a device that may be used no more has handed over its work and wiped its replica.
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
        except Unreachable as problem:
            session = await self._offline.sign_in(login, password, problem)
            self._begin(session)
        except ShutOut as over:
            await self._keeping.give_up_at_sign_in(login, over)
            raise
        else:
            await self._enter(session, password)
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
        await self._outbox_changed(changes)
        return changes

    async def send(self, command: Command) -> Verdict:
        """Carry out a command that means something only now, such as taking a lease; never queued.

        What was done here before goes to central before it, so that central hears things in the order they
        happened. Raises ``Unreachable`` without central and ``Refused`` with central's reason.
        """
        await self._send_waiting()
        kind = self._registry.commands.of(command).kind
        envelope = Envelope(kind, self._registry.commands.encode(command))
        reply = await self._transport.post("/api/v1/push", PushRequest([envelope]), PushReply)
        verdict = reply.verdicts[0]
        if verdict.problem is not None:
            problem = verdict.problem
            raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)
        if self._sync is not None:
            self._sync.pull_soon()
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
            await self.copies.fetch(customer_id)
        except Unreachable:
            return False
        return True

    async def outbox(self) -> list[Waiting]:
        """What waits for central or was refused, oldest first."""
        store = self._opened()
        return await store.write(store.replica.waiting)

    async def synchronise(self) -> None:
        """One round of push and pull now; raises ``Unreachable``."""
        if self._sync is not None:
            await self._sync.synchronise()

    async def desk_copy(self) -> DeskCopy:
        """How large this desk's copy is, how it is encrypted, and where its key is."""
        store = self._opened()
        return await desk_copy.describe(store, self.vault, self._largest_mb)

    def stop_snapshots(self) -> None:
        """Take no more records for now; what has come stays, and what waits is sent as ever."""
        if self._sync is not None:
            self._sync.snapshots.stop()

    def continue_snapshots(self) -> None:
        """Take the records that were left, from where it stopped."""
        if self._sync is not None:
            self._sync.snapshots.go_on()
            self._sync.pull_soon()

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
            self.calls.tell(ended_call(known[call_id], self.clock))
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

    async def _enter(self, session: Session, password: str | None) -> None:
        """Work begins with what central answered; ``password`` is None where a provider vouched."""
        if session.person.roles and PROGRAMS.issuperset(session.person.roles):
            await self._transport.sign_out()
            raise Refused(
                "not_a_person",
                "This sign-in is for a program, not for a desk.",
                todo="Sign in as a person.",
            )
        await self._open_store(session.person.login, session.person.agent_id)
        await self._offline.remember(session, password)
        self._keeping.heard(session.person.login, session.site)
        self._begin(session)

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
        sync.verdicts.add(self._judged)
        sync.stream.add(self._hear)
        sync.reconnected = self.refresh_floor
        sync.caught_up = self.copies.refresh_kept
        sync.customer_days = float(self.site.get("customer_days", CUSTOMER_DAYS))
        sync.snapshots.progress.add(self.snapshots.tell)
        self.copies.begin()
        self._sync = sync
        sync.start()
        self._spawn(
            desk_copy.keep_in_bounds(
                self._opened(), self._registry, self._largest_mb, self._tell_changes, self.problems.tell
            )
        )
        self._spawn(self.private.tend())
        self._is_recounting = False
        self._recount_soon()

    async def _outbox_changed(self, changes: Changes) -> None:
        self._tell_changes(changes)
        if self._sync is not None:
            self._sync.nudge()
            await self._sync.count_waiting()
        await self.outbox_desk.recount()

    def _judged(self, judged: tuple[Envelope, Verdict]) -> None:
        self.verdicts.tell(judged)
        if judged[1].result:
            self._spawn(ticket_numbers.take_rest(self, judged[1]))
        self._recount_soon()

    def _recount_soon(self) -> None:
        """Count once for all that is judged together."""
        if not self._is_recounting:
            self._is_recounting = True
            self._spawn(self._recount())

    async def _recount(self) -> None:
        self._is_recounting = False
        if self._store is not None:
            await self.outbox_desk.recount()
        self._spawn(self._transport.session.stay_ahead())
        self._spawn(self._keeping.watch())

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
        elif event.name == "listening":
            self.live.listen(decoded(event, Listening), now)
            self.floor.tell(self.live)
        elif event.name == "at_ticket":
            self.company.hear(decoded(event, AtTicket))
        elif event.name == "kpi":
            self.live.kpi = decoded(event, KpiView)
            self.live.heard_at = now
            self.kpi.tell(self.live.kpi)

    async def _hear_call(self, live: LiveCall) -> None:
        """The bundle first, then the news, so that whoever shows the call finds the customer here."""
        if live.bundle is not None:
            await self._take_bundle(live.bundle)
        call = self.live.take_call(live, self.clock.now())
        if call.match is None and not live.is_gone:
            call = await self.callers.matched_here(call, self.region)
        self.calls.tell(call)

    async def _take_bundle(self, bundle: Bundle) -> None:
        store = self._opened()
        self._tell_changes(await store.write(lambda: store.replica.apply_bundle(self._actor, bundle)))
        if self._sync is not None:
            # Central tells of changes in the scopes of the last pull, and the customer's shall be among them;
            # but first the customer is shown, and nothing shall get in the way of that.
            asyncio.get_running_loop().call_later(PULL_AFTER_BUNDLE_S, self._sync.pull_soon)

    async def _send_waiting(self) -> None:
        """What was done here before goes to central first."""
        store = self._opened()
        waiting = await store.write(store.replica.count_outgoing)
        if self._sync is not None and waiting:
            await self._sync.synchronise()

    def _tell_changes(self, changes: Changes) -> None:
        if changes:
            self.changes.tell(changes)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._background.spawn(work)

    def _opened(self) -> StoreThreads:
        if self._store is None:
            raise KnownError("Nobody is signed in.", todo="Sign in first.")
        return self._store

    @property
    def _largest_mb(self) -> int:
        return int(self.site.get("replica_largest_mb", 0))

    def _replica_path(self, login: str) -> Path:
        return desk_copy.replica_path(self._folder, self._transport.base_url, login)

    async def _open_store(self, login: str, agent_id: str | None = None) -> None:
        """Open the replica of one person, and let go of everything of whoever was here before."""
        await self._stop_tasks()
        await self._close_store()
        self.live = LiveMirror()
        path = self._replica_path(login)
        opening = partial(
            desk_copy.open_replica, path, self.vault, self._registry, self.clock, agent_id=agent_id
        )
        self._store = StoreThreads(await asyncio.to_thread(opening), self._registry)
        # What the last time left behind, after a fall of the program too.
        await self.private.forget_passing()

    def _hear_shut_out(self, over: ShutOut) -> None:
        if self.person is not None:
            self._keeping.hear_shut_out(over)

    async def _stop_tasks(self) -> None:
        if self._sync is not None:
            await self._sync.stop()
            self._sync = None
        await self._background.end()

    async def _close_store(self) -> None:
        if self._store is not None:
            try:
                await self.private.forget_passing()
            except Exception:
                # A disk that takes no more must not keep the desk open; the next start tries again.
                log.exception("private details could not be taken away")
            store, self._store = self._store, None
            await store.close()
