"""Figures that were not heard of for 15 seconds are dimmed and say how old they are."""

from __future__ import annotations

from tests.support.desk_floor import KPI
from tests.ui.conftest import Stage


async def test_silence_dims_the_figures_and_news_brings_them_back(stage: Stage) -> None:
    bar, view = stage.frame.kpi, stage.frame.kpi_view
    stage.floor.clock.advance(10)
    stage.frame.heartbeat.tell()
    assert view.live.accessibleName().startswith("Live")

    stage.floor.clock.advance(6)
    stage.frame.heartbeat.tell()
    now = stage.floor.clock.now()
    assert {figure.age for figure in bar.figures(now)} == {"16 s"}
    assert view.live.accessibleName().startswith("Not live")

    stage.floor.kpi.tell(KPI)
    await stage.settle(0.05)
    assert {figure.age for figure in bar.figures(now)} == {""}
    assert view.live.accessibleName().startswith("Live")
