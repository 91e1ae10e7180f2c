"""The manifest ``plugin.toml``: what a plug-in is and what it may do, read before any of its code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from agent_desktop.core.errors import KnownError

API_VERSION = (1, 0)
"""The version of the api this program offers: the first number changes when plug-ins must change."""

FILE_NAME = "plugin.toml"

Permission = Literal["connectors", "before_dial"]

_COMPARISON = re.compile(r"^(>=|<=|==|>|<)\s*(\d+)(?:\.(\d+))?$")


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``plugin.toml`` says. ``permissions`` are the hooks the plug-in may implement."""

    id: str
    name: str
    version: str
    api: str
    description: str
    permissions: tuple[Permission, ...] = ()
    entry: str = "__init__"
    capabilities: tuple[str, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the plug-in in ``folder``; a ``KnownError`` names the file and the field at fault."""
    path = folder / FILE_NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _bad(path, "", f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, "", f"is not TOML: {error}") from error
    try:
        manifest = msgspec.convert(table, Manifest)
    except msgspec.ValidationError as error:
        raise _bad(path, _field_of(str(error)), str(error)) from error
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", manifest.id):
        raise _bad(path, "id", "is not 2 to 40 of a-z, 0-9 and _, a letter first")
    if not re.fullmatch(r"\d+(\.\d+){0,2}[a-z0-9.+-]*", manifest.version):
        raise _bad(path, "version", "is no version such as 1.2.0")
    if not re.fullmatch(r"[A-Za-z_]\w*", manifest.entry):
        raise _bad(path, "entry", "is not the name of a module in the folder")
    for field in ("name", "description"):
        if not getattr(manifest, field).strip():
            raise _bad(path, field, "is empty")
    if not _fits(path, manifest.api):
        have = ".".join(map(str, API_VERSION))
        raise _bad(path, "api", f"asks for {manifest.api}, and this program offers {have}")
    return manifest


def _fits(path: Path, wanted: str) -> bool:
    """Whether the api this program offers lies in a range such as ``>=1.0,<2``."""
    fits = True
    for part in wanted.split(","):
        match = _COMPARISON.match(part.strip())
        if match is None:
            raise _bad(path, "api", f"has {part.strip()!r}, which is no comparison such as >=1.0")
        sign, version = match[1], (int(match[2]), int(match[3] or 0))
        fits &= {
            ">=": version <= API_VERSION,
            "<=": version >= API_VERSION,
            "==": version == API_VERSION,
            ">": version < API_VERSION,
            "<": version > API_VERSION,
        }[sign]
    return fits


def _field_of(message: str) -> str:
    found = re.search(r"`\$\.([a-z_]+)", message) or re.search(r"field `([a-z_]+)`", message)
    return found[1] if found else ""


def _bad(path: Path, field: str, why: str) -> KnownError:
    where = f"{path}, field {field!r}" if field else str(path)
    return KnownError(
        f"The plug-in cannot be used: {where}: {why}.",
        kept="Everything else runs without it.",
        todo="Correct the file, or remove the plug-in's folder.",
    )
