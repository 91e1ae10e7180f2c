"""Where secrets come from: the environment, a file of their own or the system's keyring, never the settings file.

A secret setting is written as a reference: ``env:NAME``, ``file:/path`` (its first line) or ``keyring:NAME``
(kept under the service ``agent-desktop``). The environment may also hold the secret itself.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agent_desktop.core.errors import Invalid
from agent_desktop.runtime.redaction import is_secret_name

KEYRING_SERVICE = "agent-desktop"
FORMS = ("env:", "file:", "keyring:")
_WAYS = "Keep it elsewhere and write env:NAME, file:/path or keyring:NAME instead; docs/settings.md says how."
_WITH_PASSWORD = frozenset({"database_url"})
"""Settings that are no secret but for the password that an address may hold."""


def refuse_plain(name: str, given: object, where: str) -> None:
    """Raise ``Invalid`` for a secret that stands in the open in the settings file, without repeating it."""
    for path, value in _texts(name, given):
        if value.startswith(FORMS):
            continue
        if has_password(value) if path in _WITH_PASSWORD else bool(value) and _is_secret(path):
            what = f"The setting {path} {where} holds a secret in the open, and others may read that file."
            raise Invalid(name, what, todo=_WAYS)


def resolved(name: str, given: object, where: str, environ: Mapping[str, str]) -> Any:
    """The value with every reference of a secret setting replaced by the secret itself; raises ``Invalid``."""
    if isinstance(given, str):
        may_refer = name in _WITH_PASSWORD or _is_secret(name)
        return _fetched(name, given, where, environ) if may_refer and given.startswith(FORMS) else given
    if isinstance(given, Mapping):
        return {key: resolved(f"{name}.{key}", value, where, environ) for key, value in given.items()}
    if isinstance(given, list):
        return [resolved(name, value, where, environ) for value in given]
    return given


def check_private(path: Path, name: str) -> None:
    """Raise ``Invalid`` for a key file that others than its owner and group may open. Windows has its own rules."""
    if sys.platform == "win32":
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise Invalid(name, f"The file {path} of {name} cannot be read: {error.strerror}.") from None
    if stat.S_IMODE(mode) & 0o007:
        raise Invalid(
            name, f"Everybody on this machine may open {path}.", todo=f"Close it first: chmod 640 {path}"
        )


def _fetched(name: str, reference: str, where: str, environ: Mapping[str, str]) -> str:
    form, _, place = reference.partition(":")
    found = {"env": _from_environment, "file": _from_file, "keyring": _from_keyring}[form](place, environ)
    if not found:
        raise Invalid(
            name,
            f"The setting {name} {where} says {form}:{place}, and there is nothing there.",
            todo="Put the secret there, or correct the name.",
        )
    return found


def _from_environment(place: str, environ: Mapping[str, str]) -> str:
    return environ.get(place, "")


def _from_file(place: str, _environ: Mapping[str, str]) -> str:
    path = Path(place).expanduser()
    # What an orchestrator mounts is readable by everybody in a container that nobody else is in.
    if not path.is_relative_to("/run/secrets"):
        check_private(path, place)
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        return ""


def _from_keyring(place: str, _environ: Mapping[str, str]) -> str:
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        raise Invalid(
            place,
            "This installation has no keyring.",
            todo="Use env:NAME or file:/path, or install `keyring`.",
        ) from None
    try:
        return str(keyring.get_password(KEYRING_SERVICE, place) or "")
    except Exception as error:
        raise Invalid(
            place, f"The keyring cannot be read ({type(error).__name__}).", todo="Use env:NAME or file:/path."
        ) from None


def _is_secret(path: str) -> bool:
    """Whether a setting is secret by its name, or stands under one that is, such as ``tokens.main``."""
    return any(is_secret_name(part) for part in path.split("."))


def has_password(address: str) -> bool:
    """Whether an address holds a password."""
    try:
        return bool(urlsplit(address).password) or "password=" in urlsplit(address).query
    except ValueError:
        return True


def _texts(name: str, given: object) -> Iterator[tuple[str, str]]:
    if isinstance(given, str):
        yield name, given
    elif isinstance(given, Mapping):
        for key, value in given.items():
            yield from _texts(f"{name}.{key}", value)
    elif isinstance(given, list):
        for value in given:
            yield from _texts(name, value)
