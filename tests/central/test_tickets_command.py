"""``agent-desktop tickets``: rules, calendars and targets are looked at, tried and applied from files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agent_desktop.cli import parser
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import ChangeTicket
from agent_desktop.runtime.paths import resources
from tests.support import floor
from tests.support.stores import Central

Said = Callable[..., tuple[int, str]]
SHIPPED = resources() / "rules" / "tickets.toml"
HOT = '[[rule]]\nname = "Hot"\non = "changed"\nall = ["priority is urgent"]\ndo = ["set_queue Billing"]\n'
SERVICE = """
[[calendar]]
name = "Day"
time_zone = "Europe/London"
monday = ["09:00-17:00"]
default = true
[[target]]
name = "All"
first_response = "4h"
"""


@pytest.fixture
def said(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Said:
    """Runs a command line on a database of its own; answers the exit code and what was written."""
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path))

    def run(*words: str) -> tuple[int, str]:
        arguments = parser().parse_args(["tickets", *words, "--database", database_url])
        try:
            code: int = arguments.body(arguments)
        except KnownError as problem:
            return 1, str(problem)
        return code, capsys.readouterr().out

    return run


def test_rules_are_listed_checked_tried_and_applied(said: Said, database_url: str, tmp_path: Path) -> None:
    assert said("rules", "list") == (0, "There are no rules.\n")
    code, text = said("rules", "check", str(SHIPPED))
    assert (code, "rules can be read" in text) == (0, True)
    count = int(text.split()[0])
    assert (
        said("rules", "apply", str(SHIPPED))[1] == f"{count} rules are new, 0 changed, 0 were so already.\n"
    )
    listed = said("rules", "list")[1].splitlines()
    assert len(listed) == count
    assert "Reopen when the customer writes" in listed[0]
    whole = tmp_path / "whole.toml"
    whole.write_text(said("rules", "list", "--toml")[1], encoding="utf-8")
    assert said("rules", "apply", str(whole))[1] == f"0 rules are new, 0 changed, {count} were so already.\n"

    clock = SystemClock()
    central = Central(database_url, house(), clock)
    central.put(floor.floor_records())
    change = ChangeTicket(made_at=clock.now(), ticket_id=floor.THERMOSTAT, priority="urgent")
    assert central.do(floor.LEILA_AT_DESK, change).status == "applied"
    hot = tmp_path / "hot.toml"
    hot.write_text(HOT, encoding="utf-8")
    before = central.rows()
    code, text = said("rules", "dry-run", str(hot))
    assert code == 0
    assert "Hot: queue Heating support → Billing" in text
    assert "1 times a rule would have acted. Nothing was written." in text
    assert central.rows() == before
    assert said("rules", "apply", str(hot))[0] == 0
    change = ChangeTicket(made_at=clock.now(), ticket_id=floor.PUMP, priority="urgent")
    assert central.do(floor.LEILA_AT_DESK, change).status == "applied"
    assert "Hot (version 1)  acted" in said("rules", "runs")[1]
    central.close()

    hot.write_text(HOT.replace("Billing", "Nowhere"), encoding="utf-8")
    code, text = said("rules", "apply", str(hot))
    assert code == 1
    assert "Rule “Hot”: There is no queue “Nowhere”" in text
    assert said("rules", "check", str(tmp_path / "none.toml"))[0] == 1


def test_calendars_and_targets_are_previewed_and_applied(
    said: Said, database_url: str, tmp_path: Path
) -> None:
    assert "There are no calendars" in said("service", "list")[1]
    file = tmp_path / "service.toml"
    file.write_text(SERVICE, encoding="utf-8")
    assert said("service", "check", str(file))[1] == "1 calendars and 1 targets can be read.\n"
    central = Central(database_url, house(), SystemClock())
    central.put(floor.floor_records())
    central.close()
    code, text = said("service", "preview", str(file))
    assert code == 0
    assert "first_response: none → " in text
    assert "Nothing was written." in text
    assert said("service", "apply", str(file))[0] == 0
    again = said("service", "list")[1]
    file.write_text(again, encoding="utf-8")
    assert said("service", "apply", str(file))[0] == 0
    assert said("service", "list")[1] == again
