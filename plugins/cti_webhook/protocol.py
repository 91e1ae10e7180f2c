"""What an exchange posts, read and checked before anything is done with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email import policy
from email.parser import BytesParser
from typing import Literal, cast, get_args
from urllib.parse import parse_qsl

EventName = Literal["newCall", "answer", "hangup", "dtmf", "rating"]
Direction = Literal["in", "out"]

SCORES = ("1", "2", "3", "4", "5")
LONGEST_ID = 250
LONGEST_FIELD = 500
MOST_USERS = 50
_IDS = ("callId", "origCallId", "xcid")
_FIELDS = (
    *("event", "from", "to", "direction", "queue", "cause", "answeringNumber", "diversion", "dtmf"),
    "score",
    *_IDS,
)
# Who is rung or answers: by name, by id within the account, and by id that is unique everywhere.
_USERS = ("user", "user[]", "userId", "userId[]", "fullUserId", "fullUserId[]")
_E164 = re.compile(r"[1-9]\d{6,14}")
_MOST_VALUES = 6 * MOST_USERS + 50


class Malformed(Exception):
    """The message cannot be used: the status to answer, the field at fault, and why."""

    def __init__(self, status: int, field: str, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Message:
    """One posted event; texts as they came, ``None`` where a field was not sent or empty.

    ``users`` are all that names somebody, of whichever kind. ``diversion`` is the number first dialled of a
    call that was diverted, ``orig_call_id`` the call that this one was passed on from. ``score`` is what the caller
    said of the call, 1 to 5; ``None`` where they were asked and did not say.
    """

    event: EventName
    call_id: str
    direction: Direction | None = None
    caller: str | None = None
    called: str | None = None
    users: tuple[str, ...] = ()
    queue: str | None = None
    cause: str | None = None
    answering_number: str | None = None
    diversion: str | None = None
    orig_call_id: str | None = None
    xcid: str | None = None
    score: int | None = None


def read_message(headers: Mapping[str, str], body: bytes) -> Message:
    """The message in a form or JSON body; raises ``Malformed``."""
    sent_as = headers.get("content-type", "")
    content_type = sent_as.partition(";")[0].strip().lower()
    if content_type in {"application/json", "text/json"} or (not content_type and body[:1] == b"{"):
        values = _from_json(body)
    elif content_type in {"", "application/x-www-form-urlencoded"}:
        values = _from_form(body)
    elif content_type == "multipart/form-data":
        values = _from_parts(sent_as, body)
    else:
        raise Malformed(415, "", "send application/x-www-form-urlencoded or application/json")
    single = {name: values.get(name, [""])[-1].strip() for name in _FIELDS}
    for name, value in single.items():
        if len(value) > (LONGEST_ID if name in _IDS else LONGEST_FIELD):
            raise Malformed(400, name, "is too long")
        if not value.isprintable():
            raise Malformed(400, name, "has characters that cannot be shown")
    event, direction = single["event"], single["direction"]
    if not event:
        raise Malformed(400, "event", "is missing")
    if event not in get_args(EventName):
        raise Malformed(400, "event", "is none of newCall, answer, hangup, dtmf and rating")
    if not single["callId"]:
        raise Malformed(400, "callId", "is missing")
    if direction not in {"", *get_args(Direction)} or (event == "newCall" and not direction):
        raise Malformed(400, "direction", "is neither in nor out")
    if event == "rating" and single["score"] not in {"", *SCORES}:
        raise Malformed(400, "score", "is no whole number from 1 to 5")
    return Message(
        event=cast(EventName, event),
        call_id=single["callId"],
        direction=cast(Direction, direction) if direction else None,
        caller=single["from"] or None,
        called=single["to"] or None,
        users=_users(values),
        queue=single["queue"] or None,
        cause=single["cause"] or None,
        answering_number=single["answeringNumber"] or None,
        diversion=single["diversion"] or None,
        orig_call_id=single["origCallId"] or None,
        xcid=single["xcid"] or None,
        score=int(single["score"]) if event == "rating" and single["score"] else None,
    )


def international(message: Message) -> Message:
    """The message of an exchange that writes every public number as the digits of E.164, without a plus."""
    return replace(
        message,
        caller=_with_plus(message.caller),
        called=_with_plus(message.called),
        diversion=_with_plus(message.diversion),
        answering_number=_with_plus(message.answering_number),
    )


def _with_plus(number: str | None) -> str | None:
    if number is None or not _E164.fullmatch(number):
        return number
    return f"+{number}"


def _users(values: Mapping[str, list[str]]) -> tuple[str, ...]:
    users: dict[str, None] = {}
    for name in _USERS:
        told = [user.strip() for user in values.get(name, [])]
        if len(told) > MOST_USERS or any(len(user) > LONGEST_FIELD for user in told):
            raise Malformed(400, name.removesuffix("[]"), "is too long")
        users |= {user: None for user in told if user}
    return tuple(users)


def _from_form(body: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_VALUES
        )
    except ValueError as error:  # UnicodeDecodeError is one, too.
        raise Malformed(400, "", "the form cannot be read") from error
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _from_parts(content_type: str, body: bytes) -> dict[str, list[str]]:
    """A form in parts, as ``curl --form`` sends it."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    try:
        form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
        parts = list(form.iter_parts()) if form.is_multipart() else []
        if not parts or len(parts) > _MOST_VALUES:
            raise Malformed(400, "", "the form cannot be read")
        values: dict[str, list[str]] = {}
        for part in parts:
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if not isinstance(name, str) or not isinstance(content, bytes):
                raise Malformed(400, "", "the form cannot be read")
            values.setdefault(name, []).append(content.decode("utf-8"))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        # What the parser of the standard library raises over bytes that are no such form.
        raise Malformed(400, "", "the form cannot be read") from error
    return values


def _from_json(body: bytes) -> dict[str, list[str]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(400, "", "the JSON cannot be read") from error
    if not isinstance(found, dict):
        raise Malformed(400, "", "the JSON is no object")
    values: dict[str, list[str]] = {}
    for name, value in found.items():
        if name not in _FIELDS and name not in _USERS:
            continue  # Exchanges send more than we ask for.
        several = value if isinstance(value, list) and name in _USERS else [value]
        for one in several:
            if one is None:
                continue
            if not isinstance(one, str | int) or isinstance(one, bool):
                raise Malformed(400, name, "is not a text")
            values.setdefault(name, []).append(str(one))
    return values
