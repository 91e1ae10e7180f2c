"""The command lines that keep data safe, or make sure it is gone: what their words are, and whom they call."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent_desktop.runtime.settings import Settings

Parser = argparse.ArgumentParser
MakesCommand = Callable[..., Any]
SettingsOf = Callable[[argparse.Namespace], "Settings"]

_FAULT = 4
"""The exit code of a check that found something (``agent_desktop.cli`` lists them all)."""


def add_commands(command: MakesCommand, settings_of: SettingsOf, count: Callable[[str], int]) -> list[Parser]:
    """Add ``backup``, ``restore`` and ``erase``; answers them, for what all commands share.

    ``settings_of`` reads the settings of a command line, ``count`` a number in its words.
    """

    def with_settings(
        body: Callable[[Settings, argparse.Namespace], int],
    ) -> Callable[[argparse.Namespace], int]:
        return lambda arguments: body(settings_of(arguments), arguments)

    backup = command(
        "backup",
        with_settings(_backup),
        "Save the whole database to one file, and prove it by restoring it once.",
        "agent-desktop central backup --out /var/backups/desk --keep 14",
    )
    backup.add_argument(
        "--out", type=Path, required=True, metavar="PATH", help="a file, or a folder to name it in"
    )
    backup.add_argument("--keep", type=count, metavar="N", help="delete all but the latest N in that folder")
    backup.add_argument(
        "--verify",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="restore it into a scratch database and count (default: yes)",
    )
    restore = command(
        "restore",
        with_settings(_restore),
        "Bring a backup back; desks then offer the last seven days again.",
        "agent-desktop central restore /var/backups/desk/agent-desktop-20261121-020000.dump --replace",
    )
    restore.add_argument("file", type=Path, help="what backup wrote")
    restore.add_argument("--replace", action="store_true", help="drop the database that is there")
    restore.add_argument(
        "--erasures",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="one more note of who was erased since (erasures.jsonl)",
    )
    erase = command(
        "erase",
        with_settings(_erase),
        "Erase a customer from everything central and its desks hold, and prove it.",
        "agent-desktop central erase margaret@example.org --reason 'Asked us to, letter of 3 May'",
    )
    what = erase.add_mutually_exclusive_group(required=True)
    what.add_argument("customer", nargs="?", help="an id, an e-mail address, or a number written +44…")
    what.add_argument(
        "--verify", nargs="+", metavar="TEXT", help="search every column for these, and find none"
    )
    what.add_argument(
        "--status", action="store_true", help="list erasures, and how many desks have done theirs"
    )
    erase.add_argument("--reason", metavar="WHY", help="kept with the erasure; name nobody in it")
    erase.add_argument("--also", nargs="+", default=[], metavar="TEXT", help="more words that mean them")
    erase.add_argument("--json", action="store_true", help="answer in JSON")
    return [backup, restore, erase]


def _backup(settings: Settings, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.backup import backup

    return asyncio.run(backup(settings, out=arguments.out, keep=arguments.keep, is_verified=arguments.verify))


def _restore(settings: Settings, arguments: argparse.Namespace) -> int:
    from agent_desktop.central.restore import restore

    return asyncio.run(
        restore(settings, arguments.file, is_replacing=arguments.replace, notes=arguments.erasures)
    )


def _erase(settings: Settings, arguments: argparse.Namespace) -> int:
    from agent_desktop.central import erasing

    is_json = arguments.json
    if arguments.verify:
        is_done = asyncio.run(erasing.verify(settings, arguments.verify, is_json=is_json))
    elif arguments.status:
        is_done = asyncio.run(erasing.status(settings, is_json=is_json))
    else:
        is_done = asyncio.run(
            erasing.erase_customer(
                settings,
                arguments.customer,
                reason=arguments.reason or "",
                also=arguments.also,
                is_json=is_json,
            )
        )
    return 0 if is_done else _FAULT
