"""A recording played to the follower and the live floor, and what came of it as a table people can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from agent_desktop.telephony.views import CallChanged
from plugins.asterisk.codec import Message
from plugins.asterisk.mapping.follower import Follower
from tests.support.contact_timeline import Past, Shown

FOLDER = Path(__file__).resolve().parents[1] / "plugins" / "asterisk"
PEOPLE = (
    AgentEntry("ada", "Agent 1001", "1001"),
    AgentEntry("ben", "Agent 1002", "1002"),
    AgentEntry("cleo", "Agent 1003", "1003"),
    AgentEntry("dan", "Agent 1004", "1004"),
)
QUEUES = tuple(
    QueueEntry(name, number)
    for name, number in (
        ("support", "8001"),
        ("sales", "8002"),
        ("ringall", "8003"),
        ("skill", "8004"),
        ("autopause", "8005"),
    )
)


def expectations() -> dict[str, str]:
    """The tables of every file in ``expected``, remarks left out."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / "expected").glob("*.txt")):
        for name, table in sections(path).items():
            assert name not in found, f"{name} is expected twice"
            found[name] = table
    return found


def sections(path: Path) -> dict[str, str]:
    """A file's tables by the names after ``==``; lines that begin with ``#`` are remarks."""
    found = {}
    for section in path.read_text(encoding="utf-8").split("== ")[1:]:
        name, _, table = section.partition("\n")
        lines = [line for line in table.splitlines() if line and not line.startswith("#")]
        found[name] = "\n".join(lines) + "\n"
    return found


def messages(name: str) -> list[Message]:
    """The events of a recording, in order; what was sent and remarked is left out."""
    found = [FOLDER / folder / f"{name}.txt" for folder in ("transcripts", "desk_transcripts")]
    text = next(path for path in found if path.is_file()).read_text(encoding="utf-8")
    blocks = (block.strip("\n") for block in text.split("\n\n"))
    return [Message(block.replace("\n", "\r\n")) for block in blocks if block.startswith("Event: ")]


@dataclass
class Replay:
    """One exchange, one floor, everybody signed in."""

    floor: LiveFloor = field(default_factory=lambda: LiveFloor(queues=QUEUES))
    told: list[ev.AnyEvent] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.follower = Follower(self.people, lambda: QUEUES)
        for person in PEOPLE:
            self.facts.extend(self.floor.sign_in(person.login, self.now).facts)

    def people(self) -> list[AgentEntry]:
        return [AgentEntry(one.login, one.display_name, one.extension, "available") for one in PEOPLE]

    def take(self, message: Message) -> None:
        if stamp := message.get("Timestamp"):
            self.now = max(self.now, datetime.fromtimestamp(float(stamp), UTC))
        self._hand_on(self.follower.tick(self.now))
        self._hand_on(self.follower.take(message, self.now))

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self._hand_on(self.follower.tick(self.now))

    def _hand_on(self, events: list[ev.AnyEvent]) -> None:
        for event in events:
            self.told.append(event)
            step = self.floor.apply(event, "asterisk")
            self.facts.extend(step.facts)
            for change in step.changes:
                if isinstance(change, CallChanged):
                    self.shown += [
                        Shown(self.now, agent, change.call, agent in change.gone) for agent in change.agents
                    ]
            if step.verdict != "accepted":
                self.refused.append(f"{ev.kind_of(event)}: {step.verdict}: {step.reason}")

    def finish(self) -> None:
        """Every wrap-up runs out, and everybody goes home."""
        self.now += timedelta(seconds=300)
        self.facts.extend(self.floor.tick(self.now).facts)
        for person in PEOPLE:
            self.facts.extend(self.floor.sign_out(person.login, self.now).facts)

    def calls(self) -> list[CallState]:
        ids = dict.fromkeys(event.call_id for event in self.told if isinstance(event, ev.CallEvent))
        found = [self.floor._found(call_id) for call_id in ids]
        return [one.state for one in found if one is not None and one.state is not None]

    def past(self) -> Past:
        """What there is to read of it afterwards."""
        return Past(self.calls(), self.facts, self.shown, self.now)

    def table(self) -> str:
        """Every call with its facts, then what was told of people; seconds to a tenth."""
        return table_of(self.calls(), self.told)


def replayed(name: str) -> Replay:
    replay = Replay()
    for message in messages(name):
        replay.take(message)
    replay.wait(10)
    return replay


def table_of(calls: Iterable[CallState], told: Sequence[ev.AnyEvent]) -> str:
    """These calls with their facts, then what was told of people; seconds to a tenth."""
    lines: list[str] = []
    for call in calls:
        lines += _call_lines(call)
        events = [e for e in told if isinstance(e, ev.CallEvent) and e.call_id == call.call_id]
        lines += [f"    {_seconds(event.at, call)} {_words(event)}" for event in events]
    for event in told:
        if isinstance(event, ev.AgentStateReported):
            lines.append(f"person {event.agent}: {event.state} {event.reason or ''}".rstrip())
    return "\n".join(lines) + "\n" if lines else "nothing\n"


def _call_lines(call: CallState) -> list[str]:
    name = f" ({call.caller_name})" if call.caller_name else ""
    ended = f"{call.outcome}, ended by {call.ended_by}: {call.cause}" if call.outcome else "goes on"
    spent = f"wait {call.wait_s:.1f}, talk {call.talk_s:.1f}, hold {call.hold_s:.1f}"
    lines = [f"{call.direction} {call.caller or 'withheld'}{name} to {call.called}: {ended}; {spent}"]
    for visit in call.visits:
        waited = f"{(visit.left_at - visit.entered_at).total_seconds():.1f}" if visit.left_at else "?"
        by = f" by {visit.agent}" if visit.agent else ""
        lines.append(f"  queue {visit.queue}: {visit.outcome}{by} after {waited}")
    for part in call.handled:
        given = f", transferred {part.transferred}" if part.transferred else ""
        lines.append(f"  handled by {part.agent}: talk {part.talk_s:.1f}, hold {part.hold_s:.1f}{given}")
    return lines


def _seconds(at: datetime, call: CallState) -> str:
    return f"{(at - call.started_at).total_seconds():6.1f}"


def _words(event: ev.CallEvent) -> str:
    row = {key: value for key, value in ev.to_row(event).items() if value is not None}  # type: ignore[arg-type]
    kind = str(row.pop("kind")).removeprefix("call_").replace("_", " ")
    for key in ("call_id", "at", "caller", "caller_name"):
        row.pop(key, None)
    if kind in {"queued", "ringing"}:
        row.pop("called", None)
    values = (", ".join(value) if isinstance(value, list | tuple) else str(value) for value in row.values())
    return " ".join([kind, *values]).rstrip()
