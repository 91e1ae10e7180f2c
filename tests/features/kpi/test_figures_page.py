"""docs/figures.md describes every figure there is, and names none there is not."""

from __future__ import annotations

import re
from pathlib import Path

from agent_desktop.central.figures import JSON_KEYS
from agent_desktop.features.kpi.definitions import DEFINITIONS
from agent_desktop.features.kpi.read_models import AgentFigures, Figures, ResolutionView

PAGE = (Path(__file__).parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)`( ●)? \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)


def keys_of(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)`", section, re.MULTILINE)


def test_every_figure_is_described_once() -> None:
    assert sorted(keys_of("Calls")) == sorted(Figures.__struct_fields__)
    assert sorted(keys_of("People")) == sorted(set(AgentFigures.__struct_fields__) - {"agent_id"})
    assert sorted(keys_of("Tickets")) == sorted(ResolutionView.__struct_fields__)
    assert all(definition.strip() for _, _, _, definition in ROWS)


def test_the_command_lines_keys_are_marked() -> None:
    assert {key for key, mark, _, _ in ROWS if mark} == set(JSON_KEYS)


def test_what_the_screen_says_has_the_pages_names() -> None:
    assert tuple(DEFINITIONS) == Figures.__struct_fields__
    calls = PAGE.split("\n## People\n", 1)[0]
    for key, definition in DEFINITIONS.items():
        assert f"| {definition.name} |" in next(line for line in calls.splitlines() if f"| `{key}`" in line)
