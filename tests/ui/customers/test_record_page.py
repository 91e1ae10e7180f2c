"""The record of a customer as a person at the desk reads and changes it, by keyboard, over real stores."""

from __future__ import annotations

from agent_desktop_ui.customers.record_page import RecordPage
from agent_desktop_ui.customers.record_rows import RecordRow
from agent_desktop_ui.customers.tab_list import RECORD
from tests.support import floor as small
from tests.support.record_desk import RecordDesk
from tests.ui.conftest import Stage


async def open_record(stage: Stage, customer_id: str = small.MARGARET) -> RecordPage:
    stage.screen.show_customer(customer_id)
    stage.screen.panel.tabs.setCurrentIndex(RECORD)
    page = stage.screen.customer_desk.record
    await stage.until(lambda: page.view is not None and page.view.fields.customer_id == customer_id)
    page.list.setFocus()
    return page


def lines(page: RecordPage) -> list[str]:
    return [e.words() if isinstance(e, RecordRow) else f"# {e}" for e in page.list.record_model().entries()]


async def test_everything_on_record_is_told_with_who_when_and_how(stage: Stage, floor: RecordDesk) -> None:
    page = await open_record(stage)
    shown = lines(page)
    assert "Home, 020 7946 0142, Preferred" in shown
    assert "Home, margaret_o, Preferred, mastodon" in shown
    assert "Spouse, Henry Okafor" in shown
    assert any(line.startswith("Marketing, E-mail, Allowed, ") and "Leila Duarte" in line for line in shown)
