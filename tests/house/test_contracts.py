"""Who may know whom: the contracts hold, and each one catches what it is there for."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# (the contract that must break, files that break it)
OFFENCES = [
    ("layers", {"agent_desktop/core/offence.py": "import agent_desktop.runtime"}),
    ("layers", {"agent_desktop/runtime/offence.py": "import agent_desktop.store"}),
    ("layers", {"agent_desktop/store/offence.py": "import agent_desktop.telephony"}),
    ("layers", {"agent_desktop/sync/offence.py": "import agent_desktop.features"}),
    ("layers", {"agent_desktop/features/offence.py": "import agent_desktop.sync"}),
    ("layers", {"agent_desktop/features/customers/offence.py": "import agent_desktop.plugins"}),
    ("layers", {"agent_desktop/plugins/offence.py": "import agent_desktop.workstation"}),
    ("layers", {"agent_desktop/workstation/offence.py": "import agent_desktop.central"}),
    ("layers", {"agent_desktop/central/offence.py": "import agent_desktop.workstation"}),
    ("layers", {"agent_desktop/attic/__init__.py": ""}),
    ("subjects", {"agent_desktop/features/customers/offence.py": "import agent_desktop.features.tickets"}),
    ("subjects", {"agent_desktop/features/outbound/offence.py": "import agent_desktop.features.sales"}),
    ("subjects", {"agent_desktop/features/horoscopes/__init__.py": ""}),
    ("no-qt", {"agent_desktop/workstation/offence.py": "def later():\n    from PySide6 import QtCore"}),
    ("no-qt", {"agent_desktop/runtime/offence.py": "import qasync"}),
    ("no-qt", {"agent_desktop/workstation/offence.py": "import agent_desktop_ui"}),
    ("pure-models", {"agent_desktop/features/tickets/model.py": "import sqlalchemy"}),
    ("pure-models", {"agent_desktop/features/tickets/model.py": "import asyncio"}),
    (
        "pure-models",
        {
            "agent_desktop/features/tickets/model.py": "from agent_desktop.features.tickets import tables",
            "agent_desktop/features/tickets/tables.py": "from sqlalchemy import Table",
        },
    ),
    ("ui-not-central", {"ui/agent_desktop_ui/offence.py": "import agent_desktop.central"}),
    (
        "ui-no-tables",
        {
            "agent_desktop/features/tickets/tables.py": "",
            "ui/agent_desktop_ui/offence.py": "from agent_desktop.features.tickets import tables",
        },
    ),
]


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    # The tree's own packages come before the installed ones.
    path = os.pathsep.join([str(tree), str(tree / "ui")])
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", *options],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The rooms of the house, empty, under the contracts of the real one."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rooms = [
        "",
        "core",
        "runtime",
        "store",
        "telephony",
        "sync",
        "features",
        "plugins",
        "workstation",
        "central",
    ]
    subjects = ["customers", "tickets", "outbound", "sales"]
    for room in [*rooms, *(f"features/{subject}" for subject in subjects)]:
        folder = tmp_path / "agent_desktop" / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    (tmp_path / "ui" / "agent_desktop_ui").mkdir(parents=True)
    (tmp_path / "ui" / "agent_desktop_ui" / "__init__.py").touch()
    return tmp_path


def test_the_house_keeps_its_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


def test_an_empty_house_keeps_them_too(tree: Path) -> None:
    """So that what breaks them below is the offence and nothing else."""
    done = lint(tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "files"), OFFENCES, ids=[f"{c}-{i}" for i, (c, _) in enumerate(OFFENCES)]
)
def test_each_contract_catches_its_offence(tree: Path, contract: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(text + "\n")
    done = lint(tree, "--contract", contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout


def imports_of_ours(source: str) -> set[str]:
    """The modules of the program that a plug-in's source names in an import, however deep it stands."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "agent_desktop.plugins":
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
    return {name for name in found if name.split(".")[0] in {"agent_desktop", "agent_desktop_ui"}}


def test_a_plug_in_imports_the_api_and_nothing_else_of_ours() -> None:
    for file in sorted((ROOT / "plugins").rglob("*.py")):
        if "tests" in file.relative_to(ROOT / "plugins").parts:
            continue
        stray = imports_of_ours(file.read_text()) - {"agent_desktop.plugins.api"}
        assert not stray, f"{file.relative_to(ROOT)} imports {', '.join(sorted(stray))}"


@pytest.mark.parametrize(
    "line",
    [
        "import agent_desktop.core.ids",
        "from agent_desktop.plugins import loader",
        "def f():\n    from agent_desktop.store.engine import engine",
        "from agent_desktop_ui import bridge",
        "from agent_desktop import plugins",
    ],
)
def test_that_test_would_see_a_stray_import(line: str) -> None:
    assert imports_of_ours(line) - {"agent_desktop.plugins.api"}
    assert imports_of_ours("from agent_desktop.plugins.api import hook") == {"agent_desktop.plugins.api"}
    assert imports_of_ours("from agent_desktop.plugins import api") == {"agent_desktop.plugins.api"}
