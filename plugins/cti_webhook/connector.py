"""The connector: posted messages in, call events out. It only listens; it can perform nothing."""

from __future__ import annotations

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta

from agent_desktop.plugins.api import (
    AnyAction,
    AnyCallEvent,
    CallRated,
    ConnectorHost,
    HttpRequest,
    HttpResponse,
    LeftQueueReason,
    Outcome,
    end_tasks,
    parse_number,
)

from .calls import Call
from .directory import agent_named, queue_of_number
from .limits import Allowance
from .protocol import Malformed, Message, international, read_message
from .replies import Reply, as_json, reply_to, response
from .settings import Settings, read_settings

LARGEST_BODY = 65_536
CALLS_REMEMBERED = 10_000
FORWARDED_WITHIN = timedelta(seconds=30)
"""For so long the leg that a call was forwarded to may take to be told of."""
SWEEP_EVERY_S = 5.0
PATH = "/cti/{token}"


class CtiWebhook:
    """One exchange, or several with a token each, that post their calls."""

    name = "cti_webhook"
    capabilities: frozenset[str] = frozenset()

    def __init__(self, table: Mapping[str, object]) -> None:
        self._table = table
        self._settings = Settings()
        self._host: ConnectorHost | None = None
        self._calls: OrderedDict[str, Call] = OrderedDict()
        self._leg_of: dict[str, tuple[str, str]] = {}
        self._allowances: dict[str, Allowance] = {}
        self._users: dict[str, str] = {}
        self._one_at_a_time = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, host: ConnectorHost) -> None:
        """Serve ``POST /cti/{token}``; without a token in the settings there is nothing to serve."""
        await self.stop()
        self._settings = settings = read_settings({**self._table, **host.settings})
        self._users = {name.strip().lstrip("+"): login for name, login in settings.users.items()}
        self._allowances = {name: Allowance(settings.posts_per_s, settings.burst) for name in settings.tokens}
        for view in host.calls():
            if view.call_id not in self._calls:
                self._remember(Call.taken_over(view), view.call_id)
        self._host = host
        if not settings.tokens:
            host.logger.info("no token is set, so no exchange can post its calls")
            return
        host.route_http(PATH, self._handle, max_body_bytes=LARGEST_BODY)
        self._tasks = [asyncio.create_task(self._sweeping(), name="cti_webhook")]

    async def stop(self) -> None:
        """Answer nobody any more."""
        self._host = None
        running, self._tasks = self._tasks, []
        await end_tasks(running)

    async def perform(self, action: AnyAction) -> Outcome:  # noqa: ARG002 - the port asks for it
        """Nothing can be done: this protocol only tells."""
        return Outcome.refused("cannot", "This exchange only tells of calls. Use the phone itself.")

    # --- messages ---------------------------------------------------------------------------------------

    async def _handle(self, request: HttpRequest) -> HttpResponse:
        """Answer one posted message: 200 with what the exchange shall do, or what is wrong with it."""
        host, token = self._host, request.path_params.get("token", "")
        source = self._source(token)
        if host is None or source is None:
            return as_json(404, {"error": "not found"})
        wait_s = self._allowances[source].take(host.clock.now())
        if wait_s:
            host.logger.warning("the exchange %s posts faster than posts_per_s allows", source)
            return as_json(429, {"error": "too many messages"}, {"retry-after": str(int(wait_s) + 1)})
        if len(request.body) > LARGEST_BODY:
            return as_json(413, {"error": "the message is too long"})
        try:
            message = read_message(request.headers, request.body)
        except Malformed as error:
            return as_json(error.status, {"error": error.why, "field": error.field})
        dialect = self._settings.replies[source]
        if dialect == "xml":
            message = international(message)
        is_new = message.event == "newCall"
        reply = reply_to(message, self._settings) if is_new else Reply()
        if message.event == "rating":
            async with self._one_at_a_time:
                await self._rated(host, source, message)
        elif message.event != "dtmf":  # We ask for no digits, and digits change nothing of a call.
            async with self._one_at_a_time:
                await self._take(host, source, message, reply)
        post_to = self._settings.public_url + PATH.format(token=token) if is_new else ""
        return response(reply, dialect, post_to=post_to, region=self._settings.region)

    def _source(self, token: str) -> str | None:
        """The name the token stands under; every token is compared, in a time that tells nothing."""
        found = None
        for name, known in self._settings.tokens.items():
            if hmac.compare_digest(known.encode(), token.encode()):
                found = name
        return found

    async def _take(self, host: ConnectorHost, source: str, message: Message, reply: Reply) -> None:
        call, leg_id = self._found(source, message)
        if reply.reject:
            call.is_elsewhere = True
        if call.is_elsewhere:
            return
        for event in self._events(host, source, message, reply, call, leg_id):
            await host.emit(event)

    async def _rated(self, host: ConnectorHost, source: str, message: Message) -> None:
        """What the caller said of the call, whichever of its ids it is told under; mostly the call is over by then.

        A call that was told of before we started is the floor's to know: it is named as the exchange names it.
        """
        names = [self._own_id(source, message.call_id)]
        if message.orig_call_id:
            names.append(self._own_id(source, message.orig_call_id))
        if message.xcid:
            names.append(f"{source} xcid {message.xcid}")
        known = next((self._leg_of[name][0] for name in names if name in self._leg_of), None)
        call_id = known or names[1 if message.orig_call_id else 0]
        await host.emit(CallRated(call_id=call_id, at=host.clock.now(), score=message.score))

    def _events(
        self, host: ConnectorHost, source: str, message: Message, reply: Reply, call: Call, leg_id: str
    ) -> list[AnyCallEvent]:
        at = host.clock.now()
        users = self._people(host, message)
        if message.event == "newCall":
            if message.direction != "in" or not reply.dial:
                return call.begun(leg_id, *self._whom(host, message, call, leg_id, users), at)
            # We send it elsewhere: nobody of ours is rung.
            _, queue = self._whom(host, message, call, leg_id, users)
            reason: LeftQueueReason = "voicemail" if reply.is_to_voicemail else "overflow"
            return call.begun(leg_id, [], queue, at) + call.sent_away(reason, at)
        if message.event == "answer":
            number = message.answering_number
            named = (number and self._person(host, number)) or (users[0] if users else None)
            return [] if call.is_sent_away else call.answered(leg_id, named, at)
        may_go_on = self._settings.replies[source] == "xml"
        return call.ended(leg_id, message.cause, at, may_go_on=may_go_on)

    def _whom(
        self, host: ConnectorHost, message: Message, call: Call, leg_id: str, users: list[str]
    ) -> tuple[list[str], str | None]:
        """Whom a call rings, and which queue it waits in."""
        if call.direction == "out":
            return users, None
        if not users and (direct := self._person(host, call.legs[leg_id].called or "")):
            users = [direct]
        region = self._settings.region
        queue = (
            call.queue
            or queue_of_number(message.called, host.queues(), region)
            or queue_of_number(message.diversion, host.queues(), region)
        )
        if queue is None and not users:
            queue = self._settings.default_queue
        return users, queue

    def _people(self, host: ConnectorHost, message: Message) -> list[str]:
        found = (self._person(host, user) for user in message.users)
        return list(dict.fromkeys(login for login in found if login))

    def _person(self, host: ConnectorHost, text: str) -> str | None:
        # Numbers are compared without their plus: the protocol writes them so, and people do not.
        return agent_named(self._users.get(text.strip().lstrip("+"), text), host.agents())

    # --- calls ------------------------------------------------------------------------------------------

    def _found(self, source: str, message: Message) -> tuple[Call, str]:
        """The call and which leg of it is meant; one that nobody told of before is remembered from now on."""
        own = self._own_id(source, message.call_id)
        first = self._own_id(source, message.orig_call_id) if message.orig_call_id else own
        # Another name of the same call; whether it is kept when a call is passed on is told nowhere.
        other = f"{source} xcid {message.xcid}" if message.xcid and first == own else own
        known = next((self._leg_of[name] for name in (own, other) if name in self._leg_of), None)
        if known is None and first in self._leg_of:
            known = self._leg_of[first][0], own
        call_id, leg_id = known or (own, own)
        call = self._calls.get(call_id) or Call(call_id)
        leg_id = call.leg_named(leg_id, is_new=message.event == "newCall")
        self._remember(call, leg_id, own, other)
        leg = call.legs[leg_id]
        leg.called = leg.called or message.called
        call.direction = call.direction if call.has_begun else message.direction or call.direction
        call.caller = call.caller or self._number(message.caller)
        call.called = call.called or message.called
        call.queue = call.queue or message.queue
        return call, leg_id

    def _own_id(self, source: str, call_id: str) -> str:
        """An exchange's id with us: a second exchange's must not meet the first one's."""
        is_first = source == next(iter(self._settings.tokens))
        return call_id if is_first else f"{source}:{call_id}"

    def _remember(self, call: Call, leg_id: str, *names: str) -> None:
        self._calls[call.call_id] = call
        self._calls.move_to_end(call.call_id)
        for name in names or (leg_id,):
            if name not in self._leg_of:
                self._leg_of[name] = (call.call_id, leg_id)
                call.names.append(name)
        if len(self._calls) > CALLS_REMEMBERED:
            _, oldest = self._calls.popitem(last=False)
            for name in oldest.names:
                self._leg_of.pop(name, None)

    def _number(self, text: str | None) -> str | None:
        """The caller's number as it came, ``None`` for "anonymous" and its kin."""
        return None if parse_number(text, self._settings.region).kind == "withheld" else text

    # --- what is never told -----------------------------------------------------------------------------

    async def sweep(self) -> None:
        """End the calls that were forwarded to where nobody told of."""
        host = self._host
        if host is None:
            return
        async with self._one_at_a_time:
            late = host.clock.now() - FORWARDED_WITHIN
            for call in list(self._calls.values()):
                if call.forwarded_at is not None and call.forwarded_at <= late:
                    for event in call.given_up():
                        await host.emit(event)

    async def _sweeping(self) -> None:
        while (host := self._host) is not None:
            await asyncio.sleep(SWEEP_EVERY_S)
            try:
                await self.sweep()
            except Exception:
                host.logger.exception("a look at forwarded calls failed")
