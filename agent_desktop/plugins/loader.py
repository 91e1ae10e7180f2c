"""The plug-in host: finds plug-ins in folders, loads each by its path, and undoes everything on disable.

A host is an object, not a place in the process: tests and embedded centrals have their own. A plug-in that
is broken is reported with its reason and stops nobody else.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from agent_desktop.core.errors import KnownError
from agent_desktop.plugins import hookspecs
from agent_desktop.plugins.hookspecs import DialRefusal, DialRequest
from agent_desktop.plugins.manifest import FILE_NAME, Manifest, read_manifest
from agent_desktop.telephony.port import ConnectorFactory

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """One plug-in in use."""

    manifest: Manifest
    folder: Path
    module: ModuleType

    @property
    def id(self) -> str:
        """The plug-in's id, unique among those loaded."""
        return self.manifest.id


@dataclass(frozen=True, slots=True)
class Problem:
    """A plug-in, or one hook of it, that could not be used, and why in plain words."""

    plugin: str
    folder: Path
    what: str


@dataclass(frozen=True, slots=True)
class OfferedConnector:
    """A connector a plug-in offers, with that plug-in's id."""

    plugin: str
    factory: ConnectorFactory


def bundled_folder() -> Path:
    """Where first-party plug-ins are: inside the package when installed, beside it in a checkout."""
    inside = Path(__file__).resolve().parent.parent / "bundled_plugins"
    return inside if inside.is_dir() else inside.parent.parent / "plugins"


class PluginHost:
    """The plug-ins in use, and the hooks asked of them.

    ``settings`` holds each plug-in's own settings under its id; no plug-in sees another's.
    """

    def __init__(self, *, settings: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self._settings = settings or {}
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._loaded: dict[str, LoadedPlugin] = {}
        self._problems: list[Problem] = []

    @property
    def plugins(self) -> tuple[LoadedPlugin, ...]:
        """Those in use, in the order they were loaded."""
        return tuple(self._loaded.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used so far."""
        return tuple(self._problems)

    def load(self, folders: Iterable[Path], *, disabled: Collection[str] = ()) -> tuple[Problem, ...]:
        """Load every plug-in that lies in one of ``folders``; answers those that could not be.

        A folder that does not exist holds none. Where two have the same id the first found stays, so a
        user's folder given before the bundled one overrides it.
        """
        before = len(self._problems)
        for folder in folders:
            for found in sorted(path.parent for path in folder.glob(f"*/{FILE_NAME}")):
                try:
                    manifest = read_manifest(found)
                    if manifest.id not in disabled and manifest.id not in self._loaded:
                        self.enable(found)
                except KnownError as error:
                    self._report(found.name, found, str(error))
        return tuple(self._problems[before:])

    def enable(self, folder: Path) -> LoadedPlugin:
        """Load the plug-in in ``folder``. Raises ``KnownError``, with nothing of it left behind."""
        manifest = read_manifest(folder)
        if manifest.id in self._loaded:
            raise KnownError(f"There is a plug-in {manifest.id!r} already.", todo="Disable that one first.")
        name = f"agent_desktop_plugin_{manifest.id}"
        try:
            module = _imported(name, folder, manifest)
            self._check_hooks(manifest, module)
            self._manager.register(module, manifest.id)
        except KnownError:
            self._undo(manifest.id, name)
            raise
        except (Exception, SystemExit) as error:
            self._undo(manifest.id, name)
            _log.warning("plug-in %s could not be loaded", manifest.id, exc_info=error)
            raise KnownError(
                f"The plug-in {manifest.name} could not be loaded: {type(error).__name__}: {error}.",
                kept="Everything else runs without it.",
                todo="Tell its author, or remove its folder.",
            ) from error
        loaded = self._loaded[manifest.id] = LoadedPlugin(manifest, folder, module)
        return loaded

    def disable(self, plugin_id: str) -> None:
        """Undo all that loading the plug-in did; nothing happens for one that is not loaded.

        Connectors made of its factories are their owner's to stop first.
        """
        if self._loaded.pop(plugin_id, None) is not None:
            self._undo(plugin_id, f"agent_desktop_plugin_{plugin_id}")

    def close(self) -> None:
        """Disable every plug-in, the last loaded first."""
        for plugin_id in reversed(list(self._loaded)):
            self.disable(plugin_id)

    # --- the hooks ------------------------------------------------------------------------------------

    def connectors(self) -> tuple[OfferedConnector, ...]:
        """All connectors the plug-ins offer; a plug-in whose hook fails is reported and offers none."""
        offered: list[OfferedConnector] = []
        for plugin in self.plugins:
            answers = self._ask(plugin, "connectors", settings=self._settings.get(plugin.id, {}))
            offered += [
                OfferedConnector(plugin.id, factory) for answer in answers or () for factory in answer
            ]
        return tuple(offered)

    def before_dial(self, request: DialRequest) -> DialRefusal | None:
        """The first reason not to place this call, or ``None`` when nothing speaks against it."""
        for plugin in self.plugins:
            answers = self._ask(plugin, "before_dial", request=request)
            if answers is None:
                return DialRefusal(
                    "check_failed", f"{plugin.manifest.name} could not check whether this call is allowed."
                )
            for answer in answers:
                if isinstance(answer, DialRefusal):
                    return answer
        return None

    def _ask(self, plugin: LoadedPlugin, hook: str, **arguments: Any) -> list[Any] | None:
        """What one plug-in's hook answers; ``None`` when it failed, which is reported."""
        others = [other.module for other in self.plugins if other.id != plugin.id]
        call: Callable[..., list[Any]] = self._manager.subset_hook_caller(hook, others)
        try:
            return call(**arguments)
        except Exception as error:
            _log.warning("plug-in %s failed in %s", plugin.id, hook, exc_info=error)
            self._report(plugin.id, plugin.folder, f"{hook} failed: {type(error).__name__}: {error}")
            return None

    def _check_hooks(self, manifest: Manifest, module: ModuleType) -> None:
        known = {
            name for name in vars(hookspecs) if hasattr(getattr(hookspecs, name), f"{hookspecs.PROJECT}_spec")
        }
        for name, value in vars(module).items():
            if not hasattr(value, f"{hookspecs.PROJECT}_impl"):
                continue
            if name not in known:
                raise KnownError(
                    f"The plug-in {manifest.name} implements {name!r}, and there is no such hook.",
                    todo="See docs/plugins.md for the hooks there are.",
                )
            if name not in manifest.permissions:
                raise KnownError(
                    f"The plug-in {manifest.name} implements {name!r} without the permission for it.",
                    todo=f"Add {name!r} to 'permissions' in its {FILE_NAME}, if it may.",
                )

    def _undo(self, plugin_id: str, module_name: str) -> None:
        if self._manager.has_plugin(plugin_id):
            self._manager.unregister(name=plugin_id)
        for name in [
            name for name in sys.modules if name == module_name or name.startswith(f"{module_name}.")
        ]:
            del sys.modules[name]

    def _report(self, plugin: str, folder: Path, what: str) -> None:
        problem = Problem(plugin, folder, what)
        if problem not in self._problems:
            self._problems.append(problem)


def _imported(name: str, folder: Path, manifest: Manifest) -> ModuleType:
    """The plug-in's entry module as the package ``name``, so that its own files import each other."""
    entry = folder / f"{manifest.entry}.py"
    if not entry.is_file():
        raise KnownError(
            f"The plug-in cannot be used: {folder / FILE_NAME}, field 'entry': there is no {entry.name}.",
            todo="Correct the file, or remove the plug-in's folder.",
        )
    spec = importlib.util.spec_from_file_location(name, entry, submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise KnownError(f"The plug-in file {entry} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
