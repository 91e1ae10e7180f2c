"""Tickets at central beside Debian's Request Tracker 5: made, listed, searched and changed, in the same run.

Both stand on one PostgreSQL with durable commits and are asked over HTTP on loopback by the same clients on the
same cores. Ours judges commands with permissions, rules, service levels, a chronicle and the desks' feed; theirs runs
its scrips as they ship. A ticket is made with its first note on either side.
"""

from __future__ import annotations

import json
import random
import urllib.parse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import BLOCK
from agent_desktop.features.tickets.numbers import LendNumbers
from agent_desktop.features.tickets.read_models import WorkQueue
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.sync.messages import MAX_PUSH, Ask, Envelope, PushReply, PushRequest
from tests.benchmarks import request_tracker
from tests.benchmarks.http_load import Driven, Request, drive
from tests.benchmarks.processes import Child, say, step
from tests.benchmarks.request_tracker import NotMeasurable, RequestTracker
from tests.benchmarks.small_central import SETTINGS
from tests.benchmarks.spread import spread
from tests.benchmarks.sync_rates import desk

PAGE = 20
PEOPLE = 8
CENTRALS = DESKS = 2
"""Processes of ours, one a core; the peer has one a client."""
WAYS = ("create", "list", "search", "update")
_THINGS = (
    "boiler",
    "meter",
    "radiator",
    "tariff",
    "invoice",
    "thermostat",
    "tap",
    "valve",
    "contract",
    "pump",
)
_FAULTS = ("leaks", "stays cold", "reads wrong", "hums", "never came", "was paid twice", "runs hot", "broke")
_PRIORITIES = ("low", "normal", "high", "urgent")


def _centrals(up: ExitStack, folder: Path) -> tuple[list[Child], dict[str, Any]]:
    """``CENTRALS`` processes of one site, as behind a balancer, and what the first says of it."""
    sites: list[dict[str, Any]] = []
    children: list[Child] = []
    for number in range(CENTRALS):
        words = ["--store", str(folder / "postgres"), "--people", str(PEOPLE), "--tickets", "0"]
        words += ["--beside"] if number else []
        child = up.enter_context(
            Child(
                "tests.benchmarks.small_central", *words, home=folder / f"home-{number}", ends_with_input=True
            )
        )
        sites.append(child.hear("listening", within_s=180))
        children.append(child)
    return children, sites[0] | {"ports": [urllib.parse.urlsplit(s["listening"]).port for s in sites]}


class Subject(msgspec.Struct, frozen=True):
    """What both sides know of one ticket."""

    subject: str
    text: str
    priority: int
    owner: int | None
    """Which of ours has it; theirs all belong to the first, or to nobody."""


def subjects(count: int) -> list[Subject]:
    """What the tickets are about, the same in every run; whoever lists has a quarter of them."""
    draw = random.Random(7)
    return [
        Subject(
            f"{draw.choice(_THINGS)} {draw.choice(_FAULTS)} at house{n}",
            f"The caller says that it has been so since {draw.choice(('Monday', 'noon', 'the storm'))}. Call {n}.",
            draw.randrange(len(_PRIORITIES)),
            n // 2 % DESKS if n % 2 == 0 else None,
        )
        for n in range(count)
    ]


def words(count: int) -> list[str]:
    """What is searched for: mostly one house, sometimes a word that a tenth of the tickets have."""
    draw = random.Random(11)
    return [
        draw.choice(_THINGS) if n % 5 == 0 else f"house{draw.randrange(100, max(count, 200))}"
        for n in range(count)
    ]


def measure(
    folder: Path, *, tickets: int = 2_000, reads: int = 2_000, clients: int = 8, alone: int = 200
) -> dict[str, Any]:
    """Rates of both sides with ``clients`` at once, with one alone (``alone`` of each), and ours in batches.

    ``ratio`` holds ours to theirs: ``as_it_works`` with commands in batches as a desk's outbox sends them, and
    lists and searches from the desks' replicas, where they are made; ``one_at_a_time`` with a request to central
    for each, on both sides from the same number of clients.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {
        "what": "tickets through central's push and ask, and through Request Tracker's REST 2 interface",
        "settings": {
            "tickets": tickets,
            "reads": reads,
            "clients": clients,
            "centrals": CENTRALS,
            "alone": alone,
            "batch_commands": MAX_PUSH,
            "page": PAGE,
            "commits": "durable on both sides, one PostgreSQL",
            "sign_in": "once, before: a token, and a session's cookie",
        },
        "ours": {},
        "peer": {},
    }
    with EmbeddedPostgres.start(folder / "postgres", settings=SETTINGS) as server, ExitStack() as up:
        children, site = _centrals(up, folder)
        ours = _Ours(children, site)
        found["ours"] = _measured(server, ours, "ours", tickets, reads, clients, alone)
        found["ours"]["batches"] = ours.in_batches(tickets)
        found["ours"]["desks"] = ours.at_desks(folder, reads)
        try:
            with request_tracker.running(server, folder / "peer", workers=clients) as peer:
                found["settings"]["peer"] = f"request-tracker5 {peer.version}, Starman, {clients} workers"
                theirs = _Theirs(children, peer)
                found["peer"] = _measured(server, theirs, "theirs", tickets, reads, clients, alone)
        except NotMeasurable as problem:
            found["peer_not_measured"] = str(problem)
            say(f"  the peer could not be measured: {problem}")
            return found
    found["ratio"] = _ratios(found["ours"], found["peer"])
    return found


def _ratios(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Ours to theirs: of rates, and of the processor time that one ticket takes, database included."""

    def rate(side: dict[str, Any], mode: str, way: str) -> float:
        return float(side[mode][way]["per_s"])

    def cpu(side: dict[str, Any], mode: str, way: str) -> float:
        return float(side[mode][way]["cpu_ms"] + side[mode][way]["postgres_cpu_ms"])

    batched = {way: "batches" if way in ours["batches"] else "desks" for way in WAYS}
    return {
        "as_it_works": {w: round(rate(ours, batched[w], w) / rate(theirs, "many", w), 1) for w in WAYS},
        "one_at_a_time": {w: round(rate(ours, "many", w) / rate(theirs, "many", w), 1) for w in WAYS},
        "one_client": {w: round(rate(ours, "alone", w) / rate(theirs, "alone", w), 1) for w in WAYS},
        "cpu_as_it_works": {w: round(cpu(theirs, "many", w) / cpu(ours, batched[w], w), 1) for w in WAYS},
        "cpu_one_at_a_time": {w: round(cpu(theirs, "many", w) / cpu(ours, "many", w), 1) for w in WAYS},
    }


def _measured(
    server: EmbeddedPostgres, side: _Side, name: str, tickets: int, reads: int, clients: int, alone: int
) -> dict[str, Any]:
    """A side with many clients on ``tickets`` of its own, then with one; what it holds grows the same on both."""
    found: dict[str, Any] = {}
    for mode, count, asked, at_once in (
        ("many", tickets, reads, clients),
        ("alone", alone, alone, 1),
    ):
        found[mode] = {}
        for way in WAYS:
            with step(f"{name}, {at_once} at once: {way}"):
                if way == "list":
                    server.execute("VACUUM ANALYZE", database=side.database)
                found[mode][way] = side.timed(way, asked if way in {"list", "search"} else count, at_once)
    return found


class _Side:
    """One of the two: it knows how to ask, and what it has spent."""

    database = ""

    def __init__(self, children: Sequence[Child], ports: Sequence[int]) -> None:
        self._children = children
        self.ports = ports

    def timed(self, way: str, count: int, clients: int) -> dict[str, Any]:
        """Rate, times and processor time of so many requests of one way."""
        prepare: dict[str, Callable[[int], list[Request]]] = {
            "create": self.create,
            "list": self.listing,
            "search": self.search,
            "update": self.update,
        }
        requests = prepare[way](count)
        before = self.spent()
        driven = drive(self.ports, requests, clients)
        after = self.spent()
        self.check(way, driven)
        return driven.figures() | _per_thing(before, after, count)

    def create(self, count: int) -> list[Request]:
        raise NotImplementedError

    def listing(self, count: int) -> list[Request]:
        raise NotImplementedError

    def search(self, count: int) -> list[Request]:
        raise NotImplementedError

    def update(self, count: int) -> list[Request]:
        raise NotImplementedError

    def check(self, way: str, driven: Driven) -> None:
        """Raise ``RuntimeError`` where an answer is not what was asked for."""
        raise NotImplementedError

    def spent(self) -> tuple[float, float]:
        """Processor seconds so far: its own, and PostgreSQL's."""
        raise NotImplementedError

    def used(self) -> tuple[float, float]:
        """Processor seconds of our processes, and of PostgreSQL."""
        told = []
        for child in self._children:
            child.tell(used="now")
            told.append(child.hear("used", within_s=30))
        return sum(one["central_s"] for one in told), float(told[0]["postgres_s"])


def _per_thing(before: tuple[float, float], after: tuple[float, float], count: int) -> dict[str, float]:
    return {
        "cpu_ms": round((after[0] - before[0]) / count * 1e3, 3),
        "postgres_cpu_ms": round((after[1] - before[1]) / count * 1e3, 3),
    }


class _Ours(_Side):
    """Central, by commands as a desk sends them and by questions."""

    database = "bench"

    def __init__(self, children: Sequence[Child], site: dict[str, Any]) -> None:
        super().__init__(children, site["ports"])
        self._site = site
        self._registry = house()
        self._headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {site['tokens'][0]}",
        }
        self._queue: str = site["queues"][0]
        self._me = _whose(site["tokens"][0])
        self._made: list[str] = []

    def spent(self) -> tuple[float, float]:
        return self.used()

    def create(self, count: int) -> list[Request]:
        return [self._push(commands) for commands in self._creations(count)]

    def listing(self, count: int) -> list[Request]:
        return [self._ask(self._mine())] * count

    def search(self, count: int) -> list[Request]:
        return [self._ask(_saying(self._team(), word)) for word in words(count)]

    def update(self, count: int) -> list[Request]:
        return [self._push([command]) for command in self._changes(count)]

    def in_batches(self, count: int) -> dict[str, Any]:
        """One desk's outbox: as many commands in a push as fit, the next push when the last is answered."""
        found: dict[str, Any] = {}
        for way in ("create", "update"):
            with step(f"ours, in batches of {MAX_PUSH} commands: {way}"):
                if way == "create":
                    commands = [one for both in self._creations(count) for one in both]
                else:
                    commands = list(self._changes(count))
                parts = [commands[n : n + MAX_PUSH] for n in range(0, len(commands), MAX_PUSH)]
                requests = [self._push(part) for part in parts]
                before = self.spent()
                driven = drive(self.ports, requests, 1)
                after = self.spent()
                self.check(way, driven)
                found[way] = {
                    "per_s": round(count / driven.seconds, 2),
                    "request": driven.figures()["request"],
                    "commands_a_ticket": len(commands) // count,
                } | _per_thing(before, after, count)
        return found

    def at_desks(self, folder: Path, count: int) -> dict[str, Any]:
        """Lists and searches as desks do them: each from its own encrypted replica, ``DESKS`` of them at once."""
        found: dict[str, Any] = {}
        with ExitStack() as up:
            desks = [up.enter_context(desk("read", self._site, n, folder)) for n in range(DESKS)]
            for one in desks:
                one.hear("ready", within_s=300)
            for way in ("list", "search"):
                with step(f"ours, from the replicas of {DESKS} desks: {way}"):
                    found[way] = self._asked(desks, way, count // DESKS)
        return found

    def _asked(self, desks: Sequence[Child], way: str, count: int) -> dict[str, Any]:
        before = self.spent()
        for n, one in enumerate(desks):
            mine = self._mine(self._site["tokens"][n])
            team = self._team(self._site["tokens"][n])
            asked = [mine] * count if way == "list" else [_saying(team, word) for word in words(count)]
            one.tell(ask=[(self._registry.queries.of(q).kind, msgspec.to_builtins(q)) for q in asked])
        told = [one.hear("done", within_s=600) for one in desks]
        after = self.spent()
        if way == "list" and min(one["most_rows"] for one in told) == 0:
            raise RuntimeError("a desk has nothing in its list")
        whole = count * len(desks)
        cpu_s = sum(one["done"]["cpu_s"] for one in told) + after[0] - before[0]
        return {
            "per_s": round(sum(count / one["done"]["seconds"] for one in told), 2),
            "request": spread([took for one in told for took in one["times_ms"]]),
            "cpu_ms": round(cpu_s / whole * 1e3, 3),
            "postgres_cpu_ms": round((after[1] - before[1]) / whole * 1e3, 3),
        }

    def check(self, way: str, driven: Driven) -> None:
        if way in {"create", "update"}:
            for _, body in driven.replies:
                for verdict in msgspec.json.decode(body, type=PushReply).verdicts:
                    if verdict.status != "applied":
                        raise RuntimeError(
                            f"a command was {verdict.status}: {verdict.problem or verdict.lost}"
                        )
        elif not all(len(json.loads(body)) <= PAGE for _, body in driven.replies):
            raise RuntimeError("a page holds more than was asked for")
        elif way == "list" and not all(json.loads(body) for _, body in driven.replies):
            raise RuntimeError("a list is empty")

    def _mine(self, token: str = "") -> WorkQueue:
        return WorkQueue(view="mine", agent_id=_whose(token) or self._me, queues=[], limit=PAGE)

    def _team(self, token: str = "") -> WorkQueue:
        return WorkQueue(view="team", agent_id=_whose(token) or self._me, queues=[self._queue], limit=PAGE)

    def _numbers(self, count: int) -> list[int]:
        """Ticket numbers that central lends, as it does to every desk."""
        blocks = -(-count // BLOCK)
        lends = [LendNumbers(made_at=datetime.now(UTC)) for _ in range(blocks)]
        parts = [lends[n : n + MAX_PUSH] for n in range(0, blocks, MAX_PUSH)]
        replies = drive(self.ports, [self._push(part) for part in parts], 1).replies
        told = [msgspec.json.decode(body, type=PushReply).verdicts for _, body in replies]
        return [number for verdicts in told for one in verdicts for number in (one.result or {})["numbers"]]

    def _creations(self, count: int) -> list[list[Command]]:
        made: list[list[Command]] = []
        for number, about in zip(self._numbers(count), subjects(count), strict=False):
            ticket_id = new_id()
            self._made.append(ticket_id)
            now = datetime.now(UTC)
            made.append(
                [
                    CreateTicket(
                        made_at=now,
                        ticket_id=ticket_id,
                        number=number,
                        subject=about.subject,
                        queue_id=self._queue,
                        channel="call",
                        owner_id=None if about.owner is None else _whose(self._site["tokens"][about.owner]),
                        priority=_PRIORITIES[about.priority],
                    ),
                    AddTicketNote(made_at=now, note_id=new_id(), ticket_id=ticket_id, text=about.text),
                ]
            )
        return made

    def _changes(self, count: int) -> list[Command]:
        """A change for each of the tickets made last."""
        return [
            ChangeTicket(
                made_at=datetime.now(UTC),
                ticket_id=ticket_id,
                subject=f"{about.subject}, again",
                priority=_PRIORITIES[(about.priority + 1) % len(_PRIORITIES)],
            )
            for ticket_id, about in zip(self._made[-count:], subjects(count), strict=True)
        ]

    def _push(self, commands: Sequence[Command]) -> Request:
        bus = self._registry.commands
        envelopes = [Envelope(bus.of(command).kind, bus.encode(command)) for command in commands]
        return self._post("/api/v1/push", msgspec.json.encode(PushRequest(envelopes)))

    def _ask(self, query: Any) -> Request:
        kind = self._registry.queries.of(query).kind
        return self._post("/api/v1/ask", msgspec.json.encode(Ask(kind, msgspec.to_builtins(query))))

    def _post(self, path: str, body: bytes) -> Request:
        return Request("POST", path, self._headers, body)


def _whose(token: str) -> str:
    """The id of the person whom the site gave a token."""
    return token.rpartition("bench-")[2]


def _saying(team: WorkQueue, word: str) -> WorkQueue:
    return msgspec.structs.replace(team, text=word)


class _Theirs(_Side):
    """Request Tracker, by its REST 2 interface."""

    database = request_tracker.DATABASE
    _FIELDS = "Subject,Status,Priority,Owner,Due,LastUpdated"

    def __init__(self, children: Sequence[Child], peer: RequestTracker) -> None:
        super().__init__(children, [peer.port])
        self._peer = peer
        home = f"http://127.0.0.1:{peer.port}/"
        self._headers = {"Content-Type": "application/json", "Cookie": peer.sign_in(), "Referer": home}
        self._made: list[str] = []
        self._changed = 0

    def spent(self) -> tuple[float, float]:
        return self._peer.processor_s(), self.used()[1]

    def create(self, count: int) -> list[Request]:
        return [
            self._send(
                "POST",
                "/ticket",
                {
                    "Queue": "General",
                    "Subject": about.subject,
                    "Content": about.text,
                    "Owner": request_tracker.LOGIN if about.owner == 0 else "Nobody",
                    "Priority": about.priority * 20,
                },
            )
            for about in subjects(count)
        ]

    def listing(self, count: int) -> list[Request]:
        asked = f"Owner = '{request_tracker.LOGIN}' AND Status = '__Active__'"
        return [self._find(asked)] * count

    def search(self, count: int) -> list[Request]:
        return [
            self._find(f"Subject LIKE '{word}' AND Queue = 'General' AND Status = '__Active__'")
            for word in words(count)
        ]

    def update(self, count: int) -> list[Request]:
        return [
            self._send(
                "PUT",
                f"/ticket/{ticket_id}",
                {"Subject": f"{about.subject}, again", "Priority": (about.priority + 1) % 4 * 20},
            )
            for ticket_id, about in zip(self._made[-count:], subjects(count), strict=True)
        ]

    def check(self, way: str, driven: Driven) -> None:
        for _, body in driven.replies:
            told = json.loads(body)
            if way == "create":
                self._made.append(str(told["id"]))
            elif way == "update" and not any("changed" in line for line in told):
                raise RuntimeError(f"a ticket was not changed: {told}")
            elif way == "list" and not told["items"]:
                raise RuntimeError("a list is empty")

    def _find(self, query: str) -> Request:
        asked = {"query": query, "per_page": PAGE, "fields": self._FIELDS}
        asked |= {"orderby": "LastUpdated", "order": "DESC"}
        return Request("GET", f"/REST/2.0/tickets?{urllib.parse.urlencode(asked)}", self._headers)

    def _send(self, method: str, path: str, body: dict[str, Any]) -> Request:
        return Request(method, f"/REST/2.0{path}", self._headers, json.dumps(body).encode())
