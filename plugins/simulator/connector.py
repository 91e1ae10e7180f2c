"""The connector: the simulated exchange driven by the host's clock, one happening at a time."""

from __future__ import annotations

import asyncio
import hmac
import json
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent_desktop.plugins.api import (
    AnyAction,
    ConnectorHost,
    ExchangeReported,
    HttpRequest,
    HttpResponse,
    KnownError,
    Outcome,
    PhoneReported,
    end_tasks,
    parse_number,
)

from .adoption import adopt
from .arrivals import DayProfile, read_profile
from .desk import CAPABILITIES, Desk
from .engine import Engine
from .world import Settings, read_settings

LONGEST_SLEEP_S = 0.25
"""How long a free agent may wait to be noticed; the floor does not call."""

A_BUSY_HOUR_S = 10 * 3600.0


class Simulator:
    """A contact centre that exists only here."""

    name = "simulator"
    capabilities = CAPABILITIES

    def __init__(self, table: Mapping[str, object]) -> None:
        self._table = table
        self._host: ConnectorHost | None = None
        self._engine: Engine | None = None
        self._settings = Settings()
        self._began_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self, host: ConnectorHost) -> None:
        """Open the contact centre: colleagues are in, callers begin to call."""
        settings = read_settings({**self._table, **host.settings})
        profile = read_profile()
        began_at = host.clock.now()
        local = began_at.astimezone(_zone(settings.timezone))

        def stamp(t: float) -> datetime:
            return min(began_at + timedelta(seconds=t / settings.speed), host.clock.now())

        engine = Engine(
            settings,
            profile,
            queues=[queue.name for queue in host.queues()],
            prefix=f"sim-{began_at:%Y%m%d%H%M%S%f}",
            day_s=_day_s(settings, profile, local),
            weekday=local.weekday(),
            stamp=stamp,
            people=host.agents,
        )
        self._host, self._engine, self._settings, self._began_at = host, engine, settings, began_at
        async with self._one_at_a_time:
            adopt(engine, host.calls())
            engine.open()
            await self._hand_on()
            await self._run_due()
        for extension in sorted({one.extension for one in host.agents() if one.extension}):
            await self.report_phone(extension, is_registered=True)
        if settings.token:
            host.route_http("/simulator/call", self._posted, max_body_bytes=4096)
        self._task = asyncio.create_task(self._run(), name="simulator")

    async def stop(self) -> None:
        """Close it; calls in progress are found again at the next start."""
        task, self._task = self._task, None
        if task is not None:
            await end_tasks([task])
        async with self._one_at_a_time:
            self._host = self._engine = None

    async def perform(self, action: AnyAction) -> Outcome:
        """Do what a person at a desk asks."""
        async with self._one_at_a_time:
            if self._engine is None:
                return Outcome.refused("stopped", "The simulated exchange is not running.")
            if self._host is not None and self._host.clock.now() >= action.expires_at:
                return Outcome.refused("expired", "It came too late and was not done. Try again.")
            await self._run_due()
            outcome = Desk(self._engine).perform(action)
            await self._hand_on()
            return outcome

    async def place_call(
        self,
        number: str | None,
        *,
        queue: str | None = None,
        ring: str | None = None,
        name: str | None = None,
        talk_s: float = math.inf,
    ) -> str:
        """Let one caller call, for a tour or a test; answers the call's id.

        They wait for ever and talk until somebody hangs up, or for ``talk_s``. ``ring`` is the login of who
        is rung first, whatever they are doing. ``number`` of ``None`` is withheld.
        """
        async with self._one_at_a_time:
            if self._engine is None:
                raise KnownError("The simulated exchange is not running.")
            if queue is not None and queue not in self._engine.queues:
                raise KnownError(f"There is no queue {queue!r}.")
            if queue is None and ring is None:
                raise KnownError("A call needs a queue or somebody to ring.")
            await self._run_due()
            call_id = self._engine.place_call(number, queue=queue, ring=ring, name=name, talk_s=talk_s)
            await self._hand_on()
            return call_id

    async def hang_up_caller(self, call_id: str) -> bool:
        """Let the other party of a call hang up; whether there was such a call."""
        async with self._one_at_a_time:
            call = self._engine.calls.get(call_id) if self._engine else None
            if self._engine is None or call is None:
                return False
            await self._run_due()
            if self._engine.calls.get(call_id) is call:
                self._engine.end(call, by="caller")
            await self._hand_on()
            return True

    async def report_exchange(self, *, is_up: bool, what: str = "") -> None:
        """Let its link be away or back, for a tour or a test; calls go on unseen, as they would."""
        if self._host is not None:
            at = self._host.clock.now()
            await self._host.emit(ExchangeReported(at=at, is_up=is_up, what=what))

    async def report_phone(self, extension: str, *, is_registered: bool) -> None:
        """Let a phone lose its registration or come back."""
        if self._host is not None:
            at = self._host.clock.now()
            await self._host.emit(PhoneReported(extension=extension, at=at, is_registered=is_registered))

    async def step(self) -> None:
        """Let everything happen that is due by now."""
        async with self._one_at_a_time:
            await self._run_due()

    async def _run(self) -> None:
        while True:
            wait_s = LONGEST_SLEEP_S
            try:
                await self.step()
                if self._engine is not None and (due := self._engine.next_at()) is not None:
                    wait_s = min(wait_s, (due - self._engine.now) / self._settings.speed)
            except Exception:
                # A mistake of ours in one happening must not end the day for everybody.
                if self._host is not None:
                    self._host.logger.exception("the simulated exchange stumbled and goes on")
                wait_s = 1.0
            await asyncio.sleep(max(0.005, wait_s))

    async def _run_due(self) -> None:
        engine, host, began_at = self._engine, self._host, self._began_at
        if engine is None or host is None or began_at is None:
            return
        now = (host.clock.now() - began_at).total_seconds() * self._settings.speed
        while engine.run_next(now):
            await self._hand_on()
        engine.route()
        await self._hand_on()

    async def _hand_on(self) -> None:
        if self._engine is not None and self._host is not None:
            for event in self._engine.take():
                await self._host.emit(event)

    async def _posted(self, request: HttpRequest) -> HttpResponse:
        """``POST /simulator/call``: ``{"number", "queue", "ring", "name", "talk_s"}`` answers the call's id."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if not hmac.compare_digest((self._settings.token or "").encode(), given):
            return _json(401, {"error": "a bearer token is needed"})
        try:
            wish = json.loads(request.body)
            number, talk_s = wish.get("number"), float(wish.get("talk_s") or math.inf)
            texts = {name: wish.get(name) for name in ("queue", "ring", "name")}
            if (
                not all(one is None or isinstance(one, str) for one in (number, *texts.values()))
                or talk_s <= 0
            ):
                return _json(
                    400, {"error": "number, queue, ring and name are texts, talk_s a number above 0"}
                )
            if parse_number(number, "GB").kind == "withheld":
                number = None
            call_id = await self.place_call(number, **texts, talk_s=talk_s)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return _json(400, {"error": "the JSON cannot be read"})
        except KnownError as error:
            return _json(409, {"error": error.what})
        return _json(202, {"call_id": call_id})


def _json(status: int, answer: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(status, json.dumps(dict(answer)).encode(), {"content-type": "application/json"})


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise KnownError(
            f"The simulator's setting 'timezone' names no time zone: {name!r}.", todo="Correct it."
        ) from error


def _day_s(settings: Settings, profile: DayProfile, local: datetime) -> float:
    """The time of day the run begins at: as set, else now; a demonstration at night begins at ten."""
    if settings.day_start is not None:
        hours, _, minutes = settings.day_start.partition(":")
        if not hours.isdecimal() or not minutes.isdecimal() or int(hours) > 23 or int(minutes) > 59:
            raise KnownError(
                "The simulator's setting 'day_start' is no time such as 10:00.", todo="Correct it."
            )
        return int(hours) * 3600.0 + int(minutes) * 60.0
    now_s = local.hour * 3600.0 + local.minute * 60.0 + local.second
    is_open = profile.opens_s <= now_s <= profile.closes_s - 3600.0
    return now_s if is_open else A_BUSY_HOUR_S
