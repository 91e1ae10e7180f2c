"""Rules of the site: said by leads, each word of them kept, asked for with what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid, NotHere, Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.tickets.category_commands import upsert
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.tickets.workflow_model import MOST_RULES, Rule, checked
from agent_desktop.features.tickets.workflow_tables import (
    notice,
    workflow_revision,
    workflow_rule,
    workflow_run,
)
from agent_desktop.features.workforce.tables import agent

MOST_RUNS = 1_000


class SaveRule(Command, frozen=True, kw_only=True):
    """Make a rule, or say anew what it does; what it said before is kept, and what it did says which it was."""

    rule_id: str
    name: str
    rule: Rule
    position: int = 0
    is_active: bool = True


class SwitchRule(Command, frozen=True, kw_only=True):
    """Let a rule act, or no longer."""

    rule_id: str
    is_active: bool


class OrderRules(Command, frozen=True, kw_only=True):
    """Say in which order the rules look at a change; those that are not named come after, as they were."""

    rule_ids: list[str]


class ReadNotice(Command, frozen=True, kw_only=True):
    """I have looked at this."""

    notice_id: str


class RuleView(msgspec.Struct, frozen=True):
    """One rule."""

    rule_id: str
    name: str
    position: int
    revision: int
    rule: Rule
    is_active: bool


class Rules(Query[list[RuleView]], frozen=True, kw_only=True):
    """Every rule in the order they look at a change, those that are off too."""


class RevisionView(msgspec.Struct, frozen=True):
    """What a rule said once; ``saved_by`` None is the program itself."""

    revision: int
    name: str
    rule: Rule
    is_active: bool
    saved_by: str | None
    saved_at: datetime


class RuleRevisions(Query[list[RevisionView]], frozen=True, kw_only=True):
    """Everything a rule ever said, the newest first."""

    rule_id: str


class RunView(msgspec.Struct, frozen=True):
    """One time a rule acted, or was kept from it: what happened, why, and what it changed and did."""

    n: int
    at: datetime
    rule_id: str
    rule_name: str
    revision: int
    ticket_id: str
    number: int | None
    subject: str | None
    happened: str
    outcome: str
    why: list[str]
    changes: dict[str, list[Any]]
    deeds: list[str]
    detail: str | None
    depth: int
    who: str | None


class RuleRuns(Query[list[RunView]], frozen=True, kw_only=True):
    """What rules did, the newest first; of one rule or one ticket where it is named, before ``before`` where given."""

    rule_id: str | None = None
    ticket_id: str | None = None
    before: int | None = None
    limit: int = 200


class NoticeView(msgspec.Struct, frozen=True):
    """Something a rule told somebody."""

    notice_id: str
    text: str
    said_by: str
    ticket_id: str | None
    number: int | None
    told_at: datetime


class MyNotices(Query[list[NoticeView]], frozen=True, kw_only=True):
    """What I was told and have not looked at, the oldest first."""

    agent_id: str


def _save(work: Work, _actor: Actor, c: SaveRule) -> None:
    if not c.name.strip():
        raise Refused("malformed", "A rule needs a name.")
    try:
        rule = checked(c.rule)
    except Invalid as problem:
        raise Refused(
            "malformed", problem.what, kept="The rule stays as it was.", todo=problem.todo
        ) from None
    try:
        revision = work.get("workflow_rule", c.rule_id)["revision"] + 1
    except NotHere:
        revision = 1
    values: Row = {
        "name": c.name.strip(),
        "position": c.position,
        "revision": revision,
        "rule": msgspec.to_builtins(rule),
        "is_active": c.is_active,
    }
    upsert(work, "workflow_rule", c.rule_id, values)


def _switch(work: Work, _actor: Actor, c: SwitchRule) -> None:
    row = work.get("workflow_rule", c.rule_id)
    if row["is_active"] != c.is_active:
        values = {"is_active": c.is_active, "revision": row["revision"] + 1}
        work.update("workflow_rule", c.rule_id, values)


def _order(work: Work, _actor: Actor, c: OrderRules) -> None:
    if len(set(c.rule_ids)) < len(c.rule_ids):
        raise Refused("malformed", "Each rule has one place.")
    for place, rule_id in enumerate(c.rule_ids):
        work.update("workflow_rule", rule_id, {"position": (place + 1) * 10})


def _read_notice(work: Work, actor: Actor, c: ReadNotice) -> None:
    row = work.get("notice", c.notice_id)
    if row["agent_id"] == actor.agent_id and row["read_at"] is None:
        work.update("notice", c.notice_id, {"read_at": c.made_at})


def _keep_revision(work: CentralWork, actor: Actor, c: SaveRule | SwitchRule) -> None:
    count = work.execute(sa.select(sa.func.count()).select_from(workflow_rule)).scalar_one()
    if count > MOST_RULES:
        raise Refused("too_many", f"A site has at most {MOST_RULES} rules.", todo="Make one of two.")
    keep_revision(work, c.rule_id, actor.agent_id)


def keep_revision(work: CentralWork, rule_id: str, saved_by: str | None) -> None:
    """Keep what a rule says now."""
    row = work.get("workflow_rule", rule_id)
    known = {name: row[name] for name in ("revision", "name", "rule", "is_active")}
    same = (workflow_revision.c.rule_id == rule_id, workflow_revision.c.revision == row["revision"])
    if work.execute(sa.select(workflow_revision.c.revision).where(*same)).first() is None:
        kept = {"rule_id": rule_id, **known, "saved_by": saved_by, "saved_at": work.recorded_at}
        work.execute(sa.insert(workflow_revision).values(kept))


def _rules(read: Read, _actor: Actor, _query: Rules) -> list[RuleView]:
    c = workflow_rule.c
    found = read.execute(sa.select(workflow_rule).order_by(c.position, c.id)).mappings()
    return [
        RuleView(
            row["id"],
            row["name"],
            row["position"],
            row["revision"],
            msgspec.convert(row["rule"], Rule),
            row["is_active"],
        )
        for row in found
    ]


def _revisions(read: Read, _actor: Actor, query: RuleRevisions) -> list[RevisionView]:
    c = workflow_revision.c
    found = read.execute(
        sa.select(workflow_revision, agent.c.name.label("who"))
        .select_from(workflow_revision.outerjoin(agent, agent.c.id == c.saved_by))
        .where(c.rule_id == query.rule_id)
        .order_by(c.revision.desc())
    )
    return [
        RevisionView(
            row.revision, row.name, msgspec.convert(row.rule, Rule), row.is_active, row.who, row.saved_at
        )
        for row in found
    ]


def _runs(read: Read, _actor: Actor, query: RuleRuns) -> list[RunView]:
    c = workflow_run.c
    asked = (
        sa.select(workflow_run, ticket.c.number, ticket.c.subject, agent.c.name.label("who"))
        .select_from(
            workflow_run.outerjoin(ticket, ticket.c.id == c.ticket_id).outerjoin(
                agent, agent.c.id == c.agent_id
            )
        )
        .order_by(c.n.desc())
        .limit(min(query.limit, MOST_RUNS))
    )
    for column, value in ((c.rule_id, query.rule_id), (c.ticket_id, query.ticket_id)):
        asked = asked.where(column == value) if value is not None else asked
    if query.before is not None:
        asked = asked.where(c.n < query.before)
    return [
        RunView(
            n=row.n,
            at=row.at,
            rule_id=str(row.rule_id),
            rule_name=row.rule_name,
            revision=row.revision,
            ticket_id=str(row.ticket_id),
            number=row.number,
            subject=row.subject,
            happened=row.happened,
            outcome=row.outcome,
            why=row.why,
            changes=row.changes,
            deeds=row.deeds,
            detail=row.detail,
            depth=row.depth,
            who=row.who,
        )
        for row in read.execute(asked)
    ]


_UNREAD = (
    sa.select(notice, ticket.c.number)
    .select_from(notice.outerjoin(ticket, ticket.c.id == notice.c.ticket_id))
    .where(
        notice.c.agent_id == sa.bindparam("agent_id", type_=notice.c.agent_id.type),
        notice.c.read_at.is_(None),
    )
    .order_by(notice.c.told_at, notice.c.id)
    .limit(200)
)


def _notices(read: Read, actor: Actor, query: MyNotices) -> list[NoticeView]:
    if query.agent_id != actor.agent_id:
        raise Refused("not_allowed", "This was told to somebody else.", todo="Ask them.")
    return [
        NoticeView(row.id, row.text, row.said_by, row.ticket_id, row.number, row.told_at)
        for row in read.execute(_UNREAD, {"agent_id": query.agent_id})
    ]


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make rules known."""
    bus.register("tickets.SaveRule", SaveRule, _save, roles=LEADS, central_step=_keep_revision)
    bus.register("tickets.SwitchRule", SwitchRule, _switch, roles=LEADS, central_step=_keep_revision)
    bus.register("tickets.OrderRules", OrderRules, _order, roles=LEADS)
    bus.register("tickets.ReadNotice", ReadNotice, _read_notice, roles=DESK)
    book.register("tickets.Rules", Rules, _rules, answers=list[RuleView], roles=LEADS)
    book.register(
        "tickets.RuleRevisions",
        RuleRevisions,
        _revisions,
        answers=list[RevisionView],
        roles=LEADS,
        central_only=True,
    )
    book.register("tickets.RuleRuns", RuleRuns, _runs, answers=list[RunView], roles=LEADS, central_only=True)
    book.register("tickets.MyNotices", MyNotices, _notices, answers=list[NoticeView], roles=DESK)
