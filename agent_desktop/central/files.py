"""The commands about files: ``import`` into the store, ``export`` out of it, ``customers`` for a file alone."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.settings import Settings

Parser = argparse.ArgumentParser
SettingsOf = Callable[[argparse.Namespace], Settings]
_DONE, _USAGE, _REFUSED_ROWS = 0, 2, 3


class MakesCommand(Protocol):
    """Makes one command of the command line."""

    def __call__(
        self, name: str, body: Callable[[argparse.Namespace], int], summary: str, example: str
    ) -> Parser:
        """A command of this name, with what it does and an example."""


def add_commands(
    command: MakesCommand,
    parser_class: type[Parser],
    settings_of: SettingsOf,
    add_store: Callable[[Parser], None],
) -> None:
    """Add ``import``, ``export`` and ``customers``; ``add_store`` adds the words that name a database."""
    made = command(
        "import",
        lambda arguments: _import(settings_of(arguments), arguments),
        "Read customers, past calls, Zendesk's tickets or Asterisk's queue_log into the store; a bad row is refused"
        " with its reason.",
        "agent-desktop import calls calls-2026.csv --dry-run",
    )
    made.add_argument(
        "kind", choices=("customers", "calls", "tickets", "queue-log"), help="what the file holds"
    )
    made.add_argument(
        "file", type=Path, nargs="+", help="the file to read; of a queue-log all its files, also .gz"
    )
    made.add_argument(
        "--format",
        metavar="F",
        help="csv, xlsx, vcard, jsonl, vicidial, zendesk, hubspot or salesforce (default: told from the file)",
    )
    made.add_argument(
        "--map",
        metavar="FIELD=COLUMN,…",
        help="which column holds a field, by its header, remembered for such headers; a field such as -1 leaves its"
        " column out; of a queue-log: our queue or login by its name there",
    )
    made.add_argument("--encoding", metavar="E", help="how the text is written (default: utf-8)")
    made.add_argument(
        "--time-zone",
        metavar="Z",
        type=_zone,
        help="of a queue-log's times that are no Unix seconds (default: the site's)",
    )
    made.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    made.add_argument("--skip-bad", action="store_true", help="write the good rows, and the bad to a file")
    made.add_argument(
        "--resume",
        action="store_true",
        help="of customers: write part by part, and go on where an import of this file ended",
    )
    made.add_argument(
        "--queue", metavar="NAME", help="of tickets: the queue that new ones go to (default: the first)"
    )
    made.add_argument(
        "--preview",
        nargs="?",
        type=int,
        const=5,
        metavar="N",
        help="of customers: show which column is taken as what, and the first rows (5); write nothing",
    )
    made.add_argument("--rejects", type=Path, metavar="FILE", help="where refused rows go with --skip-bad")
    made.add_argument("--json", action="store_true", help="answer in JSON")
    add_store(made)

    export = command(
        "export",
        lambda arguments: _export(settings_of(arguments), arguments),
        "Write every customer to a file: CSV, a workbook, vCards or JSON lines.",
        "agent-desktop export customers --out customers.xlsx",
    )
    export.add_argument("kind", choices=("customers",), help="what to write")
    export.add_argument("--out", type=Path, metavar="FILE", required=True, help="where it goes")
    export.add_argument(
        "--format", metavar="F", help="csv, xlsx, vcard or jsonl (default: by the file's name)"
    )
    add_store(export)

    customers = command(
        "customers",
        lambda _arguments: _show_help(customers),
        "Work on files of customers, without a store.",
        "agent-desktop customers duplicates people.csv --out pairs.csv",
    )
    deeds: Any = customers.add_subparsers(dest="deed", metavar="DEED", parser_class=parser_class)
    summary = "Find the customers that a file names twice, with a score and the reasons."
    doubles = deeds.add_parser(
        "duplicates",
        help=summary,
        description=summary,
        epilog="example: agent-desktop customers duplicates people.csv --map family_name=surname --out pairs.csv",
    )
    doubles.add_argument(
        "--verbose", action="store_true", default=argparse.SUPPRESS, help="write the log too"
    )
    doubles.add_argument("file", type=Path, help="CSV with a header")
    doubles.add_argument("--map", metavar="FIELD=COLUMN,…", help="which column holds a field, by its header")
    doubles.add_argument("--encoding", metavar="E", help="how the text is written (default: found out)")
    doubles.add_argument(
        "--out", type=Path, metavar="PAIRS", required=True, help="where the pairs go, as CSV"
    )
    doubles.set_defaults(body=_duplicates)


def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.store import opened

    kinds = {"queue-log": _import_queue_log}

    async def body() -> bool:
        async with opened(settings) as url:
            return await kinds.get(arguments.kind, _import_sheet)(url, settings, arguments)

    return _REFUSED_ROWS if asyncio.run(body()) else _DONE


@contextmanager
def _stopped_by_hand() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed: what is under way comes to a good end first; pressed again, it ends at once."""
    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


async def _import_sheet(url: str, settings: Settings, arguments: argparse.Namespace) -> bool:
    from agent_desktop.central.importing import import_file
    from agent_desktop.core.sheet import read_mapping

    if len(arguments.file) > 1:
        raise KnownError("Only a queue-log is imported from several files.", todo="Name one file.")
    if arguments.preview is not None:
        if arguments.kind != "customers":
            raise KnownError("Only customers are previewed.", todo="Try the others with --dry-run.")
        from agent_desktop.central.import_preview import preview_customers

        await preview_customers(
            url,
            arguments.file[0],
            region=settings.default_region,
            file_format=arguments.format,
            mapping=read_mapping(arguments.map),
            encoding=arguments.encoding,
            rows=arguments.preview,
            out=sys.stdout.write,
        )
        return False
    with _stopped_by_hand() as should_stop:
        return await import_file(
            url,
            kind=arguments.kind,
            file=arguments.file[0],
            region=settings.default_region,
            file_format=arguments.format,
            mapping=read_mapping(arguments.map),
            encoding=arguments.encoding,
            is_dry_run=arguments.dry_run,
            is_skipping_bad=arguments.skip_bad,
            is_resuming=arguments.resume,
            rejects=arguments.rejects,
            is_json=arguments.json,
            out=sys.stdout.write,
            progress=partial(_progress, "rows read"),
            should_stop=should_stop,
            queue_name=arguments.queue,
        )


async def _import_queue_log(url: str, settings: Settings, arguments: argparse.Namespace) -> bool:
    from agent_desktop.central.queue_log import import_file
    from agent_desktop.core.sheet import read_mapping

    if arguments.resume or arguments.preview is not None:
        raise KnownError(
            "A queue-log is neither resumed nor previewed.", todo="Import it again: nothing is doubled."
        )
    if arguments.format:
        raise KnownError("A queue-log has one format only.", todo="Leave --format away.")
    return await import_file(
        url,
        files=arguments.file,
        region=settings.default_region,
        time_zone=arguments.time_zone or settings.time_zone,
        encoding=arguments.encoding,
        mapping=read_mapping(arguments.map),
        is_dry_run=arguments.dry_run,
        is_skipping_bad=arguments.skip_bad,
        rejects=arguments.rejects,
        is_json=arguments.json,
        out=sys.stdout.write,
        progress=partial(_progress, "lines read"),
    )


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.exporting import export_customers
    from agent_desktop.central.store import opened

    async def body() -> int:
        async with opened(settings) as url:
            return await export_customers(
                url,
                arguments.out,
                file_format=arguments.format,
                progress=partial(_progress, "rows written"),
            )

    sys.stdout.write(f"{asyncio.run(body())} customers written to {arguments.out}.\n")
    return _DONE


def _duplicates(arguments: argparse.Namespace) -> int:
    from agent_desktop.central.duplicate_file import pairs_of_file
    from agent_desktop.core.sheet import read_mapping

    rows, pairs = pairs_of_file(
        arguments.file,
        arguments.out,
        mapping=read_mapping(arguments.map),
        encoding=arguments.encoding,
        progress=partial(_progress, "rows compared"),
    )
    sys.stdout.write(
        f"{rows} rows read; {pairs} pairs that are probably one customer are in {arguments.out}.\n"
    )
    return _DONE


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # No such zone, no name at all, or a folder of zones.
        raise argparse.ArgumentTypeError(f"{text} is no time zone; write it as Europe/Berlin") from None


def _show_help(command: Parser) -> int:
    command.print_help()
    return _USAGE


def _progress(what: str, rows: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{rows:,} {what}")
        sys.stderr.flush()
