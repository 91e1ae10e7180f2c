"""Rules of the site as values: when this happens and that holds, do these things. Pure: nothing is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.detail_commands import good_tags
from agent_desktop.features.tickets.model import LEVELS, NAMED_STATES, PRIORITIES
from agent_desktop.features.tickets.promises import KINDS as PROMISES

TRIGGERS = (
    "created",
    "changed",
    "customer_wrote",
    "replied",
    "noted",
    "sla_warned",
    "sla_breached",
    "promise_due",
    "time_in_state",
    "rated",
)
"""What a rule may wait for; ``replied`` is our public word, ``noted`` an internal one, ``rated`` the customer's."""

DEEPEST = 5
"""So many rules may follow one upon another; what comes after that is not done and said in the audit."""

MOST_RULES = 200
MOST_PARTS = 30
LONGEST_TEXT = 4_000
LONGEST_WAIT_S = 2 * 366 * 86_400


class Trigger(msgspec.Struct, frozen=True):
    """When a rule is looked at.

    ``fields`` narrows ``changed`` to some of the ticket's fields. ``states`` and ``after_s`` are of
    ``time_in_state``; of ``promise_due`` ``after_s`` says how long after the due time, less than 0 before it.
    ``in_open_time`` counts ``after_s`` by the ticket's calendar.
    """

    on: str
    fields: list[str] = []
    states: list[str] = []
    after_s: int = 0
    in_open_time: bool = False


class Condition(msgspec.Struct, frozen=True):
    """One claim about the ticket, its customer, the hour, or what happened; ``FIELDS`` says which and how."""

    field: str
    op: str
    value: Any = None


class Action(msgspec.Struct, frozen=True):
    """One thing that is done; ``DEEDS`` says which parts each kind of deed needs.

    ``to`` is a state, a priority, an id, a level, or a word for somebody: ``nobody``, ``best`` (as the queue
    hands out), ``owner``. ``people`` are ids, or ``owner``, ``followers`` and ``leads``.
    """

    do: str
    to: str | None = None
    tags: list[str] = []
    people: list[str] = []
    text: str = ""
    kind: str | None = None
    queue_id: str | None = None
    priority: str | None = None
    after_s: int = 0
    in_open_time: bool = False


class Rule(msgspec.Struct, frozen=True):
    """One rule whole: ``all_of`` must hold, and one of ``any_of`` where there are any.

    ``stops`` keeps the rules after it from looking at the same occurrence once it has acted.
    """

    trigger: Trigger
    actions: list[Action]
    all_of: list[Condition] = []
    any_of: list[Condition] = []
    stops: bool = False


TEXT, WORD, LIST, NUMBER, YES, TREE, TIME = "text", "word", "list", "number", "yes_no", "tree", "time"

FIELDS: Mapping[str, str] = {
    "state": WORD,
    "priority": WORD,
    "category": TREE,
    "queue": WORD,
    "owner": WORD,
    "team": WORD,
    "level": WORD,
    "channel": WORD,
    "topic": TEXT,
    "subject": TEXT,
    "product": TEXT,
    "lot": TEXT,
    "order": WORD,
    "organisation": WORD,
    "tags": LIST,
    "followers": LIST,
    "is_unread": YES,
    "spent_s": NUMBER,
    "age_s": NUMBER,
    "sla.state": WORD,
    "sla.kind": WORD,
    "before.state": WORD,
    "before.priority": WORD,
    "before.queue": WORD,
    "before.owner": WORD,
    "before.category": TREE,
    "before.level": WORD,
    "customer": WORD,
    "customer.segment": WORD,
    "customer.value_minor": NUMBER,
    "customer.country": WORD,
    "customer.kind": WORD,
    "customer.tags": LIST,
    "customer.languages": LIST,
    "note.text": TEXT,
    "rating.score": NUMBER,
    "promise.kind": WORD,
    "hours.is_open": YES,
    "hours.weekday": WORD,
    "hours.time": TIME,
    "owner.is_present": YES,
}
"""What a condition may be about, and of which form it is. A category's own fields are ``fields.<key>``.

``customer.value_minor`` is what the customer has ordered in the last 365 days; ``hours.…`` are those of the ticket's
calendar, on its own wall: weekdays are 0 for Monday to 6, a time is ``08:30``.
"""

OWN_FIELD = "fields."

OPS: Mapping[str, tuple[str, ...]] = {
    TEXT: ("is", "is_not", "contains", "contains_not", "is_set", "is_not_set"),
    WORD: ("is", "is_not", "in", "not_in", "is_set", "is_not_set"),
    LIST: ("has", "has_not", "is_set", "is_not_set"),
    NUMBER: ("is", "is_not", "at_least", "at_most", "is_set", "is_not_set"),
    YES: ("is",),
    TREE: ("is", "is_not", "within", "not_within", "is_set", "is_not_set"),
    TIME: ("at_least", "at_most"),
}
"""Which claims there are about each form; ``within`` is a category or one that lies in it."""

OWN_OPS = tuple(dict.fromkeys((*OPS[TEXT], *OPS[NUMBER])))
NO_VALUE = ("is_set", "is_not_set")

DEEDS: Mapping[str, tuple[str, ...]] = {
    "set_state": ("to",),
    "set_priority": ("to",),
    "set_category": ("to",),
    "set_queue": ("to",),
    "set_team": ("to",),
    "set_owner": ("to",),
    "add_tags": ("tags",),
    "remove_tags": ("tags",),
    "add_followers": ("people",),
    "note": ("text",),
    "reply": ("text",),
    "macro": ("to",),
    "open_child": ("text",),
    "promise": ("text", "kind", "after_s"),
    "tell": ("people", "text"),
    "escalate": ("to", "text"),
}
"""Every kind of deed with the parts of ``Action`` it cannot do without."""

WATCHED = (
    "state",
    "waits_for",
    "priority",
    "category_id",
    "queue_id",
    "owner_id",
    "team",
    "level",
    "subject",
    "topic",
    "product",
    "lot",
    "tags",
    "followers",
    "fields",
    "due_at",
    "organisation_id",
    "customer_id",
    "order_id",
    "checklist",
    "hold_until",
)
"""Columns whose change is a change to the rules; what clocks and reading leave on a ticket is none."""

_NAMED = {"category": "category_id", "queue": "queue_id", "owner": "owner_id"}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields, as rules name them, that are others now."""
    back = {column: name for name, column in _NAMED.items()}
    found = {
        "state" if name == "waits_for" else back.get(name, name)
        for name in WATCHED
        if before.get(name) != after.get(name)
    }
    return sorted(found)


def holds(condition: Condition, value: Any, line: Iterable[str] = ()) -> bool:
    """Whether a claim is true of a value; ``line`` is a category with those it lies in."""
    wanted, op = condition.value, condition.op
    if op in NO_VALUE:
        return (value in (None, "", [], False)) == (op == "is_not_set")
    if op in {"within", "not_within"}:
        return (wanted in set(line)) == (op == "within")
    if op in {"has", "has_not"}:
        parts = {_folded(part) for part in value or ()}
        return (_folded(wanted) in parts) == (op == "has")
    if op in {"contains", "contains_not"}:
        return (_folded(wanted) in _folded(value or "")) == (op == "contains")
    if op in {"in", "not_in"}:
        return (_folded(value) in {_folded(part) for part in wanted}) == (op == "in")
    if op in {"at_least", "at_most"}:
        return value is not None and bool(value >= wanted if op == "at_least" else value <= wanted)
    return bool(_folded(value) == _folded(wanted)) == (op == "is")


def _folded(value: Any) -> Any:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def checked(rule: Rule) -> Rule:
    """The rule as it is kept; raises ``Invalid`` with the part that makes no sense and why."""
    _check_trigger(rule.trigger)
    for condition in (*rule.all_of, *rule.any_of):
        _check_condition(condition, rule.trigger.on)
    if not rule.actions:
        raise Invalid("actions", "A rule that does nothing is none.", todo="Give it an action.")
    if len(rule.actions) > MOST_PARTS or len(rule.all_of) + len(rule.any_of) > MOST_PARTS:
        raise Invalid("actions", f"A rule has at most {MOST_PARTS} conditions and as many actions.")
    for action in rule.actions:
        _check_action(action)
    return rule


def _check_trigger(trigger: Trigger) -> None:
    if trigger.on not in TRIGGERS:
        raise Invalid("trigger", f"“{trigger.on}” never happens.", todo=f"Use one of {', '.join(TRIGGERS)}.")
    if trigger.fields and trigger.on != "changed":
        raise Invalid("trigger", "Only a change is of certain fields.", todo="Leave the fields away.")
    known = {name for name in FIELDS if "." not in name}
    if unknown := sorted(set(trigger.fields) - known):
        raise Invalid("trigger", f"A ticket has no field {unknown[0]}.", todo="Name one of its fields.")
    if abs(trigger.after_s) > LONGEST_WAIT_S:
        raise Invalid("trigger", "A rule waits for two years at most.")
    if trigger.on == "time_in_state":
        if not trigger.states or set(trigger.states) - set(NAMED_STATES) or trigger.after_s <= 0:
            raise Invalid(
                "trigger",
                "Time in a state needs states and how long.",
                todo=f"One of {', '.join(NAMED_STATES)}.",
            )
    elif trigger.states or (trigger.after_s and trigger.on != "promise_due"):
        raise Invalid("trigger", f"“{trigger.on}” has no states and no time to wait.")


def _check_condition(condition: Condition, on: str) -> None:
    form = FIELDS.get(condition.field)
    is_own = condition.field.startswith(OWN_FIELD) and len(condition.field) > len(OWN_FIELD)
    if form is None and not is_own:
        raise Invalid("conditions", f"There is no field “{condition.field}”.", todo="See docs/tickets.md.")
    ops = OWN_OPS if form is None else OPS[form]
    if condition.op not in ops:
        raise Invalid(
            "conditions",
            f"“{condition.field}” cannot be “{condition.op}”.",
            todo=f"Use one of {', '.join(ops)}.",
        )
    if condition.field.startswith("note.") and on not in {"customer_wrote", "replied", "noted"}:
        raise Invalid("conditions", f"There is no note where “{on}” is waited for.")
    if condition.field == "rating.score" and on != "rated":
        raise Invalid("conditions", f"There is no rating where “{on}” is waited for.")
    if condition.field.startswith("promise.") and on != "promise_due":
        raise Invalid("conditions", f"There is no promise where “{on}” is waited for.")
    if condition.op not in NO_VALUE:
        _check_value(condition, form)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    TEXT: lambda value: isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT,
    WORD: lambda value: isinstance(value, str) and bool(value),
    LIST: lambda value: isinstance(value, str) and bool(value.strip()),
    NUMBER: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    YES: lambda value: isinstance(value, bool),
    TREE: lambda value: isinstance(value, str) and bool(value),
    TIME: lambda value: isinstance(value, str) and len(value) == 5 and value[2] == ":",
}
_CHOICES: Mapping[str, Iterable[str]] = {
    "state": NAMED_STATES,
    "before.state": NAMED_STATES,
    "priority": PRIORITIES,
    "before.priority": PRIORITIES,
    "level": LEVELS,
    "before.level": LEVELS,
    "promise.kind": PROMISES,
    "hours.weekday": tuple("0123456"),
}


def _check_value(condition: Condition, form: str | None) -> None:
    wrong = Invalid("conditions", f"“{condition.value}” is no value of “{condition.field}”.")
    if form is None:
        if condition.op in {"at_least", "at_most"} and not _FITS[NUMBER](condition.value):
            raise wrong
        return
    values = condition.value if condition.op in {"in", "not_in"} else [condition.value]
    if not isinstance(values, list) or not values or not all(_FITS[form](value) for value in values):
        raise wrong
    choices = _CHOICES.get(condition.field)
    if choices is not None and set(values) - set(choices):
        raise wrong


def _check_action(action: Action) -> None:
    needed = DEEDS.get(action.do)
    if needed is None:
        raise Invalid("actions", f"There is no deed “{action.do}”.", todo=f"Use one of {', '.join(DEEDS)}.")
    for name in needed:
        if not getattr(action, name):
            raise Invalid("actions", f"“{action.do}” needs {name}.", todo="Say it.")
    choices: Mapping[str, Iterable[str]] = {
        "set_state": NAMED_STATES,
        "set_priority": PRIORITIES,
        "escalate": LEVELS,
    }
    if action.do in choices and str(action.to) not in choices[action.do]:
        raise Invalid("actions", f"“{action.to}” is nothing to {action.do.replace('_', ' ')}.")
    if action.do == "promise" and (action.kind not in PROMISES or action.after_s <= 0):
        raise Invalid("actions", f"A promise is one of {', '.join(PROMISES)}, and for a time to come.")
    if action.priority is not None and action.priority not in PRIORITIES:
        raise Invalid("actions", f"“{action.priority}” is no priority.")
    if len(action.text) > LONGEST_TEXT or abs(action.after_s) > LONGEST_WAIT_S:
        raise Invalid("actions", "That is too long.")
    good_tags(action.tags)
