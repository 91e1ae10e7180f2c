"""Which system account the embedded database runs as: containers run as root, and PostgreSQL refuses to."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from agent_desktop.core.errors import KnownError

ACCOUNT_NAME = "agent-desktop-db"


@dataclass(frozen=True, slots=True)
class Account:
    """The numeric user and group of a system account."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """The account to run PostgreSQL as: None, our own, unless we are root; then one made for this alone.

    Raises KnownError when we are root and no account can be made.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        _make_account()
        entry = pwd.getpwnam(ACCOUNT_NAME)
    return Account(entry.pw_uid, entry.pw_gid)


def let_pass(account: Account, *places: Path) -> None:
    """Let ``account`` pass through the folders down to each of ``places`` without seeing what is in them."""
    for place in places:
        for folder in place.resolve().parents if place.is_file() else [place, *place.resolve().parents]:
            found = folder.stat()
            if not found.st_mode & stat.S_IXOTH and found.st_uid != account.uid:
                folder.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


def _make_account() -> None:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - fixed words
        # Exit code 9 says that another process has just made it.
        failed = "" if done.returncode in {0, 9} else done.stderr.strip()
    except OSError as error:
        failed = error.strerror or str(error)
    if failed:
        raise KnownError(
            f"PostgreSQL does not run as root, and no account could be made for it: {failed}",
            todo="Start as an ordinary user, or name a database of your own with --database.",
        )
