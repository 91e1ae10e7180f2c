"""What a rule does: thought through first without writing anything, then carried out whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from agent_desktop.core.ids import make_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.query import Read
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.tickets.assignment import ORDER, choose
from agent_desktop.features.tickets.commands import CreateTicket, create
from agent_desktop.features.tickets.detail_commands import good_tags, link_id
from agent_desktop.features.tickets.fields import missing_fields
from agent_desktop.features.tickets.macros import Changes, filled
from agent_desktop.features.tickets.macros import plan as macro_plan
from agent_desktop.features.tickets.model import LEVELS, kept_state, may_become, named_state
from agent_desktop.features.tickets.numbers import own_number
from agent_desktop.features.tickets.presence import is_here
from agent_desktop.features.tickets.promise_tables import macro
from agent_desktop.features.tickets.promises import new_promise
from agent_desktop.features.tickets.routing import candidates, hand_over, need_of
from agent_desktop.features.tickets.routing_tables import queue_routing
from agent_desktop.features.tickets.tables import ticket_category
from agent_desktop.features.tickets.workflow_facts import Facts, name_of
from agent_desktop.features.tickets.workflow_model import Action, Rule
from agent_desktop.features.workforce.tables import agent

OVER = ("solved", "closed")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing beside the ticket's own fields: a note, a child, a promise, a notice."""

    kind: str
    words: str
    values: Mapping[str, Any]


@dataclass
class Plan:
    """What a rule would do to a ticket now; ``problem`` says why it cannot, and then it does nothing."""

    row: Row
    """The ticket as it would be."""
    changes: Row = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    problem: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing left to do."""
        return not self.changes and not self.deeds and self.problem is None

    def set(self, **values: Any) -> None:
        """Set columns of the ticket; what holds the value already stays out."""
        for name, value in values.items():
            if self.row[name] != value:
                self.changes[name] = value
                self.row[name] = value


def plan(rule_id: str, rule: Rule, facts: Facts) -> Plan:
    """Think a rule through; reads, and writes nothing."""
    made = Plan(dict(facts.row))
    for action in rule.actions:
        _STEPS[action.do](made, action, facts, rule_id)
        if made.problem is not None:
            return Plan(dict(facts.row), problem=made.problem)
    # What is there and back again is no change.
    made.changes = {name: value for name, value in made.changes.items() if facts.row[name] != value}
    return made


Step = Callable[[Plan, Action, Facts, str], None]


def _state(made: Plan, action: Action, facts: Facts, _rule_id: str) -> None:
    _to_state(made, str(action.to), facts, timedelta(seconds=action.after_s) if action.after_s else None)


def _to_state(made: Plan, name: str, facts: Facts, hold: timedelta | None = None) -> None:
    now, at = named_state(made.row), facts.happened.at
    if name == now:
        return
    if not may_become(now, name):
        made.problem = f"A ticket that is {now} cannot become {name}."
        return
    state, waits_for = kept_state(name)
    if state == "solved":
        category = _by_id(facts.read, ticket_category, made.row["category_id"])
        missing = missing_fields(category["fields"], made.row["fields"]) if category else []
        if missing:
            made.problem = f"Before it is solved this ticket needs: {', '.join(missing)}."
            return
        made.set(last_solved_at=at, first_solved_at=made.row["first_solved_at"] or at)
    hold_until = at + hold if hold is not None and state == "on_hold" else None
    made.set(state=state, waits_for=waits_for, hold_until=hold_until, state_since=at)


def _column(column: str) -> Step:
    def step(made: Plan, action: Action, _facts: Facts, _rule_id: str) -> None:
        made.set(**{column: action.to})

    return step


def _owner(made: Plan, action: Action, facts: Facts, _rule_id: str) -> None:
    if made.row["state"] in OVER:
        made.problem = f"A ticket that is {made.row['state']} is handed to nobody."
    elif action.to == "nobody":
        made.set(owner_id=None)
    elif action.to == "best":
        _to_best(made, facts)
    elif is_here(facts.read, str(action.to)):
        _to_owner(made, str(action.to), facts)
    else:
        made.remarks.append(f"{name_of(facts.read, 'owner', action.to)} is away: the owner stays.")


def _to_best(made: Plan, facts: Facts) -> None:
    if made.row["owner_id"] is not None:
        return
    routing = facts.read.by_id(queue_routing, made.row["queue_id"])
    order = routing["criteria"] if routing else ORDER
    found = candidates(facts.read, made.row["queue_id"])
    choice = choose(need_of(facts.read, made.row), found, order)
    if choice.agent_id is None:
        made.remarks.append("Nobody of its queue is there and has room: it stays with the queue.")
    else:
        _to_owner(made, choice.agent_id, facts)


def _to_owner(made: Plan, agent_id: str, facts: Facts) -> None:
    if made.row["owner_id"] == agent_id:
        return
    made.set(owner_id=agent_id, is_unread=True)
    if made.row["state"] == "new":
        made.set(state="open", state_since=facts.happened.at)
    made.deeds.append(Deed("hand_over", "", {"agent_id": agent_id}))


def _add_tags(made: Plan, action: Action, _facts: Facts, _rule_id: str) -> None:
    made.set(tags=sorted(set(made.row["tags"] or ()) | set(good_tags(action.tags))) or None)


def _remove_tags(made: Plan, action: Action, _facts: Facts, _rule_id: str) -> None:
    made.set(tags=sorted(set(made.row["tags"] or ()) - set(good_tags(action.tags))) or None)


def _followers(made: Plan, action: Action, facts: Facts, _rule_id: str) -> None:
    made.set(followers=sorted(set(made.row["followers"] or ()) | set(_people(made, action, facts))) or None)


def _note(made: Plan, action: Action, facts: Facts, rule_id: str) -> None:
    _say(made, facts, rule_id, action.text, is_public=action.do == "reply")


def _say(made: Plan, facts: Facts, rule_id: str, text: str, *, is_public: bool) -> None:
    said = filled(facts.read, rule_id, made.row, text)
    words = f"{'reply' if is_public else 'note'}: {_short(said)}"
    made.deeds.append(Deed("note", words, {"text": said, "is_public": is_public}))
    if made.row["owner_id"] is not None:
        made.set(is_unread=True)


def _macro(made: Plan, action: Action, facts: Facts, rule_id: str) -> None:
    found = _by_id(facts.read, macro, action.to)
    if found is None or not found["is_active"]:
        made.problem = "Its macro is not used any more."
        return
    changes = msgspec.structs.replace(msgspec.convert(found["changes"], Changes), take=False)
    values = macro_plan(made.row, changes, rule_id)
    state = values.pop("state", None)
    made.set(**values)
    if (found["reply"] or "").strip():
        _say(made, facts, rule_id, found["reply"], is_public=found["is_public"])
    if state is not None:
        _to_state(made, state, facts)


def _child(made: Plan, action: Action, facts: Facts, rule_id: str) -> None:
    subject = filled(facts.read, rule_id, made.row, action.text).strip()
    values = {
        "subject": subject,
        "queue_id": action.queue_id or made.row["queue_id"],
        "priority": action.priority or made.row["priority"],
    }
    made.deeds.append(Deed("child", f"child ticket: {_short(subject)}", values))


def _promise(made: Plan, action: Action, facts: Facts, rule_id: str) -> None:
    owner_id = made.row["owner_id"] if action.to in {None, "owner"} else action.to
    if owner_id is None:
        made.problem = "A promise needs an owner, and nobody owns this ticket."
        return
    at, wait_s = facts.happened.at, float(action.after_s)
    due_at = facts.calendar().after(at, wait_s) if action.in_open_time else at + timedelta(seconds=wait_s)
    if due_at is None:
        made.problem = "The calendar does not open for so long: nothing can be promised."
        return
    zone = facts.customer().get("time_zone") or str(facts.calendar().zone.key)
    text = filled(facts.read, rule_id, made.row, action.text)
    values = {
        "kind": action.kind,
        "text": text,
        "owner_id": owner_id,
        "due_at": due_at,
        "time_zone": _zone(zone),
    }
    made.deeds.append(Deed("promise", f"promise: {_short(text)}", values))


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def _tell(made: Plan, action: Action, facts: Facts, rule_id: str) -> None:
    people = _people(made, action, facts)
    if not people:
        made.remarks.append("There is nobody to tell.")
        return
    text = filled(facts.read, rule_id, made.row, action.text)
    names = ", ".join(str(name_of(facts.read, "owner", agent_id)) for agent_id in people)
    made.deeds.append(Deed("tell", f"told {names}: {_short(text)}", {"text": text, "people": people}))


def _people(made: Plan, action: Action, facts: Facts) -> list[str]:
    found: set[str] = set()
    for who in action.people:
        if who == "owner":
            found |= {made.row["owner_id"]} - {None}
        elif who == "followers":
            found |= set(made.row["followers"] or ())
        elif who == "leads":
            found |= set(_leads(facts.read, made.row["queue_id"]))
        else:
            found.add(who)
    return sorted(found)


def _leads(read: Read, queue_id: str) -> list[str]:
    """The supervisors of a queue."""
    rows = read.execute(sa.select(agent.c.id, agent.c.roles, agent.c.queues).where(agent.c.is_active))
    return [str(row.id) for row in rows if Role.SUPERVISOR in row.roles and queue_id in row.queues]


def _escalate(made: Plan, action: Action, facts: Facts, rule_id: str) -> None:
    if made.row["state"] in OVER:
        made.problem = f"A ticket that is {made.row['state']} is handed to nobody."
        return
    level = str(action.to)
    if LEVELS.index(level) <= LEVELS.index(made.row["level"] or LEVELS[0]):
        return
    _say(made, facts, rule_id, action.text, is_public=False)
    made.set(level=level, owner_id=None, is_unread=True, queue_id=action.queue_id or made.row["queue_id"])
    if named_state(made.row) != "open":
        made.set(state="open", waits_for=None, hold_until=None, state_since=facts.happened.at)


_STEPS: Mapping[str, Step] = {
    "set_state": _state,
    "set_priority": _column("priority"),
    "set_category": _column("category_id"),
    "set_queue": _column("queue_id"),
    "set_team": _column("team"),
    "set_owner": _owner,
    "add_tags": _add_tags,
    "remove_tags": _remove_tags,
    "add_followers": _followers,
    "note": _note,
    "reply": _note,
    "macro": _macro,
    "open_child": _child,
    "promise": _promise,
    "tell": _tell,
    "escalate": _escalate,
}


def carry_out(work: CentralWork, rule_id: str, rule_name: str, made: Plan, facts: Facts) -> list[str]:
    """Write what was planned; answers the ids of the notes and of the children that were made."""
    ticket_id, at = facts.row["id"], facts.happened.at
    actor = Actor(rule_id, rule_id)
    if made.changes:
        work.update("ticket", ticket_id, made.changes)
    written = []
    for place, deed in enumerate(made.deeds):
        new = _id_of(work.command_id, rule_id, ticket_id, place, at.timestamp())
        values = deed.values
        if deed.kind == "hand_over":
            hand_over(work, ticket_id, values["agent_id"], at)
        elif deed.kind == "note":
            row = {"id": new, "ticket_id": ticket_id, "customer_id": made.row["customer_id"], **values}
            work.insert("ticket_note", {**row, "author_id": rule_id, "written_at": at})
            written.append(new)
        elif deed.kind == "child":
            _open_child(work, actor, new, made.row, facts, values)
            written.append(new)
        elif deed.kind == "promise":
            whose = {"ticket_id": ticket_id, "customer_id": made.row["customer_id"]}
            new_promise(work, actor, at, {"id": new, **values, **whose})
        else:
            _give_notice(work, rule_id, rule_name, made.row, facts, place, values)
    return written


def _open_child(
    work: CentralWork, actor: Actor, new: str, row: Row, facts: Facts, values: Mapping[str, Any]
) -> None:
    number = own_number(work)
    kept = ("customer_id", "channel", "order_id", "organisation_id", "product", "lot")
    at = facts.happened.at
    parts = {name: row[name] for name in kept} | dict(values)
    create(work, actor, CreateTicket(made_at=at, ticket_id=new, number=number, **parts))
    work.insert(
        "ticket_link",
        {
            "id": link_id(new, row["id"], "parent"),
            "ticket_id": new,
            "other_id": row["id"],
            "kind": "parent",
            "customer_id": row["customer_id"],
            "is_linked": True,
            "changed_by": actor.agent_id,
        },
    )


def _give_notice(
    work: CentralWork,
    rule_id: str,
    rule_name: str,
    row: Row,
    facts: Facts,
    place: int,
    values: Mapping[str, Any],
) -> None:
    at = facts.happened.at
    for agent_id in values["people"]:
        work.insert(
            "notice",
            {
                "id": _id_of(work.command_id, rule_id, row["id"], place, at.timestamp(), agent_id),
                "agent_id": agent_id,
                "text": values["text"],
                "said_by": rule_name,
                "ticket_id": row["id"],
                "customer_id": row["customer_id"],
                "told_at": at,
            },
        )


def _id_of(*parts: object) -> str:
    """An id that the same rule gives at the same change, whenever that is run."""
    digest = sha256(" ".join(str(part) for part in parts).encode()).digest()
    unix_ms = int(float(str(parts[4])) * 1000)
    return make_id(unix_ms, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def _by_id(read: Read, table: sa.Table, record_id: str | None) -> Row | None:
    return read.by_id(table, record_id) if record_id is not None else None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"
