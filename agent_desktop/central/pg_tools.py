"""PostgreSQL's own programs for backups: where they are, and how they learn an address and its password."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from agent_desktop.core.errors import KnownError
from agent_desktop.store import embedded

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True, slots=True)
class Tools:
    """``pg_dump`` and ``pg_restore`` of one major version."""

    folder: Path
    version: int

    def program(self, name: str) -> Path:
        """The full path of one of them."""
        return self.folder / (f"{name}.exe" if sys.platform == "win32" else name)


def find_tools(server_version: int) -> Tools:
    """The programs that can dump and restore a server of this major version, best of the very same one.

    Those that come with the program are looked at first, then the system's. Raises ``KnownError`` that says
    what to install where there are none new enough.
    """
    found = sorted(_installed(), key=lambda tools: (tools.version != server_version, tools.version))
    usable = [tools for tools in found if tools.version >= server_version]
    if not usable:
        raise KnownError(
            f"There is no pg_dump for PostgreSQL {server_version} here.",
            kept="Nothing was changed.",
            todo=f"Install PostgreSQL's client programs, version {server_version} or later"
            f" (Debian: postgresql-client-{server_version}).",
        )
    return usable[0]


def _installed() -> list[Tools]:
    folders = []
    with contextlib.suppress(KnownError):
        folders.append(embedded.program_folder())
    if on_path := shutil.which("pg_dump"):
        folders.append(Path(on_path).resolve().parent)
    for pattern in _SYSTEM:
        folders += sorted(Path("/").glob(pattern.lstrip("/")))
    found = []
    for folder in dict.fromkeys(folders):
        version = _version_of(folder)
        if version is not None:
            found.append(Tools(folder, version))
    return found


def _version_of(folder: Path) -> int | None:
    name = "pg_restore.exe" if sys.platform == "win32" else "pg_restore"
    try:
        told = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, found by its folder
            [folder / name, "--version"], capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = _VERSION.search(told.stdout)
    return int(version[1]) if version else None


def run_tool(
    tools: Tools, name: str, words: Sequence[str | Path], url: sa.URL, on_line: Callable[[str], None]
) -> None:
    """Run one program on a database to its end; each line it says goes to ``on_line``.

    Address and password go by environment variables: the command line is for everybody to read. Raises
    ``KnownError`` with its last words where it fails.
    """
    last: list[str] = []
    try:
        process = subprocess.Popen(  # noqa: S603 - as above
            [tools.program(name), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=_environment(url),
        )
    except OSError as error:
        raise KnownError(f"{name} cannot be run: {error.strerror}.", kept="Nothing was changed.") from error
    assert process.stderr is not None  # noqa: S101 - a pipe was asked for

    def read() -> None:
        for line in process.stderr or ():
            told = line.rstrip()
            if "error:" in told or "FATAL" in told or "could not" in told:
                last.append(told)
            on_line(told)

    reader = threading.Thread(target=read, name=f"{name}-lines", daemon=True)
    reader.start()
    try:
        code = process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        reader.join(5)
        process.stderr.close()
    if code != 0:
        raise KnownError(
            f"{name} failed: {last[0] if last else f'exit code {code}'}.",
            todo="Check the disk, the database's log, and that the user may do this.",
        )


def _environment(url: sa.URL) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    host = url.query.get("host") or url.host
    told = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode") or url.query.get("ssl"),
        "PGAPPNAME": "agent-desktop-backup",
        "LC_ALL": "C",
    }
    return plain | {name: str(value) for name, value in told.items() if value}
