"""The command ``kpi``: the figures of the calls on record, of one queue, of each, and of all."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable

from agent_desktop.central.files import MakesCommand, Parser, SettingsOf
from agent_desktop.runtime.settings import Settings

FORMATS = ("text", "csv", "json")
_DONE = 0


def add_command(command: MakesCommand, settings_of: SettingsOf, add_store: Callable[[Parser], None]) -> None:
    """Add ``kpi``; ``add_store`` adds the words that name a database."""
    made = command(
        "kpi",
        lambda arguments: _kpi(settings_of(arguments), arguments),
        "Print the figures of the calls on record; docs/figures.md defines each.",
        "agent-desktop kpi --by-queue --from 2026-11-01 --to 2026-12-01 --format csv",
    )
    which = made.add_mutually_exclusive_group()
    which.add_argument("--queue", metavar="Q", help="one queue by name (default: all)")
    which.add_argument("--by-queue", action="store_true", help="a table of every queue, and of all together")
    made.add_argument("--from", dest="since", metavar="T", help="from this moment on, ISO 8601")
    made.add_argument("--to", dest="until", metavar="T", help="up to and without this moment, ISO 8601")
    made.add_argument("--short-abandon-s", type=float, metavar="S", help="0 counts every abandon")
    made.add_argument("--service-level-s", type=float, metavar="T", help="answered within T counts")
    made.add_argument("--format", choices=FORMATS, help="how it is written (default: text)")
    made.add_argument("--json", action="store_true", help="the same as --format json")
    add_store(made)


def _kpi(settings: Settings, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.figures import print_figures
    from agent_desktop.central.store import opened

    async def body() -> None:
        async with opened(settings) as url:
            await print_figures(
                url,
                time_zone=settings.time_zone,
                out=sys.stdout.write,
                form="json" if arguments.json else arguments.format or "text",
                by_queue=arguments.by_queue,
                queue=arguments.queue,
                since=arguments.since,
                until=arguments.until,
                short_abandon_s=arguments.short_abandon_s,
                service_level_s=arguments.service_level_s,
            )

    asyncio.run(body())
    return _DONE
