"""The command ``tickets``: rules, and calendars with targets, of the site; looked at before they are applied."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from agent_desktop.central.files import MakesCommand, Parser, SettingsOf
from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.settings import Settings

T = TypeVar("T")
Run = Callable[[Callable[[sa.Connection], T]], Any]
_DONE, _USAGE = 0, 2
DAYS = 7
"""A dry run looks at the last week."""


def add_command(
    command: MakesCommand,
    parser_class: type[Parser],
    settings_of: SettingsOf,
    add_store: Callable[[Parser], None],
) -> None:
    """Add ``tickets rules`` and ``tickets service``."""
    made = command(
        "tickets",
        lambda _arguments: _help(made),
        "Rules of the site for tickets, and its calendars and service levels.",
        "agent-desktop tickets rules dry-run rules.toml",
    )
    parts: Any = made.add_subparsers(dest="part", metavar="PART", parser_class=parser_class)

    def add(
        part: Any, name: str, body: Any, summary: str, example: str, *, takes_file: bool | None
    ) -> Parser:
        deed: Parser = part.add_parser(
            name, help=summary, description=summary, epilog=f"example: agent-desktop tickets {example}"
        )
        deed.add_argument(
            "--verbose", action="store_true", default=argparse.SUPPRESS, help="write the log too"
        )
        if takes_file is not None:
            deed.add_argument("file", type=Path, nargs=None if takes_file else "?", help="a TOML file")
        deed.set_defaults(body=lambda arguments: _run(settings_of(arguments), arguments, body))
        add_store(deed)
        return deed

    for name, summary, deeds in (
        (
            "rules",
            "List, check, try and apply the rules of the site.",
            (
                (
                    "list",
                    _list_rules,
                    "List the rules in the order they look at a change.",
                    "rules list",
                    None,
                ),
                (
                    "check",
                    _check_rules,
                    "Say whether a file of rules can be read.",
                    "rules check r.toml",
                    True,
                ),
                (
                    "dry-run",
                    _try_rules,
                    "Say what rules would have done to last week's tickets; writes nothing.",
                    "rules dry-run r.toml",
                    False,
                ),
                ("apply", _apply_rules, "Save the rules of a file.", "rules apply r.toml", True),
                ("runs", _list_runs, "List what rules did, the latest first.", "rules runs", None),
            ),
        ),
        (
            "service",
            "List, check, preview and apply calendars and service levels.",
            (
                ("list", _list_service, "Write calendars and targets as TOML.", "service list", None),
                ("check", _check_service, "Say whether a file can be read.", "service check s.toml", True),
                (
                    "preview",
                    _preview_service,
                    "Say which tickets' deadlines a file would move; writes nothing.",
                    "service preview s.toml",
                    True,
                ),
                (
                    "apply",
                    _apply_service,
                    "Save calendars and targets of a file.",
                    "service apply s.toml",
                    True,
                ),
            ),
        ),
    ):
        group = parts.add_parser(
            name, help=summary, description=summary, epilog=f"example: agent-desktop tickets {name} list"
        )
        group.set_defaults(body=lambda _arguments, group=group: _help(group))
        deeds_of: Any = group.add_subparsers(dest="deed", metavar="DEED", parser_class=parser_class)
        for deed in deeds:
            made_deed = add(deeds_of, *deed[:4], takes_file=deed[4])
            if deed[0] == "list" and name == "rules":
                made_deed.add_argument(
                    "--toml", action="store_true", help="whole, as a file that can be applied"
                )
            if deed[0] == "dry-run":
                made_deed.add_argument(
                    "--days", type=int, default=DAYS, metavar="N", help="how many days back (default: 7)"
                )
            if deed[0] == "runs":
                made_deed.add_argument(
                    "--most", type=int, default=50, metavar="N", help="how many (default: 50)"
                )


def _help(command: Parser) -> int:
    command.print_help()
    return _USAGE


class _Site:
    """The store, with what every deed needs of it."""

    def __init__(self, run: Run[Any], tell: Callable[[set[str]], Awaitable[None]]) -> None:
        from agent_desktop.core.clock import SystemClock
        from agent_desktop.features import house

        self.registry = house()
        self.run = run
        self.tell = tell
        self.now = SystemClock().now()

    async def ask(self, query: Any) -> Any:
        """One question, as a lead."""
        from agent_desktop.central.ticket_definitions import COMMAND_LINE
        from agent_desktop.store.work import SqlRead

        return await self.run(
            lambda c: self.registry.queries.run(SqlRead(c, is_whole=True), COMMAND_LINE, query)
        )

    async def names(self) -> Any:
        """What people call things here."""
        from agent_desktop.central.ticket_definitions import names_of_site
        from agent_desktop.store.work import SqlRead

        return await self.run(lambda c: names_of_site(SqlRead(c, is_whole=True), self.registry))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Site]:
    from agent_desktop.central.relay import announce
    from agent_desktop.central.store import opened
    from agent_desktop.store.engines import central_engine
    from agent_desktop.sync.feed import head

    async with opened(settings) as url:
        engine = central_engine(url, pool_size=1)

        async def run(work: Callable[[sa.Connection], T]) -> T:
            async with engine.begin() as connection:
                return await connection.run_sync(work)

        async def tell(scopes: set[str]) -> None:
            """What was saved is in force at once: a central that serves tells its desks, and counts clocks anew."""
            if scopes:
                await announce(engine, await run(head), scopes)

        try:
            yield _Site(run, tell)
        finally:
            await engine.dispose()


def _run(settings: Settings, arguments: argparse.Namespace, body: Any) -> int:
    async def whole() -> int:
        async with _opened(settings) as site:
            code: int = await body(site, arguments)
            return code

    return asyncio.run(whole())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no UTF-8 text"
        raise KnownError(f"{path} cannot be read: {reason}.", todo="Name another file.") from None


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")


# -- rules -----------------------------------------------------------------------------------------


async def _rules_of(site: _Site, path: Path) -> list[Any]:
    from agent_desktop.features.tickets.workflow_file import read_rules

    return read_rules(_text(path), await site.names())


async def _list_rules(site: _Site, arguments: argparse.Namespace) -> int:
    from agent_desktop.features.tickets.workflow_commands import Rules
    from agent_desktop.features.tickets.workflow_file import FileRule, write_rules

    rules = await site.ask(Rules())
    if arguments.toml:
        whole = [FileRule(one.name, one.rule, one.is_active) for one in rules]
        _say(write_rules(whole, await site.names()).rstrip("\n"))
        return _DONE
    for place, one in enumerate(rules, 1):
        stops = "  stops" if one.rule.stops else ""
        is_on = "on " if one.is_active else "off"
        _say(f"{place:3}  {is_on}  {one.rule.trigger.on:15}  {one.name}  (version {one.revision}){stops}")
    if not rules:
        _say("There are no rules.")
    return _DONE


async def _check_rules(site: _Site, arguments: argparse.Namespace) -> int:
    rules = await _rules_of(site, arguments.file)
    _say(f"{len(rules)} rules can be read, {sum(one.is_active for one in rules)} of them are on.")
    return _DONE


async def _apply_rules(site: _Site, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.ticket_definitions import save_rules

    rules = await _rules_of(site, arguments.file)
    reached: set[str] = set()
    made, changed = await site.run(lambda c: save_rules(c, site.registry, rules, site.now, reached))
    await site.tell(reached)
    _say(f"{made} rules are new, {changed} changed, {len(rules) - made - changed} were so already.")
    return _DONE


async def _try_rules(site: _Site, arguments: argparse.Namespace) -> int:
    from agent_desktop.features.tickets.workflow_file import rule_id_of
    from agent_desktop.features.tickets.workflow_trial import DraftRule, TryRules

    drafts = []
    if arguments.file is not None:
        found = await _rules_of(site, arguments.file)
        drafts = [DraftRule(rule_id_of(one.name), one.name, one.rule) for one in found if one.is_active]
    since = site.now - timedelta(days=arguments.days)
    counts: dict[str, int] = {one.name: 0 for one in drafts}
    after, looked_at = None, 0
    while True:
        page = await site.ask(TryRules(since=since, until=site.now, rules=drafts, after=after))
        looked_at += page.looked_at
        _progress(f"{looked_at:,} of {page.total:,} tickets looked at")
        for line in page.lines:
            counts[line.rule_name] = counts.get(line.rule_name, 0) + 1
            _say(_trial_line(line))
        if (after := page.next) is None:
            break
    _progress("")
    _say()
    for name, count in counts.items():
        _say(f"{count:5}  {name}")
    _say(
        f"{looked_at} tickets looked at, {sum(counts.values())} times a rule would have acted. Nothing was written."
    )
    return _DONE


def _trial_line(line: Any) -> str:
    at = line.at.strftime("%Y-%m-%d %H:%M")
    parts = [f"{name} {_value(pair[0])} → {_value(pair[1])}" for name, pair in line.changes.items()]
    told = "; ".join([*parts, *line.deeds]) if line.problem is None else f"refused: {line.problem}"
    return f"{at}  {line.number}  {line.rule_name}: {told}  ({', '.join(line.why)})"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


async def _list_runs(site: _Site, arguments: argparse.Namespace) -> int:
    from agent_desktop.features.tickets.workflow_commands import RuleRuns

    for one in await site.ask(RuleRuns(limit=arguments.most)):
        changes = "; ".join(f"{name} {_value(a)} → {_value(b)}" for name, (a, b) in one.changes.items())
        told = "; ".join(part for part in (changes, *one.deeds, one.detail or "") if part)
        at = one.at.strftime("%Y-%m-%d %H:%M:%S")
        _say(f"{at}  {one.number}  {one.rule_name} (version {one.revision})  {one.outcome}: {told}")
    return _DONE


# -- calendars and targets -------------------------------------------------------------------------


async def _service_of(site: _Site, path: Path) -> Any:
    from agent_desktop.features.tickets.service_file import read_service
    from agent_desktop.features.tickets.service_preview import ServiceDefinitions

    known = await site.ask(ServiceDefinitions())
    return read_service(_text(path), await site.names(), known, site.now)


async def _list_service(site: _Site, _arguments: argparse.Namespace) -> int:
    from agent_desktop.features.tickets.service_file import write_service
    from agent_desktop.features.tickets.service_preview import ServiceDefinitions

    text = write_service(await site.ask(ServiceDefinitions()), await site.names())
    _say(
        text.rstrip("\n")
        or "# There are no calendars and no targets: every moment counts, and nothing is due."
    )
    return _DONE


async def _check_service(site: _Site, arguments: argparse.Namespace) -> int:
    found = await _service_of(site, arguments.file)
    _say(f"{len(found.calendars)} calendars and {len(found.targets)} targets can be read.")
    return _DONE


async def _preview_service(site: _Site, arguments: argparse.Namespace) -> int:
    from agent_desktop.features.tickets.service_preview import PreviewDeadlines

    found = await _service_of(site, arguments.file)
    after, looked_at, moved, overdue = None, 0, 0, 0
    while True:
        page = await site.ask(
            PreviewDeadlines(as_of=site.now, calendars=found.calendars, targets=found.targets, after=after)
        )
        looked_at += page.looked_at
        _progress(f"{looked_at:,} of {page.total:,} tickets looked at")
        for one in page.moved:
            moved, overdue = moved + 1, overdue + one.is_overdue_then
            late = "  overdue then" if one.is_overdue_then else ""
            _say(
                f"{one.number}  {one.kind}: {_moment(one.before)} → {_moment(one.after)}{late}  {one.subject}"
            )
        if (after := page.next) is None:
            break
    _progress("")
    _say(
        f"{looked_at} open tickets, {moved} deadlines would move, {overdue} would be overdue. Nothing was written."
    )
    return _DONE


def _moment(at: datetime | None) -> str:
    return "none" if at is None else at.strftime("%Y-%m-%d %H:%M UTC")


async def _apply_service(site: _Site, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.ticket_definitions import save

    found = await _service_of(site, arguments.file)
    commands = [*found.calendars, *found.targets]
    reached: set[str] = set()
    await site.run(lambda c: save(c, site.registry, commands, site.now, reached))
    await site.tell(reached)
    _say(
        f"{len(found.calendars)} calendars and {len(found.targets)} targets are saved; clocks are counted anew."
    )
    return _DONE


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words:60}\r" if not words else f"\r{words:60}")
        sys.stderr.flush()
