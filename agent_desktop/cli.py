"""Every command line, thin: it reads the words, calls the room that does the work, and answers a code.

Exit codes: 0 done · 1 it could not be done (one line says why and what to do) · 2 the words make no sense ·
3 rows of a file were refused · 4 a check found a fault · 130 stopped by the person.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from agent_desktop import __version__
from agent_desktop.central import figures_command, files, safekeeping, tickets_command
from agent_desktop.core.errors import KnownError, Stopped
from agent_desktop.runtime import call_links

if TYPE_CHECKING:
    from agent_desktop.runtime.settings import Settings

log = logging.getLogger(__name__)
DONE, FAILED, USAGE, REFUSED_ROWS, FAULT, STOPPED = 0, 1, 2, 3, 4, 130
ROLES = ("agent", "supervisor", "sales", "field")
Body = Callable[[argparse.Namespace], int]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and answer its exit code."""
    arguments = parser().parse_args(call_links.as_options(sys.argv[1:] if words is None else words))
    body: Body = arguments.body
    try:
        _prepare(arguments.command or "workstation", is_verbose=arguments.verbose)
        return body(arguments)
    except KnownError as error:
        _explain(error)
        return STOPPED if isinstance(error, Stopped) else FAILED
    except KeyboardInterrupt:
        return STOPPED


def parser() -> argparse.ArgumentParser:
    """The whole command line; documentation tests read it too."""
    top = _Parser(
        prog="agent-desktop",
        description="The workstation for call centres: the customer on screen before the call is answered.",
        epilog="example: agent-desktop --server http://127.0.0.1:8440 --login leila.davies",
    )
    top.add_argument("--version", action="version", version=f"agent-desktop {__version__}")
    top.add_argument("--verbose", action="store_true", help="write the log to the screen, with details")
    top.add_argument("--server", metavar="URL", help="the central to sign in at (setting: server_url)")
    top.add_argument("--login", metavar="NAME", help="who signs in; the window asks for the password")
    top.add_argument("--role", choices=ROLES, help="the role to begin with")
    top.add_argument("--theme", choices=("system", "light", "dark", "contrast"), help="the colours")
    top.add_argument("--size", metavar="WxH", type=_size, help="the window's size, such as 1440x900")
    top.add_argument(
        "--call",
        metavar="NUMBER",
        help="a number or tel: address to call, in the window that runs if one does",
    )
    top.set_defaults(body=_workstation, command=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_demo(commands)
    _add_central(commands)
    files.add_commands(partial(_command, commands), _Parser, _central_settings, _add_store)
    figures_command.add_command(partial(_command, commands), _central_settings, _add_store)
    tickets_command.add_command(partial(_command, commands), _Parser, _central_settings, _add_store)
    _add_tour(commands)
    return top


class _Parser(argparse.ArgumentParser):
    """Help as it is written, and errors in one line plus where to look."""

    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)  # type: ignore[arg-type]

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(USAGE, f"{self.prog}: {message}. See: {self.prog} --help\n")


_Commands = argparse._SubParsersAction


def _command(commands: _Commands[_Parser], name: str, body: Body, summary: str, example: str) -> _Parser:
    made = commands.add_parser(name, help=summary, description=summary, epilog=f"example: {example}")
    made.add_argument("--verbose", action="store_true", default=argparse.SUPPRESS, help="write the log too")
    made.set_defaults(body=body)
    return made


# -- the workstation -------------------------------------------------------------------------------


def _workstation(arguments: argparse.Namespace) -> int:
    from agent_desktop.runtime import paths
    from agent_desktop.workstation.vault import Vault

    settings = _settings(theme=arguments.theme, server_url=arguments.server)
    return _window()(
        settings.server_url,
        folder=settings.replica_dir or paths.data_dir() / "replica",
        login=arguments.login,
        role=arguments.role,
        theme=settings.theme,
        language=settings.language or "",
        size=arguments.size,
        vault=Vault(settings.replica_key),
        ca_file=settings.ca_file,
        allow_plain_http=settings.allow_plain_http,
        call=arguments.call or "",
        is_single=True,
    )


def _window(name: str = "qt") -> Callable[..., int]:
    """The window, found by name so that nothing here imports Qt."""
    found = list(entry_points(group="agent_desktop.window", name=name))
    if not found:
        raise KnownError("No window is installed.", todo="Install agent-desktop again, with its window.")
    run: Callable[..., int] = found[0].load()
    return run


def _add_demo(commands: _Commands[_Parser]) -> None:
    demo = _command(
        commands,
        "demo",
        _demo,
        "Start a central with a demo world, a simulated exchange, and the window, signed in.",
        "agent-desktop demo --role supervisor --speed 5",
    )
    demo.add_argument("--role", choices=ROLES, default="agent", help="whom to be (default: agent)")
    demo.add_argument("--customers", type=_count, metavar="N", help="how many customers (up to a million)")
    demo.add_argument("--seed", type=int, default=1, help="another number makes another world (default: 1)")
    demo.add_argument(
        "--speed", type=float, default=1.0, metavar="X", help="how fast calls come (default: 1)"
    )
    demo.add_argument("--theme", choices=("system", "light", "dark", "contrast"), help="the colours")
    demo.add_argument("--size", metavar="WxH", type=_size, help="the window's size, such as 1440x900")


def _demo(arguments: argparse.Namespace) -> int:
    from agent_desktop.demo.launch import launch

    return launch(
        _window(),
        role=arguments.role,
        customers=arguments.customers,
        seed=arguments.seed,
        speed=arguments.speed,
        theme=arguments.theme or _settings().theme,
        size=arguments.size,
    )


def _add_tour(commands: _Commands[_Parser]) -> None:
    tour = _command(
        commands,
        "tour",
        _tour,
        "Drive the real window through the main jobs and write a picture a step, and tour.json.",
        "agent-desktop tour --out pictures --theme dark --size 1440x900",
    )
    tour.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pictures go")
    tour.add_argument("--theme", choices=("light", "dark", "contrast"), default="light", help="the colours")
    tour.add_argument("--size", metavar="WxH", type=_size, default=(1440, 900), help="the window's size")


def _tour(arguments: argparse.Namespace) -> int:
    from agent_desktop.demo.launch import tour

    return tour(_window("tour"), out=arguments.out, theme=arguments.theme, size=arguments.size)


# -- central ---------------------------------------------------------------------------------------


def _add_central(commands: _Commands[_Parser]) -> None:
    central = commands.add_parser(
        "central",
        help="Run and look after a central.",
        description="Run and look after a central.",
        epilog="example: agent-desktop central serve --listen 0.0.0.0:8440",
    )
    central.set_defaults(body=lambda _arguments: _show_help(central))
    parts = central.add_subparsers(dest="part", metavar="PART", parser_class=_Parser)
    serve = _command(
        parts,
        "serve",
        _serve,
        "Serve workstations until stopped; without a database address PostgreSQL is started too.",
        "agent-desktop central serve --database postgresql://desk@db/desk --listen 0.0.0.0:8440",
    )
    serve.add_argument("--listen", metavar="HOST:PORT", help="where to listen (default: 127.0.0.1:8440)")
    serve.add_argument("--tls-cert", type=Path, metavar="FILE", help="central's own certificate, PEM")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="its key, PEM, closed to others")
    migrate = _command(
        parts,
        "migrate",
        _migrate,
        "Bring the database to this version's shape.",
        "agent-desktop central migrate --database postgresql://desk@db/desk",
    )
    doctor = _command(
        parts,
        "doctor",
        _doctor,
        "Check database, connectors, clock and disk; says what to do about each fault.",
        "agent-desktop central doctor",
    )
    user = parts.add_parser(
        "user",
        help="Add, list and disable people.",
        description="Add, list and disable people.",
        epilog="example: agent-desktop central user list",
    )
    user.set_defaults(body=lambda _arguments: _show_help(user))
    deeds = user.add_subparsers(dest="deed", metavar="DEED", parser_class=_Parser)
    add = _command(
        deeds,
        "add",
        _user_add,
        "Add a person; the password is asked for, or read from standard input.",
        "agent-desktop central user add leila.davies --name 'Leila Davies' --roles agent,sales",
    )
    add.add_argument("login")
    add.add_argument("--name", required=True, help="as shown to colleagues")
    add.add_argument(
        "--roles",
        default="agent",
        help="comma-separated: agent, sales, supervisor, field, admin; shop for a program",
    )
    add.add_argument("--queues", default="", help="comma-separated queue names")
    add.add_argument("--extension", help="the extension of their phone")
    add.add_argument("--team", help="the team they belong to, such as Quality")
    add.add_argument("--oidc", action="store_true", help="without a password: signs in by the provider")
    link = _command(
        deeds,
        "link",
        _user_link,
        "Let people sign in by the provider; their next sign-in there binds them to who they are there.",
        "agent-desktop central user link leila.davies",
    )
    link.add_argument("login", nargs="*", help="who")
    link.add_argument("--all", action="store_true", help="everybody who is active")
    unlink = _command(
        deeds,
        "unlink",
        _user_end,
        "Forget who a person is at the provider, and let them sign in there no more.",
        "agent-desktop central user unlink leila.davies",
    )
    unlink.add_argument("login")
    listing = _command(deeds, "list", _user_list, "List everybody.", "agent-desktop central user list")
    disable = _command(
        deeds,
        "disable",
        _user_end,
        "Sign a person out everywhere and let them in no more.",
        "agent-desktop central user disable leila.davies",
    )
    disable.add_argument("login")
    team = _command(
        deeds,
        "team",
        _user_team,
        "Put a person into a team; empty words take them out of theirs.",
        "agent-desktop central user team leila.davies Quality",
    )
    team.add_argument("login")
    team.add_argument("team")
    audit = _command(
        parts,
        "audit",
        _audit,
        "List who did what to access, to private details and to the store.",
        "agent-desktop central audit --since 2026-11-21T08:00 --actor leila.davies",
    )
    audit.add_argument(
        "--since", metavar="T", help="from this moment on, ISO 8601, UTC where it says no zone"
    )
    audit.add_argument("--actor", metavar="LOGIN", help="what one person did")
    audit.add_argument("--json", action="store_true", help="a JSON object a line")
    for command in (
        serve,
        migrate,
        doctor,
        add,
        link,
        unlink,
        listing,
        disable,
        team,
        audit,
        *_add_device(parts),
    ):
        _add_store(command)
    for made in safekeeping.add_commands(partial(_command, parts), _central_settings, _count):
        _add_store(made)


def _add_device(parts: _Commands[_Parser]) -> list[_Parser]:
    device = parts.add_parser(
        "device",
        help="List, revoke and let in devices, and decide on what they had not sent.",
        description="List, revoke and let in devices, and decide on what they had not sent.",
        epilog="example: agent-desktop central device list",
    )
    device.set_defaults(body=lambda _arguments: _show_help(device))
    deeds = device.add_subparsers(dest="deed", metavar="DEED", parser_class=_Parser)
    made = [_command(deeds, "list", _device, "List every device.", "agent-desktop central device list")]
    for deed, summary in (
        ("revoke", "Shut a device out: it hands over its unsent work, then wipes its copy of the records."),
        ("allow", "Let a revoked device sign in again."),
        ("release", "Run what a device handed over, as its author."),
        ("discard", "Discard what a device handed over; it stays on record."),
    ):
        example = f"agent-desktop central device {deed} leila.davies desk-12"
        command = _command(deeds, deed, _device, summary, example)
        command.add_argument("login", help="whose device it is")
        command.add_argument("device", help="the device's name, as `device list` shows it")
        made.append(command)
    return made


def _device(arguments: argparse.Namespace) -> int:
    from agent_desktop.central import devices

    settings = _central_settings(arguments)
    if arguments.deed == "list":
        return asyncio.run(devices.listing(settings))
    if arguments.deed in {"revoke", "allow"}:
        change = devices.revoke if arguments.deed == "revoke" else devices.allow
        return asyncio.run(change(settings, arguments.login, arguments.device))
    return asyncio.run(devices.decide(settings, arguments.login, arguments.device, arguments.deed))


def _serve(arguments: argparse.Namespace) -> int:
    from agent_desktop.central.loop import run_in_loop
    from agent_desktop.central.serve import serve
    from agent_desktop.runtime.secret_places import has_password

    if arguments.database and has_password(arguments.database):
        # Not refused: scripts that made a database a moment ago live on it.
        log.warning("the list of processes shows the password in --database; env: or file: keeps it")
    given = {"listen": arguments.listen, "tls_cert": arguments.tls_cert, "tls_key": arguments.tls_key}
    return run_in_loop(serve(_central_settings(arguments, **given)))


def _migrate(arguments: argparse.Namespace) -> int:
    from agent_desktop.central.serve import migrate

    return asyncio.run(migrate(_central_settings(arguments)))


def _doctor(arguments: argparse.Namespace) -> int:
    from agent_desktop.central.doctor import examine, unreadable
    from agent_desktop.central.doctor_check import show

    try:
        settings = _central_settings(arguments)
    except KnownError as problem:
        show([unreadable(problem)])
        return FAULT
    return DONE if asyncio.run(examine(settings)) else FAULT


def _audit(arguments: argparse.Namespace) -> int:
    from agent_desktop.central.audit_listing import print_audit

    settings = _central_settings(arguments)
    return asyncio.run(print_audit(settings, arguments.since, arguments.actor, is_json=arguments.json))


def _user_add(arguments: argparse.Namespace) -> int:
    from agent_desktop.central import accounts

    return asyncio.run(
        accounts.add(
            _central_settings(arguments),
            login=arguments.login,
            name=arguments.name,
            roles=_listed(arguments.roles),
            queues=_listed(arguments.queues),
            extension=arguments.extension,
            team=arguments.team,
            by_provider=arguments.oidc,
        )
    )


def _user_link(arguments: argparse.Namespace) -> int:
    from agent_desktop.central import accounts

    return asyncio.run(accounts.link(_central_settings(arguments), arguments.login, everybody=arguments.all))


def _user_list(arguments: argparse.Namespace) -> int:
    from agent_desktop.central import accounts

    return asyncio.run(accounts.listing(_central_settings(arguments)))


def _user_team(arguments: argparse.Namespace) -> int:
    from agent_desktop.central import accounts

    settings = _central_settings(arguments)
    return asyncio.run(accounts.set_team(settings, arguments.login, arguments.team))


def _user_end(arguments: argparse.Namespace) -> int:
    from agent_desktop.central import accounts

    end = accounts.disable if arguments.deed == "disable" else accounts.unlink
    return asyncio.run(end(_central_settings(arguments), arguments.login))


# -- what the commands share -----------------------------------------------------------------------


def _add_store(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--database", metavar="URL", help="a PostgreSQL address (default: your own, embedded)"
    )
    command.add_argument("--config", type=Path, metavar="FILE", help="a settings file (docs/settings.md)")


def _central_settings(arguments: argparse.Namespace, **given: object) -> Settings:
    from agent_desktop.runtime.settings import load

    return load(command_line={"database_url": arguments.database, **given}, file=arguments.config)


def _settings(**given: object) -> Settings:
    from agent_desktop.runtime.settings import load

    return load(command_line=given)


def _show_help(command: argparse.ArgumentParser) -> int:
    command.print_help()
    return USAGE


def _prepare(name: str, *, is_verbose: bool) -> None:
    from agent_desktop.runtime import paths
    from agent_desktop.runtime.crash import CrashLog
    from agent_desktop.runtime.logging import set_up_logging

    settings = _settings()
    set_up_logging(
        level="debug" if is_verbose else settings.log_level,
        format=settings.log_format,
        program=f"agent-desktop-{name}",
        directory=paths.log_dir(),
        screen_level=None if is_verbose else "warning",
    )
    CrashLog(paths.state_dir() / "crashes").install()


def _explain(error: KnownError) -> None:
    parts = " ".join(part for part in (error.kept, error.todo) if part)
    sys.stderr.write(f"agent-desktop: {error.what}{' ' + parts if parts else ''}\n")


def _size(text: str) -> tuple[int, int]:
    width, times, height = text.partition("x")
    if not times or not width.isdigit() or not height.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is no size; write it as 1440x900")
    return int(width), int(height)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text} is no number between 1 and 1,000,000")
    return int(text)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
