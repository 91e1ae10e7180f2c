"""What an exchange posts, read and checked before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args
from urllib.parse import parse_qsl

EventName = Literal["newCall", "answer", "hangup"]
Direction = Literal["in", "out"]

LONGEST_CALL_ID = 250
LONGEST_FIELD = 500
MOST_USERS = 50
_FIELDS = ("event", "from", "to", "direction", "callId", "queue", "cause", "answeringNumber")


class Malformed(Exception):
    """The message cannot be used: the status to answer, the field at fault, and why."""

    def __init__(self, status: int, field: str, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Message:
    """One posted event; texts as they came, ``None`` where a field was not sent or empty."""

    event: EventName
    call_id: str
    direction: Direction | None
    caller: str | None
    called: str | None
    users: tuple[str, ...]
    queue: str | None
    cause: str | None
    answering_number: str | None


def read_message(headers: Mapping[str, str], body: bytes) -> Message:
    """The message in a form-encoded or JSON body; raises ``Malformed``."""
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in {"application/json", "text/json"} or (not content_type and body[:1] == b"{"):
        values = _from_json(body)
    elif content_type in {"", "application/x-www-form-urlencoded"}:
        values = _from_form(body)
    else:
        raise Malformed(415, "", "send application/x-www-form-urlencoded or application/json")
    single = {name: values.get(name, [""])[-1].strip() for name in _FIELDS}
    for name, value in single.items():
        if len(value) > (LONGEST_CALL_ID if name == "callId" else LONGEST_FIELD):
            raise Malformed(400, name, "is too long")
        if not value.isprintable():
            raise Malformed(400, name, "has characters that cannot be shown")
    event, direction = single["event"], single["direction"]
    if not event:
        raise Malformed(400, "event", "is missing")
    if event not in get_args(EventName):
        raise Malformed(400, "event", "is none of newCall, answer and hangup")
    if not single["callId"]:
        raise Malformed(400, "callId", "is missing")
    if direction not in {"", *get_args(Direction)} or (event == "newCall" and not direction):
        raise Malformed(400, "direction", "is neither in nor out")
    users = [user.strip() for name in ("user", "user[]") for user in values.get(name, [])]
    if len(users) > MOST_USERS or any(len(user) > LONGEST_FIELD for user in users):
        raise Malformed(400, "user", "is too long")
    return Message(
        event=cast(EventName, event),
        call_id=single["callId"],
        direction=cast(Direction, direction) if direction else None,
        caller=single["from"] or None,
        called=single["to"] or None,
        users=tuple(dict.fromkeys(user for user in users if user)),
        queue=single["queue"] or None,
        cause=single["cause"] or None,
        answering_number=single["answeringNumber"] or None,
    )


def _from_form(body: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_USERS + 50
        )
    except ValueError as error:  # UnicodeDecodeError is one, too.
        raise Malformed(400, "", "the form cannot be read") from error
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
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
        if name not in _FIELDS and name not in {"user", "user[]"}:
            continue  # Exchanges send more than we ask for.
        several = value if isinstance(value, list) and name.startswith("user") else [value]
        for one in several:
            if one is None:
                continue
            if not isinstance(one, str | int) or isinstance(one, bool):
                raise Malformed(400, name, "is not a text")
            values.setdefault(name, []).append(str(one))
    return values
