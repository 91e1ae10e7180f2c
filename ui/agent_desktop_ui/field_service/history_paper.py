"""A customer's history on paper: what the engineer takes along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextDocument

from agent_desktop.features.customers.read_models import CustomerView, TimelineEvent
from agent_desktop_ui import formats
from agent_desktop_ui.customers.header_words import header_of
from agent_desktop_ui.customers.timeline_words import shown_event

# Paper has its own colours: black on white, whatever the theme.
_STYLE = """
body { font-family: Inter, sans-serif; font-size: 9.5pt; color: black; }
h1 { font-size: 16pt; margin-bottom: 2pt; }
h2 { font-size: 11pt; margin-top: 12pt; margin-bottom: 3pt; }
p { margin-top: 1pt; margin-bottom: 3pt; }
.small { font-size: 8.5pt; color: dimgray; }
.alert { font-weight: bold; }
td { padding-right: 14pt; }
"""


def history_document(
    view: CustomerView, events: Iterable[TimelineEvent], now: datetime, printed_by: str, *, foot: str = ""
) -> QTextDocument:
    """The header, the facts and every event, newest first, as a document to print.

    ``foot`` is the last line where it is not the engineer's, with ``{when}`` and ``{who}`` in it.
    """
    header = header_of(view, can_dial="")
    phones = " · ".join(phone.e164 for phone in view.phones)
    parts = [
        f"<h1>{escape(view.name)}</h1>",
        f"<p>{escape(' · '.join([*header.contact, phones]).strip(' ·'))}</p>",
    ]
    if view.alert:
        parts.append(f'<p class="alert">{escape(view.alert)}</p>')
    labels = "".join(f'<td class="small">{escape(fact.label)}</td>' for fact in header.facts)
    values = "".join(f"<td><b>{escape(fact.value)}</b></td>" for fact in header.facts)
    parts.append(f"<table><tr>{labels}</tr><tr>{values}</tr></table>")
    day = ""
    for event in events:
        shown = shown_event(event, now)
        if shown.day != day:
            day = shown.day
            parts.append(f"<h2>{escape(day)}</h2>")
        chips = ", ".join(chip.text for chip in shown.chips)
        meta = "  ·  ".join(part for part in (shown.time, shown.meta, chips) if part)
        parts.append(
            f"<p><b>{escape(shown.title)}</b> <span class='small'>{escape(meta)}</span>"
            f"<br/>{escape(shown.text)}</p>"
        )
    usual = QCoreApplication.translate(
        "FieldService", "Printed {when} by {who}. Personal data: destroy after the visit."
    )
    last = (foot or usual).format(when=f"{formats.dated(now)}, {formats.clock(now)}", who=printed_by)
    parts.append(f'<p class="small">{escape(last)}</p>')
    document = QTextDocument()
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml("".join(parts))
    return document
