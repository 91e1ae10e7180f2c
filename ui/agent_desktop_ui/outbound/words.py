"""Leads and dispositions in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.outbound.model import DISPOSITIONS, TONES
from agent_desktop.features.outbound.read_models import LeadRow
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.table_model import Cell, TableRow


def disposition_words(disposition: str | None) -> str:
    """What came of an attempt, as people say it."""
    if not disposition:
        return "–"
    return _tr(DISPOSITIONS.get(disposition, disposition))


def disposition_options() -> tuple[tuple[str, str], ...]:
    """Every disposition with its words, in the order of the list."""
    return tuple((key, _tr(words)) for key, words in DISPOSITIONS.items())


def lead_row(lead: LeadRow, now: datetime) -> TableRow:
    """A lead as a row of the call list."""
    is_due = lead.next_attempt_at is None or lead.next_attempt_at <= now
    due = _tr("Now") if is_due else formats.moment(lead.next_attempt_at or now, now)
    if lead.state == "callback":
        when = Cell(
            _tr("Call {time}").format(time=due), tone=Tone.WARN if is_due else Tone.INFO, is_chip=True
        )
    else:
        when = Cell(due)
    last = Cell(
        disposition_words(lead.last_disposition), tone=Tone(TONES.get(lead.last_disposition or "", "neutral"))
    )
    cells = (Cell(lead.name), when, Cell(formats.count(lead.attempts), float(lead.attempts)), last)
    return TableRow(lead.lead_id, cells, f"{lead.name}, {when.text}, {last.text}")


def _tr(words: str) -> str:
    return QCoreApplication.translate("Outbound", words)
