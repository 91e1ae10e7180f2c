"""The floor's figures as cards, table rows and chart: values in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.kpi.read_models import AgentFigures, Figures, Interval, KpiView, SatisfactionView
from agent_desktop.features.workforce.read_models import PersonCard, QueueCard
from agent_desktop.telephony.views import PersonView, QueueView
from agent_desktop_ui import formats
from agent_desktop_ui.calls.own_state import is_over_limit, pause_words
from agent_desktop_ui.floor.state_words import ON_CALL, state_words
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.kpi_tile import KpiFigure
from agent_desktop_ui.widgets.line_chart import ChartData, ChartPoint
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

SERVICE_TARGET_PCT = 80.0
ABANDON_LIMIT_PCT = 5.0
WAIT_LIMIT_S = 90.0
WAIT_TARGET_S = 45.0


WITHOUT_FIGURES = (
    "Waiting now",
    "Average wait",
    "Answered in 20 s",
    "Abandoned",
    "Resolution time",
    "Satisfaction",
)
"""The cards that stand there before any figure has come."""


def _tr(words: str) -> str:
    return QCoreApplication.translate("Floor", words)


def cards(view: KpiView | None, people: Iterable[PersonView], now: datetime) -> list[KpiFigure]:
    """The seven large figures on top, in their places; a dash where nothing is known."""
    here = [person for person in people if person.state != "offline"]
    ready = sum(person.state == "available" for person in here)
    busy = sum(person.state in ON_CALL for person in here)
    paused = sum(person.state == "paused" for person in here)
    wrapping = sum(person.state == "wrap_up" for person in here)
    parts = (
        (busy, _tr("{n} on calls")),
        (paused, _tr("{n} on break")),
        (wrapping, _tr("{n} wrap-up")),
    )
    crew = ", ".join(words.format(n=n) for n, words in parts if n) or _tr("nobody on a call")
    ready_card = KpiFigure(
        "ready", _tr("Agents ready"), _tr("{n} of {all}").format(n=ready, all=len(here)), limit=crew
    )
    if view is None:
        return [*(KpiFigure(name, _tr(name), "–") for name in WITHOUT_FIGURES), ready_card]
    figures, curve = view.figures, view.curve
    oldest_s = (now - view.oldest_at).total_seconds() if view.oldest_at else 0.0
    longest = _tr("longest {time}, limit {limit}").format(
        time=formats.timer(oldest_s) if view.oldest_at else "–", limit=formats.timer(WAIT_LIMIT_S)
    )
    resolution = view.resolution
    return [
        KpiFigure(
            "waiting",
            _tr("Waiting now"),
            formats.count(view.waiting),
            is_past_limit=oldest_s > WAIT_LIMIT_S,
            limit=longest,
        ),
        KpiFigure(
            "average_wait",
            _tr("Average wait"),
            timer(figures.average_wait_s),
            is_past_limit=(figures.average_wait_s or 0) > WAIT_TARGET_S,
            limit=_tr("target under {time}").format(time=formats.timer(WAIT_TARGET_S)),
            trend=_trend(curve, "average_wait_s"),
        ),
        KpiFigure(
            "service_level",
            _tr("Answered in 20 s"),
            formats.share(figures.service_level_pct),
            is_past_limit=_below(figures.service_level_pct, SERVICE_TARGET_PCT),
            limit=_tr("target {share}").format(share=formats.share(SERVICE_TARGET_PCT)),
            trend=_trend(curve, "service_level_pct"),
        ),
        KpiFigure(
            "abandoned",
            _tr("Abandoned"),
            formats.share(figures.abandon_pct, 1),
            is_past_limit=(figures.abandon_pct or 0) > ABANDON_LIMIT_PCT,
            limit=_tr("limit {share}").format(share=formats.share(ABANDON_LIMIT_PCT)),
            trend=_trend(curve, "abandon_pct"),
        ),
        KpiFigure(
            "resolution",
            _tr("Resolution time"),
            formats.span(resolution.median_s) if resolution.median_s is not None else "–",
            limit=_tr("median, {n} solved today").format(n=formats.count(resolution.n)),
        ),
        _satisfaction(view.satisfaction),
        ready_card,
    ]


def _satisfaction(view: SatisfactionView | None) -> KpiFigure:
    """How content customers are today, beside how many of those asked have said so."""
    if view is None or not view.ratings:
        return KpiFigure("satisfaction", _tr("Satisfaction"), "–", limit=_tr("no ratings today"))
    told = _tr("{n} ratings").format(n=formats.count(view.ratings))
    if view.response_pct is not None:
        response = formats.share(view.response_pct)
        told = _tr("{ratings}, {share} replied").format(ratings=told, share=response)
    return KpiFigure("satisfaction", _tr("Satisfaction"), formats.share(view.csat_pct), limit=told)


def queue_columns() -> tuple[Column, ...]:
    """The columns of the queues' table."""
    return (
        Column("queue", _tr("Queue"), is_strong=True, width=0),
        Column("waiting", _tr("Waiting"), is_number=True, width=80),
        Column("longest", _tr("Longest"), is_number=True, width=80),
        Column("average", _tr("Average"), is_number=True, width=80),
        Column("abandoned", _tr("Abandoned"), is_number=True, width=104),
        Column("within", _tr("In 20 s"), width=148),
    )


def queue_rows(
    queues: Iterable[QueueCard],
    live: Mapping[str, QueueView],
    figures: Mapping[str, Figures],
    now: datetime,
) -> list[TableRow]:
    """A row a queue, the longest wait on top."""
    rows = []
    for card in queues:
        view, known = live.get(card.name), figures.get(card.queue_id)
        waiting = view.waiting if view else 0
        longest_s = (now - view.oldest_at).total_seconds() if view and view.oldest_at else None
        level = known.service_level_pct if known else None
        cells = (
            Cell(card.name),
            Cell(formats.count(waiting), float(waiting)),
            Cell(timer(longest_s), longest_s if longest_s is not None else -1.0),
            Cell(timer(known.average_wait_s if known else None)),
            Cell(formats.share(known.abandon_pct if known else None, 1)),
            share_cell(level, Tone.WARN if _below(level, SERVICE_TARGET_PCT) else Tone.OK),
        )
        spoken = _tr("{queue}, {n} waiting, longest {time}").format(
            queue=card.name, n=waiting, time=timer(longest_s)
        )
        rows.append((longest_s or -1.0, TableRow(card.queue_id, cells, spoken)))
    return [row for _, row in sorted(rows, key=lambda pair: -pair[0])]


def people_columns() -> tuple[Column, ...]:
    """The columns of the people's table."""
    return (
        Column("name", _tr("Name"), is_strong=True, width=0),
        Column("state", _tr("State"), width=114),
        Column("in_state", _tr("In state"), is_number=True, width=80),
        Column("calls", _tr("Calls"), is_number=True, width=60),
        Column("handle", _tr("Handle"), is_number=True, width=74),
        Column("resolved", _tr("Resolved"), is_number=True, width=86),
        Column("occupancy", _tr("Occupancy"), width=128),
    )


def people_rows(
    live: Iterable[PersonView],
    cards_by_login: Mapping[str, PersonCard],
    figures: Mapping[str, AgentFigures],
    now: datetime,
) -> list[TableRow]:
    """A row for each person signed in, by name."""
    rows = []
    for view in live:
        card = cards_by_login.get(view.agent)
        if view.state == "offline" or card is None:
            continue
        known = figures.get(card.agent_id)
        words, tone = state_words(view.state, view.reason, view.pause_label)
        said = words
        if is_over_limit(view, now):
            over_s = (now - view.pause_until).total_seconds() if view.pause_until is not None else 0.0
            parts = {"pause": pause_words(view), "time": formats.span(over_s)}
            words, tone = _tr("{pause} +{time}").format(**parts), Tone.WARN
            said = _tr("{pause}, {time} over its limit").format(**parts)
        in_state_s = (now - view.since).total_seconds()
        handled = known.handled if known else 0
        occupancy = known.occupancy_pct if known else None
        cells = (
            Cell(card.name),
            Cell(words, tone=tone, is_chip=True),
            Cell(formats.timer(in_state_s), in_state_s),
            Cell(formats.count(handled), float(handled)),
            Cell(timer(known.aht_s if known else None)),
            Cell(formats.count(known.resolved if known else 0)),
            share_cell(occupancy, Tone.NEUTRAL),
        )
        spoken = _tr("{name}, {state}, {time}").format(
            name=card.name, state=said, time=formats.timer(in_state_s)
        )
        rows.append(TableRow(card.agent_id, cells, spoken))
    return sorted(rows, key=lambda row: row.cell(0).text.casefold())


def chart(curve: Iterable[Interval]) -> ChartData:
    """The day by half hours: the service level as a line over the calls offered."""
    points = tuple(
        ChartPoint(formats.clock(step.since), step.service_level_pct, float(step.offered)) for step in curve
    )
    shares = [point.value for point in points if point.value is not None]
    low = min(60.0, *(share // 10 * 10 for share in shares)) if shares else 60.0
    return ChartData(
        _tr("Answered in 20 s, and calls offered"),
        points,
        low=low,
        high=100.0,
        step=10.0 if low >= 40 else 20.0,
        unit="%",
        target=SERVICE_TARGET_PCT,
        target_words=_tr("target {share}").format(share=formats.share(SERVICE_TARGET_PCT)),
        line_title=_tr("In 20 s"),
        bar_title=_tr("Calls"),
    )


def timer(seconds: float | None) -> str:
    """A time in m:ss; a dash where there is none."""
    return formats.timer(seconds) if seconds is not None else "–"


def share_cell(percent: float | None, tone: Tone) -> Cell:
    """A share as a bar with its number; only a dash where there is none."""
    if percent is None:
        return Cell("–", -1.0)
    return Cell(formats.share(percent), percent, tone, bar=min(1.0, percent / 100))


QUEUE_DROPS = ((600, "average"), (510, "abandoned"), (410, "longest"))
PEOPLE_DROPS = ((650, "resolved"), (560, "handle"), (480, "calls"), (420, "in_state"))
"""Below each width of its table in pixels at 100 %, the column that matters least by then is left out."""


def dropped(drops: Iterable[tuple[int, str]], width: float) -> frozenset[str]:
    """The columns a table of this width leaves out."""
    return frozenset(key for least, key in drops if width < least)


def _trend(curve: Iterable[Interval], field: str) -> tuple[float, ...]:
    return tuple(value for step in curve if (value := getattr(step, field)) is not None)


def _below(percent: float | None, target: float) -> bool:
    return percent is not None and percent < target
