"""Plug-ins are found, loaded, kept apart, and leave nothing behind."""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.plugins import hookspecs
from agent_desktop.plugins.hookspecs import DialRefusal, DialRequest
from agent_desktop.plugins.loader import PluginHost, bundled_folder
from agent_desktop.plugins.manifest import read_manifest

MANIFEST = """
id = "{id}"
name = "Test {id}"
version = "1.0.0"
api = "{api}"
description = "For a test."
permissions = {permissions}
"""

NO_PREMIUM = """
from agent_desktop.plugins.api import DialRefusal, hookimpl
from .numbers import PREMIUM

@hookimpl
def before_dial(request):
    return DialRefusal("premium", "Not this one.") if request.number.startswith(PREMIUM) else None
"""

OFFERS = """
from agent_desktop.plugins.api import ConnectorFactory, hookimpl

@hookimpl
def connectors(settings):
    return [ConnectorFactory(str(settings["line"]), lambda: None)]
"""

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Puts a plug-in into a folder as a person would, and answers the folder they all lie in."""

    def put(
        plugin_id: str,
        code: str,
        *,
        api: str = ">=1.0,<2",
        permissions: str = '["before_dial", "connectors"]',
        **files: str,
    ) -> Path:
        folder = tmp_path / "plugins" / plugin_id
        folder.mkdir(parents=True)
        manifest = MANIFEST.format(id=plugin_id, api=api, permissions=permissions)
        (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
        (folder / "__init__.py").write_text(code, encoding="utf-8")
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return folder.parent

    return put


@pytest.fixture
def host() -> Iterator[PluginHost]:
    host = PluginHost(settings={"lines": {"line": "trunk 1"}, "other": {"line": "trunk 2"}})
    yield host
    host.close()
    assert not [name for name in sys.modules if name.startswith("agent_desktop_plugin_")]


PREMIUM = DialRequest(agent="ada", number="+19001234567")
PLAIN = DialRequest(agent="ada", number="+442079460018")

TESTED_HOOKS = {"before_dial", "connectors"}


def test_before_dial_is_asked_of_an_installed_plugin(host: PluginHost, install: Install) -> None:
    folder = install("no_premium", NO_PREMIUM, numbers='PREMIUM = "+1900"')
    assert host.load([folder]) == ()
    assert [plugin.id for plugin in host.plugins] == ["no_premium"]
    assert host.before_dial(PREMIUM) == DialRefusal("premium", "Not this one.")
    assert host.before_dial(PLAIN) is None
    assert "agent_desktop_plugin_no_premium.numbers" in sys.modules


def test_connectors_are_offered_with_the_plugins_own_settings(host: PluginHost, install: Install) -> None:
    install("lines", OFFERS)
    host.load([install("other", OFFERS)])
    assert [(one.plugin, one.factory.name) for one in host.connectors()] == [
        ("lines", "trunk 1"),
        ("other", "trunk 2"),
    ]


def test_disabling_undoes_everything(host: PluginHost, install: Install) -> None:
    host.load([install("no_premium", NO_PREMIUM, numbers='PREMIUM = "+1900"')])
    host.disable("no_premium")
    assert host.before_dial(PREMIUM) is None
    assert host.plugins == ()
    assert not [name for name in sys.modules if name.startswith("agent_desktop_plugin_no_premium")]
    host.disable("no_premium")


def test_two_hosts_have_plugins_of_their_own(host: PluginHost, install: Install) -> None:
    host.load([install("no_premium", NO_PREMIUM, numbers='PREMIUM = "+1900"')])
    assert PluginHost().before_dial(PREMIUM) is None


def test_one_broken_plugin_stops_no_other(host: PluginHost, install: Install) -> None:
    install("broken", "raise RuntimeError('oh no')")
    install(
        "misspelt", "from agent_desktop.plugins.api import hookimpl\n@hookimpl\ndef before_dail(request): ..."
    )
    install("exits", "raise SystemExit(3)")
    folder = install("no_premium", NO_PREMIUM, numbers='PREMIUM = "+1900"')
    problems = {problem.plugin: problem.what for problem in host.load([folder])}
    assert set(problems) == {"broken", "misspelt", "exits"}
    assert "RuntimeError: oh no" in problems["broken"]
    assert "'before_dail'" in problems["misspelt"]
    assert [plugin.id for plugin in host.plugins] == ["no_premium"]
    assert not [name for name in sys.modules if name.startswith("agent_desktop_plugin_broken")]


def test_a_hook_without_permission_is_refused(host: PluginHost, install: Install) -> None:
    folder = install("no_premium", NO_PREMIUM, permissions='["connectors"]', numbers='PREMIUM = "+1900"')
    (problem,) = host.load([folder])
    assert "without the permission" in problem.what


def test_a_check_that_fails_refuses_the_call_and_is_reported_once(host: PluginHost, install: Install) -> None:
    code = "from agent_desktop.plugins.api import hookimpl\n@hookimpl\ndef before_dial(request): return 1 / 0"
    host.load([install("fails", code)])
    for _ in range(3):
        refusal = host.before_dial(PLAIN)
        assert refusal is not None
        assert refusal.reason == "check_failed"
    assert len(host.problems) == 1


def test_a_failing_offer_offers_nothing(host: PluginHost, install: Install) -> None:
    install("lines", OFFERS)
    host.load([install("without_settings", OFFERS)])
    assert [one.plugin for one in host.connectors()] == ["lines"]
    assert [problem.plugin for problem in host.problems] == ["without_settings"]


def test_a_disabled_plugin_is_not_even_imported(host: PluginHost, install: Install) -> None:
    folder = install("broken", "raise RuntimeError('oh no')")
    assert host.load([folder], disabled={"broken"}) == ()
    assert host.plugins == ()


def test_an_earlier_folder_overrides_a_later_one(host: PluginHost, install: Install, tmp_path: Path) -> None:
    own = install("lines", OFFERS).rename(tmp_path / "own")
    bundled = install("lines", OFFERS)
    host.load([own, bundled, tmp_path / "none"])
    (plugin,) = host.plugins
    assert plugin.folder == own / "lines"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ('id = "Bad Id"', "id"),
        ('version = "new"', "version"),
        ('api = ">=2"', "api"),
        ('api = "about 1"', "api"),
        ('entry = "../evil"', "entry"),
        ('permissions = ["everything"]', "permissions"),
        ("name = 3", "name"),
        ('name = " "', "name"),
        ('colour = "blue"', "colour"),
    ],
)
def test_a_bad_manifest_names_the_file_and_the_field(tmp_path: Path, change: str, field: str) -> None:
    lines = MANIFEST.format(id="fine", api=">=1", permissions="[]").strip().splitlines()
    key = change.split(" ", maxsplit=1)[0]
    text = "\n".join([line for line in lines if not line.startswith(f"{key} ")] + [change])
    (tmp_path / "plugin.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        read_manifest(tmp_path)
    assert f"field {field!r}" in caught.value.what
    assert str(tmp_path / "plugin.toml") in caught.value.what
    assert caught.value.todo


def test_a_manifest_that_is_no_toml_or_misses_a_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plugin.toml"
    path.write_text("id = ", encoding="utf-8")
    with pytest.raises(KnownError, match="is not TOML"):
        read_manifest(tmp_path)
    path.write_text('id = "fine"', encoding="utf-8")
    with pytest.raises(KnownError, match="field 'name'"):
        read_manifest(tmp_path)
    with pytest.raises(KnownError, match="cannot be read"):
        read_manifest(tmp_path / "nowhere")


def test_a_missing_entry_is_refused(host: PluginHost, install: Install) -> None:
    folder = install("empty", "")
    (folder / "empty" / "__init__.py").unlink()
    (problem,) = host.load([folder])
    assert "field 'entry'" in problem.what


def hooks() -> set[str]:
    return {name for name, value in vars(hookspecs).items() if hasattr(value, f"{hookspecs.PROJECT}_spec")}


def test_every_hook_is_documented_and_tested() -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "plugins.md").read_text(encoding="utf-8")
    for hook in hooks():
        assert f"### `{hook}`" in guide
        assert (getattr(hookspecs, hook).__doc__ or "").strip()
    assert hooks() == TESTED_HOOKS
    tests = [name for name in globals() if name.startswith("test_")]
    assert all(any(name.startswith(f"test_{hook}_") for name in tests) for hook in TESTED_HOOKS)


def test_the_code_in_the_guide_works(host: PluginHost, install: Install) -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "plugins.md").read_text(encoding="utf-8")
    code = guide.split("```python\n")[1].split("```")[0]
    assert host.load([install("from_the_guide", code)]) == ()
    assert host.before_dial(PREMIUM) is not None
    assert host.before_dial(PLAIN) is None


def test_first_party_plugins_import_the_api_and_nothing_else_of_ours() -> None:
    files = [path for path in bundled_folder().rglob("*.py") if "tests" not in path.parts]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            ours = [name for name in names if name.split(".")[0].startswith("agent_desktop")]
            assert set(ours) <= {"agent_desktop.plugins.api"}, path
