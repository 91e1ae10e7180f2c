"""Rules of the site at work: in the transaction of the change that they follow, in order, and never in a circle."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.errors import NotHere
from agent_desktop.core.people import Actor
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.tickets import service_levels
from agent_desktop.features.tickets.model import named_state
from agent_desktop.features.tickets.routing import settle_hand_overs
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.features.tickets.workflow_actions import Plan, carry_out, plan
from agent_desktop.features.tickets.workflow_facts import Facts, Occurrence, name_of, reasons
from agent_desktop.features.tickets.workflow_model import DEEPEST, Rule, changed_fields
from agent_desktop.features.tickets.workflow_tables import workflow_rule, workflow_run

log = logging.getLogger(__name__)

_RULES = (
    sa.select(workflow_rule)
    .where(workflow_rule.c.is_active)
    .order_by(workflow_rule.c.position, workflow_rule.c.id)
)

_ADD_RUN = sa.insert(workflow_run)

RATINGS = ("rating",)
"""Records by which a customer says how it was: ``ticket_id`` and ``score``."""

_HEARD = ("ticket", "ticket_note", *RATINGS)


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule as it stands now."""

    rule_id: str
    name: str
    revision: int
    rule: Rule


def standing_rules(work: Any) -> list[Standing]:
    """The rules that are on, in their order; one that this release cannot read is left out and said in the log."""
    return service_levels.defined(work, _RULES, _standing)


def _standing(rows: list[Row]) -> list[Standing]:
    found = []
    for row in rows:
        try:
            rule = msgspec.convert(row["rule"], Rule)
        except msgspec.ValidationError:
            log.warning("the rule %s cannot be read by this release", row["id"])
            continue
        found.append(Standing(str(row["id"]), row["name"], row["revision"], rule))
    return found


def follow(
    work: CentralWork, actor: Actor, command: Command, touched: Mapping[tuple[str, str], Row | None]
) -> None:
    """Let the rules look at what a command has touched."""
    if not any(entity in _HEARD for entity, _ in touched):
        return
    note_stays(work, touched, command.made_at)
    settle_hand_overs(work, actor, touched)
    rules = standing_rules(work)
    if rules:
        run(work, rules, occurrences(work, touched, command.made_at), actor)


def note_stays(work: CentralWork, touched: Mapping[tuple[str, str], Row | None], at: datetime) -> None:
    """Write down since when each ticket is in its state, where that is another one now."""
    for (entity, entity_id), before in touched.items():
        if entity == "ticket" and before is not None:
            row = work.get("ticket", entity_id)
            if named_state(before) != named_state(row) and row["state_since"] == before["state_since"]:
                work.update("ticket", entity_id, {"state_since": at})


def occurrences(
    work: CentralWork, touched: Mapping[tuple[str, str], Row | None], at: datetime
) -> list[Occurrence]:
    """What happened, for rules: tickets made and changed first, then what was said, then how it was found."""
    found: list[tuple[int, str, Occurrence]] = []
    for (entity, entity_id), before in touched.items():
        if entity not in _HEARD or (entity == "ticket_note" and before is not None):
            continue
        try:
            row = work.get(entity, entity_id)
        except NotHere:  # It is gone again.
            continue
        if entity == "ticket":
            if before is None:
                found.append((0, entity_id, Occurrence("created", entity_id, at)))
            elif changed_fields(before, row):
                found.append((1, entity_id, Occurrence("changed", entity_id, at, before=before)))
        elif entity == "ticket_note":
            found.append((2, entity_id, Occurrence(_kind_of(row), row["ticket_id"], at, note=row)))
        elif row.get("ticket_id") and row.get("score") != (before or {}).get("score"):
            found.append((3, entity_id, Occurrence("rated", row["ticket_id"], at, score=row["score"])))
    return [occurrence for _, _, occurrence in sorted(found, key=lambda one: one[:2])]


def _kind_of(note: Row) -> str:
    if not note["is_public"]:
        return "noted"
    return "customer_wrote" if note["author_id"] is None else "replied"


def run(
    work: CentralWork, rules: list[Standing], happened: Iterable[Occurrence], actor: Actor
) -> list[tuple[str, str]]:
    """Run every rule over what happened and over what that leads to; answers (rule, ticket) of those that acted.

    A rule acts once on a change and on all that follows from it, and at most ``DEEPEST`` follow one upon
    another; what is not done for that reason is in the audit.
    """
    waiting = deque((occurrence, tuple[str, ...]()) for occurrence in happened)
    acted: list[tuple[str, str]] = []
    while waiting:
        occurrence, chain = waiting.popleft()
        try:
            row = work.get("ticket", occurrence.ticket_id)
        except NotHere:
            continue
        for standing in rules:
            if standing.rule.trigger.on != occurrence.on:
                continue
            facts = Facts(work, row, occurrence)
            why = reasons(standing.rule, facts)
            if why is None:
                continue
            made = plan(standing.rule_id, standing.rule, facts)
            if made.is_nothing and not made.remarks:
                continue
            line = _Line(work, standing, facts, made, why, len(chain), actor)
            if (stop := _guard(standing, occurrence, chain, acted)) is not None:
                line.write("stopped", stop)
                continue
            if made.problem is not None:
                line.write("refused", made.problem)
                continue
            waiting.extend((one, (*chain, standing.rule_id)) for one in _do(work, standing, facts, made))
            acted.append((standing.rule_id, occurrence.ticket_id))
            line.write("acted", "; ".join(made.remarks) or None)
            row = work.get("ticket", occurrence.ticket_id)
            if standing.rule.stops:
                break
    return acted


def _guard(
    standing: Standing, occurrence: Occurrence, chain: tuple[str, ...], acted: list[tuple[str, str]]
) -> str | None:
    """Why a rule must not act here, or None."""
    if standing.rule_id in chain or (standing.rule_id, occurrence.ticket_id) in acted:
        return "It has acted on this change already: a rule acts once."
    if len(chain) >= DEEPEST:
        return f"{DEEPEST} rules have followed one upon another: that is enough."
    return None


def _do(work: CentralWork, standing: Standing, facts: Facts, made: Plan) -> list[Occurrence]:
    """Let one rule act; answers what happened by that."""
    ticket_id, at = facts.row["id"], facts.happened.at
    work.told_as("central")
    written = carry_out(work, standing.rule_id, standing.name, made, facts)
    work.told_as(f"rule {standing.name}")
    follow_ups = []
    after = work.get("ticket", ticket_id)
    if changed_fields(facts.row, after):
        follow_ups.append(Occurrence("changed", ticket_id, at, before=facts.row))
    touched: dict[tuple[str, str], Row | None] = {("ticket", ticket_id): facts.row}
    deeds = [deed for deed in made.deeds if deed.kind in {"note", "child"}]
    for new, deed in zip(written, deeds, strict=True):
        if deed.kind == "child":
            touched["ticket", new] = None
            follow_ups.append(Occurrence("created", new, at))
        else:
            note = work.get("ticket_note", new)
            follow_ups.append(Occurrence(_kind_of(note), ticket_id, at, note=note))
    # Its notes are left out: an answer that nobody wrote keeps no promise of one.
    service_levels.follow(work, NOBODY, Command(made_at=at), touched)
    return follow_ups


@dataclass
class _Line:
    """One line of the audit in the making."""

    work: CentralWork
    standing: Standing
    facts: Facts
    made: Plan
    why: list[str]
    depth: int
    actor: Actor

    def write(self, outcome: str, detail: str | None) -> None:
        """Write it down, in the transaction of the change."""
        is_done = outcome == "acted"
        self.work.look(
            _ADD_RUN,
            {
                "at": self.facts.happened.at,
                "rule_id": self.standing.rule_id,
                "revision": self.standing.revision,
                "rule_name": self.standing.name,
                "ticket_id": self.facts.row["id"],
                "happened": self.facts.happened.on,
                "outcome": outcome,
                "why": self.why,
                "changes": told_changes(self.facts, self.made) if is_done else {},
                "deeds": [deed.words for deed in self.made.deeds if deed.words] if is_done else [],
                "detail": detail,
                "depth": self.depth,
                "command_id": self.work.command_id,
                "agent_id": None if self.actor.agent_id == NOBODY.agent_id else self.actor.agent_id,
            },
        )


_SHOWN = {
    "category_id": "category",
    "queue_id": "queue",
    "owner_id": "owner",
}
_UNTOLD = ("state_since", "waits_for", "is_unread", "last_solved_at", "first_solved_at")


def told_changes(facts: Facts, made: Plan) -> dict[str, list[Any]]:
    """What a rule changes, by field with before and after, names in the place of ids."""
    told = {}
    for column, after in made.changes.items():
        if column in _UNTOLD:
            continue
        name = _SHOWN.get(column, column)
        pair = [name_of(facts.read, name, facts.row[column]), name_of(facts.read, name, after)]
        told[name] = msgspec.to_builtins(pair)
    if named_state(facts.row) != named_state(made.row):
        told["state"] = [named_state(facts.row), named_state(made.row)]
    return told
