"""The connector: posted messages in, call events out. It only listens; it can perform nothing."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agent_desktop.plugins.api import (
    AnyAction,
    AnyCallEvent,
    CallConnected,
    CallDialling,
    CallEnded,
    CallLeftQueue,
    CallQueued,
    CallRinging,
    ConnectorHost,
    EndedBy,
    HttpRequest,
    HttpResponse,
    KnownError,
    LeftQueueReason,
    Outcome,
    parse_number,
)

from .directory import agent_named, queue_of_number
from .protocol import Direction, Malformed, Message, read_message

LARGEST_BODY = 65_536
CALLS_REMEMBERED = 10_000

# The causes of the protocol, in the port's words.
_CAUSES = {
    "normalClearing": "normal",
    "busy": "busy",
    "cancel": "cancelled",
    "noAnswer": "no_answer",
    "congestion": "unreachable",
    "notFound": "unknown_number",
    "forwarded": "forwarded",
}
# With these the exchange ended an unanswered call, and the caller did not.
_BY_EXCHANGE = {"busy", "no_answer", "unreachable", "unknown_number", "forwarded"}


@dataclass(slots=True)
class _Call:
    """What was told of a call so far, so that what comes twice or late is known for what it is."""

    direction: Direction = "in"
    caller: str | None = None
    called: str | None = None
    queue: str | None = None
    rung: dict[str, None] = field(default_factory=dict)
    has_begun: bool = False
    answered_by: str | None = None
    is_answered: bool = False
    is_over: bool = False
    is_blocked: bool = False


class CtiWebhook:
    """One exchange, or several with a token each, that post their calls."""

    name = "cti_webhook"
    capabilities: frozenset[str] = frozenset()

    def __init__(self, settings: Mapping[str, object]) -> None:
        self._settings = settings
        self._tokens: dict[str, str] = {}
        self._host: ConnectorHost | None = None
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def start(self, host: ConnectorHost) -> None:
        """Serve ``POST /cti/{token}``; without a token in the settings there is nothing to serve."""
        self._settings = {**self._settings, **host.settings}
        self._tokens = _tokens(self._settings.get("tokens"))
        self._host = host
        if self._tokens:
            host.route_http("/cti/{token}", self._handle, max_body_bytes=LARGEST_BODY)
        else:
            host.logger.info("no token is set, so no exchange can post its calls")

    async def stop(self) -> None:
        """Answer nobody any more."""
        self._host = None

    async def perform(self, action: AnyAction) -> Outcome:  # noqa: ARG002 - the port asks for it
        """Nothing can be done: this protocol only tells."""
        return Outcome.refused("cannot", "This exchange only tells of calls. Use the phone itself.")

    async def _handle(self, request: HttpRequest) -> HttpResponse:
        """Answer one posted message: 200 with what the exchange shall do, or what is wrong with it."""
        host, source = self._host, self._source(request.path_params.get("token", ""))
        if host is None or source is None:
            return _json(404, {"error": "not found"})
        if len(request.body) > LARGEST_BODY:
            return _json(413, {"error": "the message is too long"})
        try:
            message = read_message(request.headers, request.body)
        except Malformed as error:
            return _json(error.status, {"error": error.why, "field": error.field})
        async with self._one_at_a_time:
            call_id, call = self._found(source, message)
            if message.event == "newCall" and (reply := self._reply(message)):
                call.is_blocked = reply.get("action") == "reject"
            else:
                reply = {}
            if not call.is_blocked:
                for event in self._events(host, message, call_id, call, host.clock.now()):
                    await host.emit(event)
        return _json(200, reply)

    def _source(self, token: str) -> str | None:
        """The name the token stands under; every token is compared, in a time that tells nothing."""
        found = None
        for name, known in self._tokens.items():
            if hmac.compare_digest(known.encode(), token.encode()):
                found = name
        return found

    def _found(self, source: str, message: Message) -> tuple[str, _Call]:
        """The call and its id with us: a second exchange's ids must not meet the first one's."""
        is_first = source == next(iter(self._tokens))
        call_id = message.call_id if is_first else f"{source}:{message.call_id}"
        call = self._calls.setdefault(call_id, _Call())
        self._calls.move_to_end(call_id)
        while len(self._calls) > CALLS_REMEMBERED:
            self._calls.popitem(last=False)
        call.direction = message.direction or call.direction
        call.caller = call.caller or _number(message.caller, self._region)
        call.called = call.called or message.called
        call.queue = call.queue or message.queue
        return call_id, call

    @property
    def _region(self) -> str:
        return str(self._settings.get("region", "GB"))

    def _events(
        self, host: ConnectorHost, message: Message, call_id: str, call: _Call, at: datetime
    ) -> list[AnyCallEvent]:
        if call.is_over:
            return []
        agents = host.agents()
        users = [login for user in message.users if (login := agent_named(user, agents))]
        if message.event == "newCall":
            return self._begun(host, users, call_id, call, at)
        if message.event == "answer":
            answering = message.answering_number and agent_named(message.answering_number, agents)
            agent = answering or (users[0] if users else None)
            return self._answered(agent, call_id, call, at)
        return _ended(message.cause, call_id, call, at)

    def _begun(
        self, host: ConnectorHost, users: list[str], call_id: str, call: _Call, at: datetime
    ) -> list[AnyCallEvent]:
        if call.is_answered:
            return []
        events: list[AnyCallEvent] = []
        if call.direction == "out":
            if users and not call.has_begun:
                call.has_begun = True
                call.rung[users[0]] = None
                events.append(
                    CallDialling(
                        call_id=call_id, at=at, agent=users[0], called=call.called or "", caller=call.caller
                    )
                )
            return events
        if not users and (direct := agent_named(call.called or "", host.agents())):
            users = [direct]
        queue = call.queue or queue_of_number(call.called, host.queues(), self._region)
        if queue is None and not users:
            queue = str(self._settings.get("default_queue") or "") or None
        if queue and not call.has_begun:
            call.has_begun = True
            call.queue = queue
            events.append(
                CallQueued(call_id=call_id, at=at, queue=queue, caller=call.caller, called=call.called)
            )
        return events + [self._ring(agent, call_id, call, at) for agent in users if agent not in call.rung]

    def _ring(self, agent: str, call_id: str, call: _Call, at: datetime) -> CallRinging:
        call.has_begun = True
        call.rung[agent] = None
        return CallRinging(call_id=call_id, at=at, agent=agent, caller=call.caller, called=call.called)

    def _answered(self, agent: str | None, call_id: str, call: _Call, at: datetime) -> list[AnyCallEvent]:
        if agent is None and len(call.rung) == 1:
            agent = next(iter(call.rung))
        if call.is_answered and agent in {None, call.answered_by}:
            return []
        events: list[AnyCallEvent] = []
        if agent is not None and not call.has_begun and call.direction == "out":
            call.has_begun = True
            events.append(
                CallDialling(
                    call_id=call_id, at=at, agent=agent, called=call.called or "", caller=call.caller
                )
            )
        elif agent is not None and agent not in call.rung and not call.is_answered:
            events.append(self._ring(agent, call_id, call, at))
        call.is_answered, call.answered_by = True, agent
        return [*events, CallConnected(call_id=call_id, at=at, agent=agent)]

    def _reply(self, message: Message) -> dict[str, str]:
        """What the exchange shall do with a new call: nothing, reject it, or show another number."""
        if message.direction == "in":
            caller = parse_number(message.caller, self._region)
            blocked = {
                parse_number(text, self._region).digits for text in _texts(self._settings.get("blocked"))
            }
            is_blocked = bool(caller.digits) and caller.digits in blocked
            return {"action": "reject", "reason": "busy"} if is_blocked else {}
        called = parse_number(message.called, self._region).digits
        rules = self._settings.get("outbound_caller_ids")
        fits = [
            (prefix, str(number))
            for prefix, number in (rules.items() if isinstance(rules, Mapping) else ())
            if called.startswith(str(prefix).rstrip("*").lstrip("+"))
        ]
        default = self._settings.get("default_caller_id")
        caller_id = max(fits, key=lambda fit: len(str(fit[0])))[1] if fits else str(default or "")
        if not caller_id:
            return {}
        return {"action": "dial", "caller_id": caller_id, "number": message.called or ""}


def _ended(cause: str | None, call_id: str, call: _Call, at: datetime) -> list[AnyCallEvent]:
    call.is_over = True
    word = _CAUSES.get(cause or "normalClearing", "other")
    by: EndedBy = "caller"
    if word in _BY_EXCHANGE and not call.is_answered:
        by = "exchange"
    elif call.direction == "out":
        by = "exchange" if call.is_answered else "agent"
    events: list[AnyCallEvent] = []
    if by == "exchange" and call.direction == "in" and call.queue:
        reason: LeftQueueReason = "overflow" if word == "forwarded" else "timeout"
        events.append(CallLeftQueue(call_id=call_id, at=at, reason=reason))
    return [*events, CallEnded(call_id=call_id, at=at, cause=word, by=by)]


def _tokens(setting: object) -> dict[str, str]:
    """Tokens by name; a single text or a list of them is named by place. Empty ones would let anybody in."""
    if setting is None:
        return {}
    if isinstance(setting, str):
        setting = [setting]
    if isinstance(setting, Mapping):
        found = {str(name): token for name, token in setting.items()}
    elif isinstance(setting, list | tuple):
        found = {str(place): token for place, token in enumerate(setting, 1)}
    else:
        found = {"": None}
    for name, token in found.items():
        if not isinstance(token, str) or not token.strip() or "/" in token:
            raise KnownError(
                f"The CTI webhook's token {name!r} is not a text without '/'.",
                todo="Set 'tokens' in its settings to a long random text for each exchange.",
            )
    return {name: str(token) for name, token in found.items()}


def _texts(setting: object) -> list[str]:
    return [str(one) for one in setting] if isinstance(setting, list | tuple) else []


def _number(text: str | None, region: str) -> str | None:
    """The caller's number as it came, ``None`` for "anonymous" and its kin."""
    return None if parse_number(text, region).kind == "withheld" else text


def _json(status: int, answer: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(status, json.dumps(dict(answer)).encode(), {"content-type": "application/json"})
