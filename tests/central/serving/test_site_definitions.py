"""Rules and calendars that are applied on the command line are in force at a central that serves, at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.central.jobs import Job, Jobs
from agent_desktop.cli import parser
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.ids import new_id
from tests.central.serving.conftest import SUPPORT, Central

RULES = '[[rule]]\nname = "Hot"\non = "created"\nall = ["priority is urgent"]\ndo = ["add_tags hot"]\n'
SERVICE = """
[[calendar]]
name = "Always"
time_zone = "Europe/London"
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]
default = true
[[target]]
name = "All"
resolution = "{hours}h"
"""


async def apply(filled_url: str, part: str, file: Path) -> None:
    words = ["tickets", part, "apply", str(file), "--database", filled_url]
    arguments = parser().parse_args(words)
    assert await asyncio.to_thread(arguments.body, arguments) == 0


def command(kind: str, **data: Any) -> dict[str, Any]:
    made_at = SystemClock().now().isoformat()
    return {"kind": kind, "data": {"command_id": new_id(), "made_at": made_at, **data}}


async def opened(desk: Any) -> str:
    ticket_id = new_id()
    wanted = command(
        "tickets.CreateTicket", ticket_id=ticket_id, number=None, subject="Cold", queue_id=SUPPORT,
        channel="call", priority="urgent",
    )  # fmt: skip
    assert [one["status"] for one in await desk.push(wanted)] == ["applied"]
    return ticket_id


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path))


async def test_a_job_that_rests_for_an_hour_is_done_soon_where_it_is_hastened() -> None:
    done: list[int] = []
    began = asyncio.Event()

    async def run(_store: Any) -> None:
        done.append(1)
        began.set()

    jobs = Jobs(None, (Job("watch-tickets", 3600.0, run),))  # type: ignore[arg-type]
    await jobs.start()
    try:
        for _ in range(2):
            began.clear()
            jobs.hasten("watch-tickets")
            async with asyncio.timeout(30):
                await began.wait()
    finally:
        await jobs.stop()
    assert done == [1, 1], "once for each time it was asked for"


async def test_a_rule_applied_on_the_command_line_is_told_to_every_desk_and_acts_on_the_next_change(
    central: Central, filled_url: str, tmp_path: Path
) -> None:
    desk = await central.desk("aisha")
    told = await central.listen(desk)
    file = tmp_path / "rules.toml"
    file.write_text(RULES, encoding="utf-8")
    told.told.clear()
    await apply(filled_url, "rules", file)
    await told.next("poke", within_s=20)
    assert [one["name"] for one in await desk.ask("tickets.Rules")] == ["Hot"]
    ticket_id = await opened(desk)
    [listed] = await desk.ask("tickets.ListedTickets", ticket_ids=[ticket_id])
    assert listed["tags"] == ["hot"]


async def test_a_target_applied_on_the_command_line_moves_due_times_without_waiting_for_the_job(
    central: Central, filled_url: str, tmp_path: Path
) -> None:
    desk = await central.desk("aisha")
    file = tmp_path / "service.toml"
    file.write_text(SERVICE.format(hours=8), encoding="utf-8")
    await apply(filled_url, "service", file)
    ticket_id = await opened(desk)

    async def due() -> str:
        [listed] = await desk.ask("tickets.ListedTickets", ticket_ids=[ticket_id])
        return str(listed["due_at"])

    # The job has done its round and rests: what moves the due time now is that it was told.
    before = await due()
    told = await central.listen(desk)
    file.write_text(SERVICE.format(hours=4), encoding="utf-8")
    await apply(filled_url, "service", file)
    async with asyncio.timeout(30):
        while await due() == before:
            await told.next("poke", within_s=30)
