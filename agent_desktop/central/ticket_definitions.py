"""Rules, calendars and targets of the site from the command line: asked of the store, and saved with their audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.central import audit
from agent_desktop.core.command import Command
from agent_desktop.core.ids import make_id
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.core.registry import Registry
from agent_desktop.features.tickets.detail_views import Categories
from agent_desktop.features.tickets.promise_tables import macro
from agent_desktop.features.tickets.workflow import follow as follow_with_rules
from agent_desktop.features.tickets.workflow_commands import OrderRules, Rules, SaveRule, keep_revision
from agent_desktop.features.tickets.workflow_file import FileRule, read_rules, rule_id_of
from agent_desktop.features.tickets.workflow_tables import workflow_revision
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.runtime.paths import resources
from agent_desktop.store.work import SqlCentralWork, SqlRead
from agent_desktop.sync.feed import stamp

COMMAND_LINE = Actor(make_id(0, 0, 0), make_id(0, 0, 0), LEADS)
"""Who acts where an administrator does so on the machine of central itself."""


def names_of_site(read: SqlRead, registry: Registry) -> Names:
    """What people of this site call its queues, people, categories and macros."""
    categories = registry.queries.run(read, COMMAND_LINE, Categories())
    return Names(
        {
            "queue": {row.name: str(row.id) for row in read.execute(sa.select(queue.c.name, queue.c.id))},
            "owner": {row.login: str(row.id) for row in read.execute(sa.select(agent.c.login, agent.c.id))},
            "category": {" / ".join(one.path): one.category_id for one in categories},
            "macro": {row.key: str(row.id) for row in read.execute(sa.select(macro.c.key, macro.c.id))},
        }
    )


def shipped_rules(names: Names) -> list[FileRule]:
    """The rules that come with the program."""
    return read_rules((resources() / "rules" / "tickets.toml").read_text(encoding="utf-8"), names)


def rules_of_site(read: SqlRead, registry: Registry) -> list[Any]:
    """Every rule of the site, in order."""
    found: list[Any] = registry.queries.run(read, COMMAND_LINE, Rules())
    return found


def save_rules(
    connection: sa.Connection, registry: Registry, rules: Sequence[FileRule], at: datetime, reached: set[str]
) -> tuple[int, int]:
    """Save the rules of a file, in its order and before all others; answers how many are new and how many changed.

    One that is there by its name is changed; rules that the file does not name stay as they are, after it.
    """
    known = {one.name.casefold(): one for one in rules_of_site(SqlRead(connection, is_whole=True), registry)}
    made, changed, order, commands = 0, 0, list[str](), list[Command]()
    for place, one in enumerate(rules):
        old = known.get(one.name.casefold())
        rule_id = old.rule_id if old is not None else rule_id_of(one.name)
        order.append(rule_id)
        if old is not None and (old.rule, old.is_active, old.name) == (one.rule, one.is_active, one.name):
            continue
        made, changed = made + (old is None), changed + (old is not None)
        commands.append(
            SaveRule(
                made_at=at,
                rule_id=rule_id,
                name=one.name,
                rule=one.rule,
                position=(place + 1) * 10,
                is_active=one.is_active,
            )
        )
    rest = [one.rule_id for one in known.values() if one.rule_id not in order]
    save(connection, registry, [*commands, OrderRules(made_at=at, rule_ids=[*order, *rest])], at, reached)
    return made, changed


def save(
    connection: sa.Connection,
    registry: Registry,
    commands: Iterable[Command],
    at: datetime,
    reached: set[str],
) -> None:
    """Carry out commands of leads as central's own: each with what follows it, all of them told to the desks."""
    held = list(commands)
    if not held:
        return
    touched: dict[tuple[str, str], Any] = {}
    for command in held:
        work = SqlCentralWork(connection, registry, COMMAND_LINE, command, recorded_at=at)
        registry.commands.of(command).handler(work, COMMAND_LINE, command)
        if isinstance(command, SaveRule):
            keep_revision(work, command.rule_id, None)
        for follow_up in registry.aftermaths:
            if follow_up is not follow_with_rules:
                follow_up(work, COMMAND_LINE, command, dict(work.touched))
        for key, before in work.touched.items():
            touched.setdefault(key, before)
    stamp(connection, registry, touched, reached)
    kinds = sorted({registry.commands.of(command).kind for command in held})
    detail = audit.by_command_line(commands=", ".join(kinds), count=len(held))
    connection.execute(audit.entry("site_defined", at, detail=detail))


def seed(connection: sa.Connection, registry: Registry, at: datetime, reached: set[str]) -> bool:
    """Give a site that never had a rule those that come with the program; answers whether it did."""
    if connection.execute(sa.select(workflow_revision.c.rule_id).limit(1)).first() is not None:
        return False
    names = names_of_site(SqlRead(connection, is_whole=True), registry)
    save_rules(connection, registry, shipped_rules(names), at, reached)
    return True
