"""What a desk knows of colleagues in a ticket runs out by itself, whatever is told afterwards."""

from __future__ import annotations

from typing import Any

from agent_desktop.sync.live import AtTicket, AtTicketReply
from agent_desktop.workstation.company import TicketCompany
from agent_desktop.workstation.transport import Unreachable


class Line:
    """Stands for the transport: answers with whoever is there, or with silence."""

    def __init__(self) -> None:
        self.others: list[AtTicket] = []
        self.is_away = False
        self.said: list[tuple[str, str]] = []

    async def post(self, path: str, body: Any, _answer: object) -> AtTicketReply:
        self.said.append((path, body.state))
        if self.is_away:
            raise Unreachable("Central is away.")
        return AtTicketReply(self.others)


def at(name: str, state: str, for_s: float = 0.0) -> AtTicket:
    return AtTicket("t-1", f"id-{name}", name, state, for_s)


def company() -> tuple[TicketCompany, Line, list[float]]:
    line, now_s = Line(), [100.0]
    return TicketCompany(line, lambda: now_s[0]), line, now_s  # type: ignore[arg-type]


async def test_who_is_there_is_known_from_the_answer_and_from_the_stream() -> None:
    there, line, _now = company()
    told: list[str] = []
    there.news.add(told.append)
    line.others = [at("Ben", "reading", 75.0)]
    await there.say("t-1", "reading")
    assert line.said == [("/api/v1/tickets/t-1/here", "reading")]
    assert there.others("t-1") == [("Ben", False)]
    there.hear(at("Zoe", "writing", 10.0))
    assert there.others("t-1") == [("Zoe", True), ("Ben", False)], "who writes comes first"
    there.hear(at("Ben", "gone"))
    assert there.others("t-1") == [("Zoe", True)]
    assert told == ["t-1"] * 3


async def test_it_runs_out_without_another_word() -> None:
    there, _line, now = company()
    there.hear(at("Ben", "reading", 75.0))
    there.hear(at("Ben", "writing", 10.0))
    assert there.others("t-1") == [("Ben", True)]
    now[0] += 11
    assert there.others("t-1") == [("Ben", False)]
    now[0] += 75
    assert there.others("t-1") == []


async def test_central_away_does_no_harm() -> None:
    there, line, _now = company()
    line.is_away = True
    await there.say("t-1", "writing")
    assert there.others("t-1") == []
