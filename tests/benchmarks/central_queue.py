"""The work queue asked of central: filtered, listed and counted among very many tickets."""

from __future__ import annotations

import json
import random
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from agent_desktop.core.query import Query
from agent_desktop.features import house
from agent_desktop.features.tickets.listing_views import (
    Arrangement,
    Bounds,
    CountTickets,
    TicketFilter,
    TicketGroups,
    TicketPage,
)
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.read_models import WorkQueue
from agent_desktop.sync.messages import Ask
from tests.benchmarks.http_load import Line, Request, expect_success
from tests.benchmarks.large_rows import NOW
from tests.benchmarks.large_sites_up import Size, large_site_up
from tests.benchmarks.spread import spread

PAGE = 100
WARM_UP = 3
_BOUNDS = Bounds(
    now_until=NOW + timedelta(hours=1),
    today_until=NOW + timedelta(hours=12),
    week_until=NOW + timedelta(days=5),
    today_from=NOW - timedelta(hours=9),
    week_from=NOW - timedelta(days=7),
    month_from=NOW - timedelta(days=30),
)
_COMMON = ("boiler", "meter", "invoice", "pump", "leak", "late", "missing", "broke")


def measure(*, sizes: list[Size], asked: int = 60) -> dict[str, Any]:
    """Milliseconds for each kind of question, from central's port; sizes are measured in turn.

    The one who asks leads, and looks at every queue.
    """
    found: dict[str, Any] = {
        "what": "a page of the list of tickets, its groups and counts, asked of central over every queue",
        "settings": {"asked": asked, "page": PAGE, "interleaved": True},
        "tickets": {str(size[2]): {} for size in sizes},
    }
    with ExitStack() as up:
        sites = [_Site(up, size) for size in sizes]
        for site in sites:
            for _ in range(WARM_UP):
                site.ask_all()
            site.times.clear()
        for _ in range(asked):
            for site in sites:
                site.ask_all()
        for site in sites:
            found["tickets"][str(site.size[2])] = {
                name: spread(times) | {"rows": site.rows[name]} for name, times in site.times.items()
            }
    most, least = (found["tickets"][str(pick(size[2] for size in sizes))] for pick in (max, min))
    found["growth"] = {
        name: round(float(most[name]["median"]) / float(least[name]["median"]), 2) for name in most
    }
    return found


class _Site:
    """A central, and whoever looks at its queues."""

    def __init__(self, up: ExitStack, size: Size) -> None:
        self.size = size
        _, told = up.enter_context(large_site_up(size))
        self._line = Line(urlsplit(told["listening"]).port or 80)
        up.callback(self._line.close)
        self._headers = {"Authorization": f"Bearer {told['tokens'][0]}", "Content-Type": "application/json"}
        self._queries = house().queries
        self._me, self._queues = told["people"][0], told["queues"]
        self._draw = random.Random(5)
        self.times: dict[str, list[float]] = {}
        self.rows: dict[str, int] = {}

    def ask_all(self) -> None:
        """Each kind of question once, in the same order at every site."""
        draw = self._draw
        team = TicketFilter(view="team")

        def saying(text: str) -> TicketFilter:
            return TicketFilter(view="team", text=text)

        number = draw.randrange(10, 2_000)
        self._page("rare_word", saying(f"house {number}"))
        self._page("common_word", saying(draw.choice(_COMMON)))
        self._page("two_words", saying(f"{draw.choice(_COMMON)} {number}"))
        self._page("number", saying(str(ticket_number(4_000 + draw.randrange(self.size[2])))))
        self._page("one_letter", saying(draw.choice("bcdfhmp")))
        self._page("team", team)
        self._page("urgent_calls", TicketFilter(view="team", priorities=["urgent"], channels=["call"]))
        self._page("unassigned", TicketFilter(view="unassigned"))
        self._page("overdue", TicketFilter(view="overdue"))
        self._page("mine", TicketFilter(view="mine"))
        whose = {"agent_id": self._me, "queues": self._queues, "as_of": NOW}
        self._ask("groups", TicketGroups(which=team, order=Arrangement(), bounds=_BOUNDS, **whose))
        filters = [TicketFilter(view=view) for view in ("mine", "team", "unassigned", "overdue")]
        self._ask("four_counts", CountTickets(filters=filters, **whose))
        self._ask("work_queue", WorkQueue(view="team", agent_id=self._me, queues=self._queues, limit=PAGE))

    def _page(self, name: str, which: TicketFilter) -> None:
        self._ask(
            name,
            TicketPage(
                agent_id=self._me,
                queues=self._queues,
                which=which,
                order=Arrangement(),
                as_of=NOW,
                bounds=_BOUNDS,
                limit=PAGE,
            ),
        )

    def _ask(self, name: str, query: Query[Any]) -> None:
        body = msgspec.json.encode(Ask(self._queries.of(query).kind, msgspec.to_builtins(query)))
        took, status, answer = self._line.send(Request("POST", "/api/v1/ask", self._headers, body))
        expect_success(status, answer)
        self.times.setdefault(name, []).append(took)
        told = json.loads(answer)
        self.rows[name] = len(told) if isinstance(told, list) else len(told["rows"])
