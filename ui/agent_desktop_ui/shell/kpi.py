"""The figures along the bottom: live from central, named, and opening to the calls behind them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop.features.kpi.read_models import CallsBehind, Interval, KpiView
from agent_desktop_ui import formats
from agent_desktop_ui.shell.connections import health_words
from agent_desktop_ui.shell.figure_calls import FigureCallsLayer
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.kpi_tile import KpiFigure

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.kpi_bar import KpiBarView

STALE_AFTER_S = 15.0
LONGEST_WAIT_LIMIT_S = 90.0
SERVICE_TARGET_PCT = 80.0
ABANDON_LIMIT_PCT = 5.0

BEHIND = {
    "waiting": "waiting",
    "longest": "waiting",
    "average_wait": "offered",
    "service_level": "answered",
    "answered": "answered",
    "offered": "offered",
    "abandoned": "abandoned",
}
"""Which calls each figure opens to; resolution opens to nothing, since its tickets are no calls."""


class KpiBar(QObject):
    """Follows the figures and their age."""

    def __init__(self, context: DeskContext, view: KpiBarView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._kpi: KpiView | None = context.workstation.live.kpi
        self._heard_at = context.workstation.live.heard_at
        context.bridge.kpi_changed.connect(self._take)
        context.bridge.link_changed.connect(lambda _link: self.refresh())
        context.heartbeat.second.connect(lambda _now: self.refresh())
        view.figure_opened.connect(self.open_figure)
        self.refresh()

    def refresh(self) -> None:
        """Show the figures and how old they are."""
        now = self._context.workstation.clock.now()
        self._view.show_figures(tuple(self.figures(now)))
        is_live = self._kpi is not None and not self._age(now)
        health, away = health_words(self._context.workstation), self._context.workstation.live.away()
        self._view.live.setToolTip(health)
        self._view.live.setAccessibleDescription(health)
        if away and self._context.workstation.link.state == "online":
            words = self.tr("Exchange away  {time}").format(time=formats.clock(away[0].since))
            self._view.live.show_live(words, Tone.BAD)
        elif is_live:
            self._view.live.show_live(self.tr("Live  {time}").format(time=formats.clock(now)), Tone.OK)
        else:
            self._view.live.show_live(
                self.tr("Not live  {time}").format(time=formats.clock(now)), Tone.NEUTRAL
            )

    def figures(self, now: datetime) -> list[KpiFigure]:
        """What the bar shows at ``now``."""
        kpi = self._kpi
        if kpi is None:
            return [
                KpiFigure("waiting", self.tr("Waiting"), "–"),
                KpiFigure("longest", self.tr("Longest wait"), "–"),
                KpiFigure("average_wait", self.tr("Average wait"), "–"),
                KpiFigure("abandoned", self.tr("Abandoned"), "–"),
                KpiFigure("resolution", self.tr("Resolution"), "–"),
            ]
        age = self._age(now)
        longest = (now - kpi.oldest_at).total_seconds() if kpi.oldest_at else 0.0
        return [
            KpiFigure(
                "waiting",
                self.tr("Waiting"),
                formats.count(kpi.waiting),
                limit=self.tr("Callers in a queue now."),
                age=age,
            ),
            KpiFigure(
                "longest",
                self.tr("Longest wait"),
                formats.timer(longest) if kpi.oldest_at else "–",
                is_past_limit=longest > LONGEST_WAIT_LIMIT_S,
                limit=self.tr("How long the oldest waiting caller has waited; limit {limit}.").format(
                    limit=formats.timer(LONGEST_WAIT_LIMIT_S)
                ),
                age=age,
            ),
            *self._means(kpi, age),
        ]

    def _means(self, kpi: KpiView, age: str) -> list[KpiFigure]:
        figures, resolution = kpi.figures, kpi.resolution
        late = figures.service_level_pct is not None and figures.service_level_pct < SERVICE_TARGET_PCT
        lost = figures.abandon_pct is not None and figures.abandon_pct > ABANDON_LIMIT_PCT
        n = formats.count(figures.offered)
        return [
            KpiFigure(
                "average_wait",
                self.tr("Average wait"),
                _time(figures.average_wait_s),
                limit=self.tr("Total wait of all who queued today ÷ all who queued; n = {n}.").format(n=n),
                trend=_trend(kpi.curve, "average_wait_s"),
                age=age,
            ),
            KpiFigure(
                "service_level",
                self.tr("Answered in 20 s"),
                formats.share(figures.service_level_pct),
                is_past_limit=late,
                limit=self.tr(
                    "Answered within 20 s of entering the queue ÷ offered today, short abandons left out;"
                    " target {target}; n = {n}."
                ).format(target=formats.share(SERVICE_TARGET_PCT), n=n),
                trend=_trend(kpi.curve, "service_level_pct"),
                age=age,
            ),
            KpiFigure(
                "abandoned",
                self.tr("Abandoned"),
                formats.share(figures.abandon_pct, 1),
                is_past_limit=lost,
                limit=self.tr(
                    "Hung up in the queue ÷ offered today, short abandons left out of both; limit {limit}; n = {n}."
                ).format(limit=formats.share(ABANDON_LIMIT_PCT), n=n),
                trend=_trend(kpi.curve, "abandon_pct"),
                trend_tone=Tone.WARN,
                age=age,
            ),
            KpiFigure(
                "resolution",
                self.tr("Resolution"),
                formats.span(resolution.median_s) if resolution.median_s is not None else "–",
                limit=self.tr(
                    "Created to last solved, median, calendar hours, tickets last solved today;"
                    " mean {mean}; n = {n}."
                ).format(
                    mean=formats.span(resolution.mean_s) if resolution.mean_s is not None else "–",
                    n=formats.count(resolution.n),
                ),
                age=age,
            ),
        ]

    def _age(self, now: datetime) -> str:
        if self._kpi is None or self._heard_at is None:
            return ""
        # Central tells the figures at least every ten seconds, so that silence means they are not live.
        old = (now - self._heard_at).total_seconds()
        is_heard = self._context.workstation.link.state == "online"
        return formats.span(old) if old > STALE_AFTER_S or not is_heard else ""

    def _take(self, kpi: KpiView) -> None:
        self._kpi, self._heard_at = kpi, self._context.workstation.clock.now()
        self.refresh()

    def open_figure(self, key: str) -> None:
        """Show the calls behind a figure; nothing for one that counts no calls."""
        figure = BEHIND.get(key)
        if figure is None or self._kpi is None:
            return
        titles = {
            "waiting": self.tr("Calls waiting"),
            "offered": self.tr("Calls offered today"),
            "answered": self.tr("Calls answered today"),
            "abandoned": self.tr("Calls abandoned today"),
        }
        layer = FigureCallsLayer(titles[figure], self._context)
        self._context.desk.open_layer(layer)
        layer.ask(CallsBehind(figure=figure, since=self._kpi.since))


def _time(seconds: float | None) -> str:
    return "–" if seconds is None else formats.timer(seconds)


def _trend(curve: list[Interval], field: str) -> tuple[float, ...]:
    values = (getattr(step, field) for step in curve)
    return tuple(value for value in values if value is not None)
