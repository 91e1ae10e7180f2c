"""The connector: one exchange followed and driven, through every loss of the connection."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping, Sequence

from agent_desktop.plugins.api import (
    Answer,
    AnyAction,
    AnyEvent,
    CallConnected,
    CallDialling,
    ConnectorHost,
    ExchangeReported,
    KnownError,
    Outcome,
    QueueEntry,
    end_tasks,
    kind_of,
)

from .codec import Message
from .desk import Desk, capabilities
from .link import Link, LinkLost
from .mapping.follower import Follower
from .mapping.snapshot import take_over
from .membership import Membership
from .rights import WANTED_FOR_PARKING, check_rights
from .settings import Settings, read_settings
from .wording import diallable

TICK_S = 1.0
MAILBOX = "MailboxCount"
LOOK_EVERY_S = 15.0
"""How often what is followed is compared with what the exchange has."""

BOOTED_WITHIN_S = 3.0
FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 15.0


class Asterisk:
    """One Asterisk exchange, by its manager interface."""

    name = "asterisk"

    def __init__(self, table: Mapping[str, object]) -> None:
        self._table = table
        self._host: ConnectorHost | None = None
        self._settings = Settings()
        self._follower: Follower | None = None
        self._membership = Membership(self._settings)
        self._link: Link | None = None
        self._differing: frozenset[str] = frozenset()
        self._desk: Desk | None = None
        self._can_park = True
        self._tasks: list[asyncio.Task[None]] = []
        # The floor must hear of things in the order they were worked out.
        self._one_at_a_time = asyncio.Lock()
        # Somebody began to talk: their pause is set during the call, however short that is.
        self._is_talk_new = asyncio.Event()

    @property
    def capabilities(self) -> frozenset[str]:
        """What the exchange can be asked; less without ``phone_control``."""
        is_on = bool(self._table.get("phone_control", self._settings.phone_control))
        hold = str(self._table.get("hold", self._settings.hold))
        return capabilities(Settings(phone_control=is_on, hold=hold), can_park=self._can_park)

    async def start(self, host: ConnectorHost) -> None:
        """Connect, check the account, take over what is going on, and begin to follow."""
        self._settings = settings = read_settings({**self._table, **host.settings})
        self._table = {**self._table, **host.settings}
        self._host = host
        self._membership = Membership(settings)
        self._follower = Follower(
            host.agents,
            lambda: _numbered(host.queues(), settings.queue_numbers),
            region=settings.region,
            did_variable=settings.did_variable,
            technology=settings.technology,
        )
        await self.stop_tasks()
        link = await self._connected(host, self._follower)
        self._tasks = [
            asyncio.create_task(self._follow(host, self._follower, link), name="asterisk"),
            asyncio.create_task(self._tick(host, self._follower), name="asterisk tick"),
        ]

    async def stop(self) -> None:
        """Close the connection; calls in progress are taken over at the next start."""
        self._host = self._desk = None
        await self.stop_tasks()

    async def stop_tasks(self) -> None:
        """End what runs in the background, and the connection."""
        running, self._tasks = self._tasks, []
        await end_tasks(running)
        link, self._link = self._link, None
        if link is not None:
            await link.close()

    async def perform(self, action: AnyAction) -> Outcome:
        """Ask the exchange once."""
        desk = self._desk
        if desk is None or not desk.link.is_up:
            return Outcome.refused("exchange_away", "The exchange cannot be reached just now.")
        if kind_of(action) not in self.capabilities and not isinstance(action, Answer):
            # Answering has words of its own: lift the handset.
            return Outcome.refused("not_supported", "This exchange cannot do that.")
        return await desk.perform(action)

    # --- the connection -------------------------------------------------------------------------------

    async def _connected(self, host: ConnectorHost, follower: Follower) -> Link:
        """A connection that is signed in, checked, and whose exchange is known; raises ``KnownError``."""
        settings = self._settings
        link = Link(settings.address(), host.clock, host.logger)
        await link.open()
        try:
            await link.until_booted(BOOTED_WITHIN_S)
            allowed = check_rights(
                await link.ask("ListCommands"),
                phone_control=settings.phone_control,
                accept_extra_rights=settings.accept_extra_rights,
            )
            channels = await _listed(link, "CoreShowChannels")
            queues = await _listed(link, "QueueStatus")
            devices = await _listed(link, "DeviceStateList")
            self._can_park = allowed >= WANTED_FOR_PARKING
            parked = await _listed(link, "ParkedCalls") if self._can_park else None
            mailboxes = await _mailboxes(link, host) if MAILBOX in allowed else []
            async with self._one_at_a_time:
                follower.offset = link.offset
                told = take_over(
                    follower,
                    channels,
                    queues,
                    host.calls(),
                    now := host.clock.now(),
                    parked=parked,
                    devices=devices,
                    mailboxes=mailboxes,
                )
                await _emit(host, [*told, ExchangeReported(at=now, is_up=True)])
        except BaseException:
            await link.close()
            raise
        self._link = link
        self._desk = Desk(host, link, follower, settings)
        return link

    async def _follow(self, host: ConnectorHost, follower: Follower, link: Link) -> None:
        """Take events for as long as the connector runs; a lost connection is made again."""
        attempt = 0
        while True:
            problem = "The exchange told what could not be followed; it is asked anew."
            try:
                async for message in link.events():
                    async with self._one_at_a_time:
                        follower.offset = link.offset
                        told = follower.take(message, host.clock.now())
                        # What came meanwhile goes along: the floor keeps many facts as fast as one.
                        for more in link.waiting():
                            told += follower.take(more, host.clock.now())
                        await _emit(host, told)
                    if any(isinstance(event, CallConnected | CallDialling) for event in told):
                        self._is_talk_new.set()
            except LinkLost as lost:
                host.logger.warning("the connection to the exchange is lost: %s", lost)
                problem = f"The connection to the exchange is lost: {lost}."
            except Exception:
                # A mistake of ours over one event; reading everything anew leaves nothing of it behind.
                host.logger.exception("following the exchange stumbled, and begins anew")
            await link.close()
            await host.emit(ExchangeReported(at=link.heard_at, is_up=False, what=problem))
            while True:
                await asyncio.sleep(_wait_s(attempt))
                attempt += 1
                try:
                    link = await self._connected(host, follower)
                except KnownError as error:
                    host.logger.warning("the exchange is not back yet: %s", error.what)
                    await host.emit(ExchangeReported(at=host.clock.now(), is_up=False, what=error.what))
                    continue
                host.logger.info("the exchange is back")
                attempt = 0
                break

    async def _tick(self, host: ConnectorHost, follower: Follower) -> None:
        looked_at_s = host.clock.monotonic_s()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._is_talk_new.wait()
            self._is_talk_new.clear()
            try:
                async with self._one_at_a_time:
                    await _emit(host, follower.tick(host.clock.now()))
                link = self._link
                if self._settings.manage_members and link is not None and link.is_up:
                    await self._membership.bring_in_line(link, follower.book, host.agents(), host.clock.now())
                if link is not None and link.is_up and host.clock.monotonic_s() - looked_at_s >= LOOK_EVERY_S:
                    await self._compare(link, follower)
                    looked_at_s = host.clock.monotonic_s()
            except Exception:
                host.logger.exception("a look at the exchange failed")

    async def _compare(self, link: Link, follower: Follower) -> None:
        """An event that was lost on the way would leave a call on screen for ever: then all is read anew.

        A leg comes or goes while it is asked, so only what differs twice in a row counts.
        """
        rows = await _listed(link, "CoreShowChannels")
        there = {row.get("Uniqueid") for row in rows if row.event == "CoreShowChannel"}
        differing = frozenset(there ^ follower.book.legs.by_uid.keys())
        if self._differing & differing:
            link.drop("it has other calls than it told of")
            differing = frozenset()
        self._differing = differing


def _numbered(queues: Sequence[QueueEntry], numbers: Mapping[str, str]) -> list[QueueEntry]:
    """The site's queues, with what is dialled for each as the settings have it."""
    return [QueueEntry(queue.name, numbers.get(queue.name) or queue.number) for queue in queues]


async def _listed(link: Link, action: str) -> tuple[Message, ...]:
    answer = await link.ask(action, ends_with=f"{action}Complete")
    if answer.status != "done":
        raise KnownError(f"The exchange did not say what is going on ({action}).")
    return answer.listed


async def _mailboxes(link: Link, host: ConnectorHost) -> list[Message]:
    """What waits in the mailboxes that are named as our people's extensions."""
    found = []
    own = {number for one in host.agents() if (number := diallable(one.extension or "")) is not None}
    for extension in sorted(own):
        answer = await link.ask(MAILBOX, [("Mailbox", extension)])
        if answer.status == "done" and answer.message is not None:
            found.append(answer.message)
    return found


async def _emit(host: ConnectorHost, events: Sequence[AnyEvent]) -> None:
    """Hand over events: each begins before the next, so they keep their order, and all are kept at once."""
    await asyncio.gather(*(host.emit(event) for event in events))


def _wait_s(attempt: int) -> float:
    """Longer with every attempt, and never the same for many centrals whose exchange comes back."""
    most = min(LONGEST_WAIT_S, FIRST_WAIT_S * float(2 ** min(attempt, 10)))
    return most * (0.5 + secrets.randbelow(1000) / 2000)
