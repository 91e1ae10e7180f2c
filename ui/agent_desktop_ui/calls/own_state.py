"""The state of the person at this desk in words: their pause, what comes next, and what wrap-up allows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop.telephony.actions import SetState
from agent_desktop.telephony.floor_rules import NOT_ANSWERED
from agent_desktop_ui import formats

if TYPE_CHECKING:
    from agent_desktop.telephony.views import PersonView
    from agent_desktop_ui.shell.screen import DeskContext


def own_view(context: DeskContext) -> PersonView | None:
    """The person at this desk as the floor has them; None where they are not on it."""
    person = context.workstation.person
    return context.workstation.live.people.get(person.login) if person else None


def pause_words(me: PersonView) -> str:
    """The word of a pause: "Lunch", "Not answered"; empty for anybody else."""
    if me.state != "paused":
        return ""
    return _tr("Not answered") if me.reason == NOT_ANSWERED.id else me.pause_label or me.reason or ""


def next_words(me: PersonView) -> str:
    """What they will be after the call and its wrap-up; empty where they chose nothing for then."""
    words = {"ready": _tr("ready"), "offline": _tr("signed out")}
    return words.get(me.next, me.next_label or me.next_reason or _tr("break")) if me.next else ""


def is_over_limit(me: PersonView, now: datetime) -> bool:
    """Whether a pause has lasted longer than its reason allows."""
    return me.state == "paused" and me.pause_until is not None and now > me.pause_until


def pause_line(me: PersonView | None, now: datetime) -> str:
    """What is to be said of a pause in a line of its own; empty for one that needs no word."""
    if me is None or me.state != "paused":
        return ""
    if me.reason == NOT_ANSWERED.id:
        if me.not_answered > 1:
            words = _tr(
                "{n} calls in a row rang here and were not answered. You are paused; others get them now."
            )
            return words.format(n=me.not_answered)
        return _tr("A call rang here and was not answered. You are paused; others get the calls now.")
    if me.chosen != "break":
        return _tr("The exchange has paused you: {reason}. No calls come.").format(reason=pause_words(me))
    if me.pause_until is not None and is_over_limit(me, now):
        words = _tr("{pause} is over its limit of {limit} since {time}. It goes on until you end it.")
        limit = formats.span((me.pause_until - me.since).total_seconds())
        return words.format(pause=pause_words(me), limit=limit, time=formats.clock(me.pause_until))
    return ""


def extend_refusal(me: PersonView | None) -> str:
    """Why wrap-up cannot be made longer; empty where it can."""
    if me is None or me.state != "wrap_up":
        return ""
    if me.wrap_up_until is None:
        return _tr("This wrap-up has no limit.")
    return _tr("It cannot be made longer again.") if me.wrap_up_extensions_left == 0 else ""


def choose_ready(context: DeskContext) -> None:
    """F5: ready, now or after the call; every pause by the system is over with it.

    Who takes no calls is not put on the floor by a key.
    """
    person = context.workstation.person
    if person is None or {"agent", "sales"}.isdisjoint(person.roles):
        return
    context.desk.act(lambda i, who, until: SetState(id=i, agent=who, expires_at=until, state="ready"))


def _tr(words: str) -> str:
    return QCoreApplication.translate("OwnState", words)
