"""Rules in words: a line for each condition and each action, alike in files and in the window, with names for ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.model import PRIORITIES
from agent_desktop.features.tickets.workflow_model import (
    DEEDS,
    FIELDS,
    NO_VALUE,
    NUMBER,
    OWN_FIELD,
    OWN_OPS,
    YES,
    Action,
    Condition,
)

_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_PART = re.compile(r"(\d+)([smhd])")
_SPAN = re.compile(r"-?(\d+[smhd])+")
_NAMED = {"queue": "queue", "owner": "owner", "category": "category"}
SOMEBODY = ("owner", "followers", "leads")
NEVER_A_LOGIN = ("nobody", "best", "owner")


@dataclass(frozen=True)
class Names:
    """What people call things, by kind (``queue``, ``owner`` by login, ``category`` by path, ``macro`` by key)."""

    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def id_of(self, kind: str, name: str) -> str:
        """The id of a name; raises ``Invalid`` for one that nothing has."""
        known = self.ids.get(kind, {})
        folded = {_folded(one): found for one, found in known.items()}
        if (found := folded.get(_folded(name))) is not None:
            return found
        if name in known.values():
            return name
        what = "person with the login" if kind == "owner" else kind
        raise Invalid(kind, f"There is no {what} “{name}”.", todo=f"Known: {', '.join(sorted(known)[:12])}.")

    def name_of(self, kind: str, known_id: str) -> str:
        """The name of an id; an id that nothing has any more stays as it is."""
        return next((name for name, found in self.ids.get(kind, {}).items() if found == known_id), known_id)


def span_text(seconds: int) -> str:
    """Seconds as ``1d12h``."""
    sign, left, parts = "-" if seconds < 0 else "", abs(seconds), []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return sign + "".join(parts) if parts else "0s"


def read_span(text: str) -> int:
    """``1d12h`` as seconds; raises ``Invalid`` for what is no span."""
    word = text.strip().casefold()
    if not _SPAN.fullmatch(word):
        raise Invalid("after", f"“{text}” is no length of time.", todo="Write 90m, 4h or 1d12h.")
    total = sum(int(count) * _UNITS_S[unit] for count, unit in _PART.findall(word))
    return -total if word.startswith("-") else total


def condition_text(condition: Condition, names: Names) -> str:
    """One condition as a line."""
    value = condition.value
    if condition.op in NO_VALUE:
        return f"{condition.field} {condition.op}"
    kind = _NAMED.get(condition.field.rpartition(".")[2])
    parts = [
        names.name_of(kind, part) if kind else "yes" if part is True else "no" if part is False else str(part)
        for part in (value if isinstance(value, list) else [value])
    ]
    return f"{condition.field} {condition.op} {', '.join(parts)}"


def read_condition(line: str, names: Names) -> Condition:
    """A line as a condition; raises ``Invalid`` with what is wrong with it."""
    name, _, rest = line.strip().partition(" ")
    op, _, text = rest.strip().partition(" ")
    form = FIELDS.get(name)
    if form is None and not name.startswith(OWN_FIELD):
        raise Invalid("conditions", f"There is no field “{name}”.", todo=f"Use one of {', '.join(FIELDS)}.")
    if not op:
        raise Invalid("conditions", f"What about {name}?", todo=f"Write {name} is something.")
    if op in NO_VALUE:
        return Condition(name, op)
    text = text.strip()
    if not text:
        raise Invalid("conditions", f"“{line.strip()}” does not say what.", todo="Write a value after it.")
    kind = _NAMED.get(name.rpartition(".")[2])
    if op in {"in", "not_in"}:
        words = [part.strip() for part in text.split(",") if part.strip()]
        return Condition(name, op, [names.id_of(kind, word) if kind else word for word in words])
    if form == YES:
        if text not in {"yes", "no"}:
            raise Invalid("conditions", f"{name} is yes or no.", todo=f"Write {name} is yes.")
        return Condition(name, op, text == "yes")
    if form == NUMBER or (form is None and op in {"at_least", "at_most"} and op in OWN_OPS):
        return Condition(name, op, _number(text))
    return Condition(name, op, names.id_of(kind, text) if kind else text)


def _number(text: str) -> float:
    try:
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise Invalid("conditions", f"“{text}” is no number.", todo="Write it in figures.") from None


def action_text(action: Action, names: Names) -> str:
    """One action as a line."""
    do, text = action.do, action.text.replace("\n", "\\n")
    queue = f" in {names.name_of('queue', action.queue_id)}" if action.queue_id else ""
    if do in {"note", "reply"}:
        return f"{do}: {text}"
    if do in {"add_tags", "remove_tags"}:
        return f"{do} {', '.join(action.tags)}"
    if do == "add_followers":
        return f"{do} {_people_text(action, names)}"
    if do == "tell":
        return f"tell {_people_text(action, names)}: {text}"
    if do == "escalate":
        return f"escalate {action.to}{queue}: {text}"
    if do == "open_child":
        priority = f" at {action.priority}" if action.priority else ""
        return f"open_child{queue}{priority}: {text}"
    if do == "promise":
        who = f" by {names.name_of('owner', action.to)}" if action.to not in {None, "owner"} else ""
        open_time = " of open time" if action.in_open_time else ""
        return f"promise {action.kind} in {span_text(action.after_s)}{open_time}{who}: {text}"
    to = str(action.to)
    kind = {"set_queue": "queue", "set_category": "category", "macro": "macro", "set_owner": "owner"}.get(do)
    if kind is not None and to not in NEVER_A_LOGIN:
        to = names.name_of(kind, to)
    hold = f" for {span_text(action.after_s)}" if do == "set_state" and action.after_s else ""
    return f"{do} {to}{hold}"


def _people_text(action: Action, names: Names) -> str:
    return ", ".join(who if who in SOMEBODY else names.name_of("owner", who) for who in action.people)


_CHILD = re.compile(r"open_child(?: in (?P<queue>.+?))?(?: at (?P<priority>\w+))?")
_ESCALATE = re.compile(r"escalate (?P<to>\w+)(?: in (?P<queue>.+))?")
_PROMISE = re.compile(r"promise (?P<kind>\w+) in (?P<span>\w+)(?P<open> of open time)?(?: by (?P<who>.+))?")
_STATE = re.compile(r"set_state (?P<to>\w+)(?: for (?P<span>\w+))?")


def read_action(line: str, names: Names) -> Action:
    """A line as an action; raises ``Invalid`` with what is wrong with it."""
    line = line.strip()
    do = re.split(r"[\s:]", line, maxsplit=1)[0]
    if do not in DEEDS:
        raise Invalid("actions", f"There is no deed “{do}”.", todo=f"Use one of {', '.join(DEEDS)}.")
    head, colon, text = line.partition(":")
    if bool(colon) < ("text" in DEEDS[do]):
        raise Invalid("actions", f"“{do}” needs words.", todo=f"Write them after a colon: {do} …: words.")
    head, text = head.strip(), text.strip().replace("\\n", "\n")
    rest = head[len(do) :].strip()
    if do in {"note", "reply"}:
        return Action(do, text=text)
    if do in {"add_tags", "remove_tags"}:
        return Action(do, tags=_parts(line[len(do) :]))
    if do == "add_followers":
        return Action(do, people=_people(rest, names))
    if do == "tell":
        return Action(do, people=_people(rest, names), text=text)
    if do in _READERS:
        pattern, example = _READERS[do]
        match = pattern.fullmatch(head if do != "set_state" else line)
        if match is None:
            raise Invalid("actions", f"“{line}” cannot be read.", todo=f"Write {example}.")
        return _of_match(do, match.groupdict(), text, names)
    whole = line[len(do) :].strip()  # A name may hold a colon.
    if not whole:
        raise Invalid("actions", f"“{do}” does not say what.", todo=f"Write {do} and a value.")
    kind = {"set_queue": "queue", "set_category": "category", "macro": "macro", "set_owner": "owner"}.get(do)
    is_name = kind is not None and whole not in NEVER_A_LOGIN
    return Action(do, to=names.id_of(str(kind), whole) if is_name else whole)


_READERS = {
    "open_child": (_CHILD, "open_child in QUEUE at high: what is to be done"),
    "escalate": (_ESCALATE, "escalate specialist in QUEUE: what is asked for"),
    "promise": (_PROMISE, "promise callback in 4h of open time by LOGIN: what will be done"),
    "set_state": (_STATE, "set_state on_hold for 3d"),
}


def _of_match(do: str, found: Mapping[str, str | None], text: str, names: Names) -> Action:
    queue, who, span = found.get("queue"), found.get("who"), found.get("span")
    priority = found.get("priority")
    if priority is not None and priority not in PRIORITIES:
        raise Invalid("actions", f"“{priority}” is no priority.", todo=f"Use one of {', '.join(PRIORITIES)}.")
    to = found.get("to")
    if who is not None:
        to = who if who == "owner" else names.id_of("owner", who)
    return Action(
        do,
        to=to,
        text=text,
        kind=found.get("kind"),
        queue_id=names.id_of("queue", queue.strip()) if queue else None,
        priority=priority,
        after_s=read_span(span) if span else 0,
        in_open_time=bool(found.get("open")),
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _people(text: str, names: Names) -> list[str]:
    return [who if who in SOMEBODY else names.id_of("owner", who) for who in _parts(text)]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
