"""How a person's own work on a record stands with central, in one quiet line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.own_work.words import field_words, value_words
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.paint import ChipData

if TYPE_CHECKING:
    from agent_desktop.sync.outbox import Standing
    from agent_desktop.workstation.own_words import Names

BARELY = timedelta(seconds=2)
"""Work on its way for less than this is not told as waiting: with the line up nothing waits longer."""


@dataclass(frozen=True, slots=True)
class StandingWords:
    """The line, its tone, and what the link beside it is called; no link where there is nothing to open."""

    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str = "clock"
    link: str = ""


def standing_words(standing: Standing | None, names: Names, now: datetime) -> StandingWords | None:
    """The line of a record; None where there is nothing to say."""
    if standing is None:
        return None
    if standing.state == "refused":
        why = standing.problem.what if standing.problem is not None else ""
        words = _tr("Not accepted: {why} Your text is kept.").format(why=why)
        return StandingWords(words, Tone.BAD, "circle-alert", _tr("Open"))
    if standing.state == "merged":
        return StandingWords(_merged(standing, names), Tone.WARN, "triangle-alert", _tr("Compare"))
    if standing.state == "waiting":
        since = formats.moment(standing.at, now)
        if standing.count > 1:
            words = _tr("{n} changes saved here, waiting for central since {time}").format(
                n=formats.count(standing.count), time=since
            )
        else:
            words = _tr("Saved here, waits for central since {time}").format(time=since)
        return StandingWords(words, link=_tr("Outbox"))
    if formats.local(standing.at).date() != formats.local(now).date():
        return None
    return StandingWords(_tr("Sent {time}").format(time=formats.clock(standing.at)), icon="check")


def standing_chip(standing: Standing | None, now: datetime) -> tuple[ChipData, ...]:
    """The chip of an event in a list; what has simply been sent has none."""
    if standing is None or standing.state == "sent":
        return ()
    if standing.state == "refused":
        return (ChipData(_tr("Not accepted"), Tone.BAD),)
    if standing.state == "merged":
        return (ChipData(_tr("A colleague was first"), Tone.WARN),)
    if now - standing.at < BARELY:
        return ()
    return (ChipData(_tr("Waits since {time}").format(time=formats.moment(standing.at, now))),)


def _merged(standing: Standing, names: Names) -> str:
    lost = standing.lost[0]
    who = names.of(lost.by) or _tr("A colleague")
    words = _tr("Merged: {who} changed the {field} to {value} first").format(
        who=who, field=field_words(lost.field), value=value_words(lost.field, lost.theirs, names)
    )
    more = len(standing.lost) - 1
    return _tr("{merged}, and {n} more").format(merged=words, n=formats.count(more)) if more else words


def _tr(words: str) -> str:
    return QCoreApplication.translate("OwnWork", words)
