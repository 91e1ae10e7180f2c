"""Calls go on while the wire to the exchange is cut, slow, half-open, garbled or out of order at a random moment.

Every seed is one moment; ``CHAOS_SEED=17`` plays that one again alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony.events import AnyEvent
from agent_desktop.telephony.floor import LiveFloor
from plugins.asterisk import connector as connector_module
from plugins.asterisk import link as link_module
from plugins.asterisk.codec import Message
from plugins.asterisk.connector import Asterisk
from tests.support.asterisk_exchange import SECRET, USER, FakeExchange, exchange, until
from tests.support.asterisk_replay import FOLDER, PEOPLE, QUEUES, Replay, messages
from tests.support.asterisk_world import World
from tests.support.connector_host import FloorHost
from tests.support.mischief import KINDS, Mischief

NAMES = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.txt"))
# The exchange itself goes down in this one, which is what "killed" does here.
NAMES.remove("restart-of-the-pbx")
MOMENTS, SHORT = 260, 14
NUMBER = "+442079460111"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector_module, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(connector_module, "LONGEST_WAIT_S", 0.1)
    monkeypatch.setattr(connector_module, "TICK_S", 0.02)
    monkeypatch.setattr(connector_module, "LOOK_EVERY_S", 0.1)


@dataclass
class Story:
    """Two recordings played at once through a wire that suffers, beside an undisturbed floor."""

    seed: int
    kind: str
    fake: FakeExchange
    host: FloorHost
    wire: Mischief
    connector: Asterisk
    world: World = field(default_factory=World)
    beside: Replay = field(default_factory=Replay)
    outcomes: list[str] = field(default_factory=list)
    rest: list[Message] = field(default_factory=list)

    def tell(self, message: Message) -> None:
        """The exchange does something and tells it to whoever listens."""
        lines = [f"{key}: {value}" for key, value in message.pairs if key != "Timestamp"]
        self.world.take(message)
        self.fake.channels, self.fake.queue_rows = self.world.channels(), self.world.callers()
        self.fake.parked_rows = self.world.parked()
        self.fake.tell(*lines)
        self.beside.now = self.host.clock.now()
        self.beside._hand_on(self.beside.follower.take(Message("\r\n".join(lines)), self.beside.now))

    async def dial(self) -> None:
        """Somebody asks for a number, whatever the wire does."""
        outcome = await self.connector.perform(self.host.action(act.Dial, "dan", number=NUMBER))
        self.outcomes.append(outcome.status)

    async def agrees(self, name: str) -> None:
        """The floor comes to hold the calls that the exchange has, no other and none less.

        One more caller comes first and stays meanwhile: so nothing agrees before all that was told is heard.
        """
        lines = self.comes(name)
        await self._agree()
        self.goes(lines)
        await self._agree()

    def comes(self, name: str) -> str:
        """One more caller, who waits in a queue."""
        uid = f"last.{name}"
        lines = f"Channel: PJSIP/carrier-{len(name):08x}\r\nUniqueid: {uid}\r\nLinkedid: {uid}"
        self.tell(Message(f"Event: Newchannel\r\nChannelState: 4\r\n{lines}"))
        self.tell(Message(f"Event: QueueCallerJoin\r\nQueue: support\r\n{lines}"))
        return lines

    def goes(self, lines: str) -> None:
        """They hang up."""
        self.tell(Message(f"Event: Hangup\r\nCause: 16\r\n{lines}"))

    async def _agree(self) -> None:
        for _ in range(300):
            if not self.differences():
                return
            await asyncio.sleep(0.02)
            self.host.clock.advance(0.05)
            self.beside.wait(0.05)
        raise AssertionError(self.differences())

    def differences(self) -> str:
        ours, truth = self.calls_of(self.host.floor), self.calls_of(self.beside.floor)
        return "" if ours == truth else f"the floor has {ours}, the exchange has {truth}"

    def calls_of(self, floor: LiveFloor) -> set[str]:
        # The serial of a call whose legs go on differs with when it was first heard of.
        return {call.call_id.partition("/")[0] for call in floor.view(self.host.clock.now()).calls}


def _order(rng: random.Random) -> list[Message]:
    """Two recordings one into the other, their ids kept apart."""
    streams = [messages(name) for name in rng.sample(NAMES, 2)]
    found: list[Message] = []
    while any(streams):
        stream = rng.choice([one for one in streams if one])
        found.append(stream.pop(0))
    # A recording that stopped in the middle: its legs hang up now.
    legs = dict.fromkeys(one.get("Uniqueid") for one in found if one.event == "Newchannel")
    gone = {one.get("Uniqueid") for one in found if one.event == "Hangup"}
    last = [Message(f"Event: Hangup\r\nUniqueid: {uid}\r\nCause: 16") for uid in legs if uid not in gone]
    return [*found, *last]


async def _play(seed: int, kind: str) -> None:
    rng = random.Random(seed)
    stream = _order(rng)
    # Half of the moments are when a leg comes or goes: then what is lost or late counts most.
    counting = [place for place, one in enumerate(stream) if one.event in {"Newchannel", "Hangup"}]
    moment = rng.choice(counting) if counting and rng.random() < 0.5 else rng.randrange(len(stream))
    host = FloorHost("asterisk", people=PEOPLE, the_queues=QUEUES)
    host.sign_in(*(person.login for person in PEOPLE))
    async with exchange(host.clock) as fake:
        wire = Mischief(fake.port, rng)
        await wire.listen()
        table = {"port": wire.port, "username": USER, "secret": SECRET, "manage_members": False}
        connector = Asterisk({**table, "answer_within_s": 0.3, "ping_every_s": 1.0})
        await connector.start(host)
        story = Story(seed, kind, fake, host, wire, connector)
        asked: asyncio.Task[None] | None = None
        is_healed = False
        try:
            for place, message in enumerate(stream):
                if place == moment:
                    # What was told so far is through the wire.
                    await asyncio.sleep(0.01)
                    if kind == "dialling":
                        asked = asyncio.create_task(story.dial())
                        await asyncio.sleep(rng.choice((0, 0, 0.002)))
                    await wire.hurt(rng.choice(KINDS) if kind == "dialling" else kind)
                story.tell(message)
                if rng.random() < 0.5 or place == moment:
                    await asyncio.sleep(0)
                if not is_healed and place > moment + 40 and story.world.is_at_rest:
                    is_healed = True
                    await wire.heal()
                    await story.agrees("healed")
            await wire.heal()
            await story.agrees("ended")
            assert host.floor.view(host.clock.now()).calls == ()
            if asked is not None:
                await asyncio.wait_for(asked, 10)
            assert len(fake.actions("Originate")) <= len(story.outcomes), "a number was dialled twice"
        finally:
            await connector.stop()
            await wire.close()


def _played(seed: int) -> None:
    kind = [*KINDS, "dialling"][seed % (len(KINDS) + 1)]
    try:
        asyncio.run(asyncio.wait_for(_play(seed, kind), 60))
    except Exception as error:
        raise AssertionError(f"CHAOS_SEED={seed} ({kind}): {error}") from error


def _seeds(count: int) -> range:
    one = os.environ.get("CHAOS_SEED")
    return range(int(one), int(one) + 1) if one else range(count)


@pytest.mark.parametrize("seed", _seeds(SHORT))
def test_a_random_moment_of_trouble_leaves_the_right_calls(seed: int) -> None:
    _played(seed)


@pytest.mark.long
def test_two_hundred_moments_of_trouble_leave_the_right_calls() -> None:
    wrong = []
    for seed in range(SHORT, MOMENTS):
        try:
            _played(seed)
        except AssertionError as error:
            wrong.append(str(error))
    assert wrong == []


# --- a reader that is slow ------------------------------------------------------------------------------


class SlowHost(FloorHost):
    """A floor that takes nothing while ``may_go`` is not set."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def emit(self, event: AnyEvent) -> None:
        await self.may_go.wait()
        await super().emit(event)


def _noise(fake: FakeExchange, count: int, size: int = 10) -> None:
    for number in range(count):
        fake.tell("Event: VarSet", f"Uniqueid: noise.{number}", "Variable: X", "Value: " + "x" * size)


@contextlib.asynccontextmanager
async def _followed(rng: random.Random) -> AsyncIterator[tuple[Story, SlowHost]]:
    """Two recordings under way, up to a random moment; the rest is in ``rest`` of the story."""
    host = SlowHost("asterisk", people=PEOPLE, the_queues=QUEUES)
    host.sign_in(*(person.login for person in PEOPLE))
    async with exchange(host.clock) as fake:
        table = {"port": fake.port, "username": USER, "secret": SECRET, "manage_members": False}
        connector = Asterisk({**table, "answer_within_s": 1.0, "ping_every_s": 1.0})
        await connector.start(host)
        story = Story(0, "slow reader", fake, host, Mischief(fake.port, rng), connector)
        story.rest = _order(rng)
        moment = rng.randrange(len(story.rest) // 2)
        for message in story.rest[:moment]:
            story.tell(message)
            await asyncio.sleep(0)
        del story.rest[:moment]
        try:
            yield story, host
            host.may_go.set()
            for message in story.rest:
                story.tell(message)
            await story.agrees("ended")
            assert host.floor.view(host.clock.now()).calls == ()
        finally:
            host.may_go.set()
            await connector.stop()


@pytest.mark.parametrize("seed", range(6))
def test_a_floor_that_takes_events_slowly_comes_to_the_right_calls(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for it is bounded: beyond that the connection is given up, and all is read anew."""
    monkeypatch.setattr(link_module, "MOST_EVENTS", 300)
    rng = random.Random(seed)
    is_too_much = seed % 2 == 1

    async def play() -> None:
        async with _followed(rng) as (story, host):
            link = story.connector._link
            assert link is not None
            host.may_go.clear()
            waits = story.comes("who comes while nothing is taken")
            for _ in range(rng.randrange(1, len(story.rest) // 2)):
                story.tell(story.rest.pop(0))
                await asyncio.sleep(0)
            if is_too_much:
                for _ in range(40):
                    _noise(story.fake, 100)
                    await asyncio.sleep(0.002)
                await until(lambda: link.problem)
            # The last read may go beyond, by what one read holds.
            assert len(link._events) <= 300 + link_module.NETWORK_READ // 60
            host.may_go.set()
            await story.agrees("slow")
            story.goes(waits)
            assert (story.fake.sign_ins > 1) >= is_too_much

    asyncio.run(asyncio.wait_for(play(), 60))


@pytest.mark.parametrize("seed", range(3))
def test_an_exchange_that_gives_up_a_reader_is_read_anew(seed: int) -> None:
    """As Asterisk does with who does not read: it closes the connection, and what was said meanwhile is lost."""
    rng = random.Random(seed)

    async def play() -> None:
        async with _followed(rng) as (story, _host):
            link = story.connector._link
            assert link is not None
            assert link._writer is not None
            story.fake.gives_up_at_bytes = 200_000
            # A writer's transport reads too, which its type does not tell.
            link._writer.transport.pause_reading()  # type: ignore[attr-defined]
            for _ in range(rng.randrange(1, len(story.rest) // 2)):
                story.tell(story.rest.pop(0))
            for _ in range(400):
                _noise(story.fake, 10, 4_000)
                await asyncio.sleep(0)
                if story.fake.given_up:
                    break
            assert story.fake.given_up == 1
            if not link._writer.transport.is_closing():
                # As above.
                link._writer.transport.resume_reading()  # type: ignore[attr-defined]
            await story.agrees("given up")
            assert story.fake.sign_ins > 1

    asyncio.run(asyncio.wait_for(play(), 60))
