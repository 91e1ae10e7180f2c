"""Where the program's own files are, and where it keeps the person's.

``AGENT_DESKTOP_HOME`` puts everything the program writes under one folder: tests, the demo and portable
installs use it. Otherwise each kind goes where the system wants it (platformdirs).
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

import agent_desktop
from agent_desktop.core.errors import KnownError

HOME_VARIABLE = "AGENT_DESKTOP_HOME"
_NAME = "agent-desktop"
_PACKAGE = Path(agent_desktop.__file__).parent


def resources() -> Path:
    """The folder of icons, fonts, translations and demo data; read-only."""
    return _shipped("resources", "resources")


def bundled_plugins() -> Path:
    """The folder of the plug-ins that come with the program, one folder each; read-only."""
    return _shipped("bundled_plugins", "plugins")


def data_dir() -> Path:
    """Where what must not be lost is kept: the embedded database, the replicas. Made when missing."""
    return _own("data", platformdirs.user_data_path(_NAME, appauthor=False))


def config_dir() -> Path:
    """Where the person's settings file is looked for. Made when missing."""
    return _own("config", platformdirs.user_config_path(_NAME, appauthor=False))


def cache_dir() -> Path:
    """Where what can be made again is kept. Made when missing."""
    return _own("cache", platformdirs.user_cache_path(_NAME, appauthor=False))


def state_dir() -> Path:
    """Where window places, crash files and the like are kept, which need no backup. Made when missing."""
    return _own("state", platformdirs.user_state_path(_NAME, appauthor=False))


def log_dir() -> Path:
    """Where log files are written. Made when missing."""
    return _own("log", platformdirs.user_log_path(_NAME, appauthor=False))


def _shipped(in_wheel: str, in_checkout: str) -> Path:
    """A folder that the wheel carries inside the package and a checkout has beside it."""
    installed = _PACKAGE / in_wheel
    if installed.is_dir():
        return installed
    checkout = _PACKAGE.parent / in_checkout
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    raise KnownError(
        f"The program's own folder {installed} is missing.",
        kept="No data of yours is in it.",
        todo="Install Agent Desktop again.",
    )


def _own(kind: str, usual: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home).expanduser().absolute() / kind if home else usual
    try:
        # Only its owner looks into it: customers' data are below.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            f"The folder {folder} cannot be made: {error.strerror}.",
            todo=f"Make room for it, or name another place in {HOME_VARIABLE}.",
        ) from error
    return folder
