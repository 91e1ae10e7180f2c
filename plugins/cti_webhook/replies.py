"""What the exchange is answered: in JSON as generic exchanges read it, or in XML as sipgate.io does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from agent_desktop.plugins.api import HttpResponse, parse_number

from .protocol import Message
from .settings import VOICEMAIL, WITHHELD, Dialect, RejectReason, Settings


@dataclass(frozen=True, slots=True)
class Reply:
    """What shall be done with a new call: nothing, reject it, or dial; never both."""

    reject: RejectReason | None = None
    dial: tuple[str, ...] = ()
    caller_id: str = ""

    @property
    def is_to_voicemail(self) -> bool:
        """Whether the caller is sent to leave a message."""
        return self.dial == (VOICEMAIL,)


def reply_to(message: Message, settings: Settings) -> Reply:
    """What a new call is answered by the site's settings."""
    if message.direction == "in":
        if _same(message.caller, settings.blocked, settings.region) is not None:
            return Reply(reject=settings.reject_reason)
        called = _same(message.called, tuple(settings.redirect), settings.region)
        return Reply(dial=settings.redirect[called]) if called is not None else Reply()
    digits = parse_number(message.called, settings.region).digits
    fits = [
        prefix for prefix in settings.outbound_caller_ids if digits.startswith(prefix.rstrip("*").lstrip("+"))
    ]
    rule = settings.outbound_caller_ids[max(fits, key=len)] if fits else settings.default_caller_id
    return Reply(dial=(message.called or "",), caller_id=rule) if rule and message.called else Reply()


def _same(number: str | None, among: Sequence[str], region: str) -> str | None:
    """The one of some numbers that is the same, however either was written."""
    wanted = parse_number(number, region)
    if not wanted.digits:
        return None
    return next((one for one in among if parse_number(one, region).digits == wanted.digits), None)


def response(reply: Reply, dialect: Dialect, *, post_to: str = "", region: str = "GB") -> HttpResponse:
    """A reply as the exchange reads it; ``post_to`` is where it shall post what becomes of the call."""
    if dialect == "xml":
        return HttpResponse(200, _xml(reply, post_to, region).encode(), {"content-type": "application/xml"})
    return as_json(200, _json(reply))


def as_json(
    status: int, answer: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """An answer in JSON."""
    return HttpResponse(
        status, json.dumps(dict(answer)).encode(), {"content-type": "application/json", **(headers or {})}
    )


def _json(reply: Reply) -> dict[str, object]:
    if reply.reject:
        return {"action": "reject", "reason": reply.reject}
    if not reply.dial:
        return {}
    number = reply.dial[0] if len(reply.dial) == 1 else list(reply.dial)
    answer: dict[str, object] = {"action": "dial", "number": number}
    if reply.caller_id:
        # The documentation of the protocol spells it in both ways.
        answer |= {"caller_id": reply.caller_id, "callerId": reply.caller_id}
    return answer


def _xml(reply: Reply, post_to: str, region: str) -> str:
    asked = f" onAnswer={quoteattr(post_to)} onHangup={quoteattr(post_to)}" if post_to else ""
    inner = ""
    if reply.reject:
        inner = f"<Reject reason={quoteattr(reply.reject)}/>"
    elif reply.dial:
        shown = ""
        if reply.caller_id == WITHHELD:
            shown = ' anonymous="true"'
        elif reply.caller_id:
            shown = f" callerId={quoteattr(_e164(reply.caller_id, region))}"
        targets = "".join(
            "<Voicemail/>" if one == VOICEMAIL else f"<Number>{escape(_e164(one, region))}</Number>"
            for one in reply.dial
        )
        inner = f"<Dial{shown}>{targets}</Dial>"
    body = f"<Response{asked}>{inner}</Response>" if inner else f"<Response{asked}/>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'


def _e164(number: str, region: str) -> str:
    """The digits of E.164, as the protocol writes numbers; what is none stays as it was."""
    found = parse_number(number, region)
    return (found.e164 or "").lstrip("+") or found.digits or number
