"""From an event on the exchange's wire to the customer on the screen: a real Asterisk, central, window, and phones.

Calls come at a steady rate and are answered by phones. One person's desk is the real window; everybody else's
is an open stream. A wire between exchange and central notes when it hears that a phone rings. Counted are pops
that are missed, or that show another customer than the one who called.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import re
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from agent_desktop.sync.messages import PROTOCOL_VERSION
from tests.benchmarks.desks import BUILD_S_PER_MILLION, window
from tests.benchmarks.processes import Child, say
from tests.benchmarks.spread import spread
from tests.benchmarks.wire_central import extension
from tests.benchmarks.worlds import store_folder
from tests.pbx.phone import Dialogue, Phone
from tests.pbx.real_exchange import SECRET, RealExchange, install
from tests.pbx.rooms import account_at

RING_S, TALK_S = 0.4, 0.6
PEOPLE_PER_RATE = 5
"""One person takes a call every five seconds: ringing, talk, work after it, and the queue's own pauses."""

BEHIND_MS = 1_000.0
SETTLE_S = 6.0
_RINGS = re.compile(rb"Channel: PJSIP/(\d+)-")
_CALLER = re.compile(rb"ConnectedLineNum: (\+?\d+)")
_TOLD = re.compile(rb'"caller":"(\+?\d+)"')


def measure(folder: Path, *, customers: int, rates: list[int], seconds: float) -> dict[str, Any]:
    """Spreads in ms at each rate of answered calls a second, until it falls behind."""
    people = PEOPLE_PER_RATE * max(rates) + 2
    rooms = tuple(str(10 + number) for number in range(-(-people // 4)))
    work = folder / "exchange"
    work.mkdir(parents=True)
    exchange = RealExchange(install(os.environ.get("PBX_SUITE") or "sid"), work, rooms=rooms)
    exchange.start()
    try:
        return asyncio.run(_measure(folder, exchange, customers, rates, seconds, people))
    finally:
        exchange.stop()


class _Tap:
    """Forwards between central and the exchange, and notes when a phone is heard to ring, and for whom."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.rang_ns: dict[tuple[str, str], int] = {}
        self.events = 0

    async def listen(self) -> int:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        with contextlib.suppress(OSError):
            await asyncio.gather(self._carry(reader, back), self._down(there, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        while data := await reader.read(65_536):
            at = time.monotonic_ns()
            writer.write(data)
            *blocks, rest = (rest + data).split(b"\r\n\r\n")
            self.events += len(blocks)
            for block in blocks:
                if block.startswith(b"Event: Newstate") and b"ChannelState: 5" in block:
                    phone, caller = _RINGS.search(block), _CALLER.search(block)
                    if phone and caller:
                        self.rang_ns[phone[1].decode(), caller[1].decode()] = at
        writer.close()


class _Answering(Phone):
    """A phone that is answered after a moment and put down after another."""

    def _rings(self, call: Dialogue) -> None:
        super()._rings(call)
        loop = asyncio.get_running_loop()
        loop.call_later(RING_S, self.answer, call)
        loop.call_later(RING_S + TALK_S, self.hang_up, call)


@dataclass
class _Stream:
    """A desk that is only its stream: the callers it was told of."""

    login: str
    told: set[str] = field(default_factory=set)

    async def read(self, base: str, password: str) -> None:
        wish = {"login": self.login, "password": password, "device": self.login, "app_version": "0.1.0"}
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60, verify=False) as client:
            session = await client.post("/api/v1/session", json={**wish, "protocol": PROTOCOL_VERSION})
            session.raise_for_status()
            client.headers["authorization"] = f"Bearer {session.json()['access_token']}"
            async with client.stream("GET", "/api/v1/stream") as stream:
                rest = b""
                async for data in stream.aiter_raw():
                    *frames, rest = (rest + data).split(b"\n\n")
                    for frame in frames:
                        if b"event: call" in frame:
                            self.told |= {number.decode() for number in _TOLD.findall(frame)}


async def _measure(
    folder: Path, exchange: RealExchange, customers: int, rates: list[int], seconds: float, people: int
) -> dict[str, Any]:
    tap = _Tap(exchange.ami)
    port = await tap.listen()
    words = ["--customers", str(customers), "--store", str(store_folder()), "--people", str(people)]
    words += ["--port", str(port), "--secret", SECRET]
    with ExitStack() as up:
        child = up.enter_context(Child("tests.benchmarks.wire_central", *words, home=folder / "central"))
        within_s = 120 + BUILD_S_PER_MILLION * customers / 1e6
        central = await asyncio.to_thread(child.hear, "listening", within_s=within_s)
        base, password = central["listening"], central["password"]
        view = up.enter_context(window("wire", base, "person0", password, folder / "desk"))
        await asyncio.to_thread(view.hear, "watching", within_s=180)
        site = _Floor(exchange, tap, child, view, central["callers"])
        await site.plug_in(0)
        found: dict[str, Any] = {}
        behind_at: int | None = None
        tasks: list[asyncio.Task[None]] = []
        account = await account_at(exchange)
        for rate in rates:
            for number in range(len(site.phones), min(people, PEOPLE_PER_RATE * rate + 2)):
                stream = _Stream(f"person{number}")
                site.streams.append(stream)
                tasks.append(asyncio.create_task(stream.read(base, password)))
                await site.plug_in(number)
                await asyncio.sleep(0.1)
            await asyncio.sleep(SETTLE_S)
            # Whoever sits at the window is rung first, whenever they are free: theirs are the pops that count.
            for number in range(1, len(site.phones)):
                who = ("Interface", f"PJSIP/{extension(number)}")
                await account.ask("QueuePenalty", [who, ("Penalty", "1")])
            found[str(rate)] = now = await site.at(rate, seconds)
            say(f"    {rate} a second: {now['answered_a_second']} answered, {now['wire_to_panel']}")
            if (
                now["missed"]
                or now["untold_at_other_desks"]
                or now["wrong"]
                or float(now["wire_to_panel"]["p95"]) > BEHIND_MS
            ):
                behind_at = rate
                break
        await account.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for phone in site.phones:
            phone.unplug()
    # Central has gone; the wire learns of it.
    await asyncio.sleep(0.5)
    return {
        "what": "Newstate Ringing read from the exchange's wire until header and timeline of the caller are painted",
        "settings": {
            "seconds": seconds,
            "customers": customers,
            "people": people,
            "ring_s": RING_S,
            "talk_s": TALK_S,
            "window": "1440x900 offscreen",
            "exchange": os.environ.get("PBX_SUITE") or "sid",
        },
        "rates": found,
        "falls_behind_at": behind_at,
        "highest_tried": max(int(rate) for rate in found),
    }


@dataclass
class _Floor:
    """Everybody, and what happened at one rate."""

    exchange: RealExchange
    tap: _Tap
    central: Child
    view: Child
    callers: list[list[str]]
    phones: list[_Answering] = field(default_factory=list)
    streams: list[_Stream] = field(default_factory=list)
    calls: itertools.count[int] = field(default_factory=itertools.count)

    async def plug_in(self, number: int) -> None:
        phone = _Answering(extension(number), 0, self.exchange.sip)
        await phone.plug_in()
        phone.register()
        self.phones.append(phone)

    async def at(self, rate: int, seconds: float) -> dict[str, Any]:
        """Calls at this rate for so long, and what they came to."""
        for phone in self.phones:
            phone.calls.clear()
        for stream in self.streams:
            stream.told.clear()
        self.tap.rang_ns.clear()
        self.view.tell(forget=True)
        process = psutil.Process(self.central.process.pid)
        events, began = self.tap.events, time.monotonic()
        cpu, database = sum(process.cpu_times()[:2]), _cpu_of_database()
        asked = []
        for place in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + place / rate - time.monotonic()))
            number, _customer, _name = self.callers[next(self.calls) % len(self.callers)]
            asked.append(asyncio.create_task(self._call(number)))
        await asyncio.gather(*asked)
        took_s = time.monotonic() - began
        cpu_s = sum(process.cpu_times()[:2]) - cpu
        database_s = _cpu_of_database() - database
        events = self.tap.events - events
        await asyncio.sleep(2)
        self.view.tell(report=True)
        seen = await asyncio.to_thread(self.view.hear, "pops", within_s=30)
        answered = sum("200" in call.at for phone in self.phones for call in phone.calls)
        return {
            **self._pops(seen["pops"]),
            "answered_a_second": round(answered / took_s, 2),
            "events_a_second": round(events / took_s),
            "desks": len(self.phones),
            "central_cpu_ms_a_call": round(1000 * cpu_s / max(1, answered), 1),
            "database_cpu_ms_a_call": round(1000 * database_s / max(1, answered), 1),
            "central_rss_mb": round(process.memory_info().rss / 2**20, 1),
            "frame": spread(seen["frames_ms"]),
            "late_turn": spread(seen["late_ms"]),
        }

    async def _call(self, number: str) -> None:
        phone = Phone("caller", 0, self.exchange.sip)
        await phone.plug_in()
        call = phone.dial("81001", shown=number, name="Caller")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(30):
                while call.state != "over":  # noqa: ASYNC110 - what is waited for tells nobody
                    await asyncio.sleep(0.05)
        phone.hang_up(call)
        phone.unplug()

    def _pops(self, pops: list[dict[str, Any]]) -> dict[str, Any]:
        """What the window painted against who rang at its phone; what the streams were told against theirs."""
        customer_of = {number: customer for number, customer, _ in self.callers}
        number_of = {customer: number for number, customer in customer_of.items()}
        rung = [_caller_of(call) for call in self.phones[0].calls]
        popped = {number_of.get(pop["customer"], ""): pop for pop in pops}
        times = {name: list[float]() for name in ("heard", "header", "panel")}
        for number in rung:
            rang = self.tap.rang_ns.get((self.phones[0].name, number))
            if number in popped and rang is not None:
                for name, kept in times.items():
                    kept.append((popped[number][f"{name}_ns"] - rang) / 1e6)
        if not times["panel"]:
            raise RuntimeError("nobody rang at the window, or nothing was painted of it")
        untold = 0
        for phone, stream in zip(self.phones[1:], self.streams, strict=True):
            untold += len({_caller_of(call) for call in phone.calls} - stream.told)
        return {
            "wire_to_panel": spread(times["panel"]),
            "wire_to_header": spread(times["header"]),
            "wire_to_desk_told": spread(times["heard"]),
            "rung_at_the_window": len(rung),
            "missed": sum(number not in popped for number in rung),
            "untold_at_other_desks": untold,
            "wrong": sum(number not in rung for number in popped),
        }


def _caller_of(call: Dialogue) -> str:
    return call.other.partition("sip:")[2].partition("@")[0]


def _cpu_of_database() -> float:
    """Of the server that this measurement's central has to itself, seconds so far."""
    found = 0.0
    for path in store_folder().rglob("postmaster.pid"):
        with contextlib.suppress(psutil.NoSuchProcess, ValueError):
            server = psutil.Process(int(path.read_text().splitlines()[0]))
            # Its own, that of its children that ended, and that of those that work.
            found += sum(server.cpu_times()[:4])
            for process in server.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    found += sum(process.cpu_times()[:2])
    return found
