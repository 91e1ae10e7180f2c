"""What speaks against leaving the desk now, a call or its wrap-up, and what happens if one goes all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui.calls.caller_words import caller_name, caller_number
from agent_desktop_ui.calls.own_state import own_view

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.shell.screen import DeskContext

_ON_THE_LINE = ("talking", "held", "dialling")


def leaving_words(context: DeskContext, *, signs_out: bool) -> str:
    """The question for whoever signs out, or with False closes the window; empty where nothing is under way.

    Calls are told before a wrap-up, since they are what a caller would notice.
    """
    state = context.contacts.state
    everyone = [one for one in (state.current, *state.waiting) if one is not None and one.call is not None]
    for phase in (*_ON_THE_LINE, "ringing", "wrap_up"):
        found = next((one for one in everyone if one.phase == phase), None)
        if found is not None and (phase != "wrap_up" or _is_wrapping_up(context, found)):
            told = _told(context, found, phase)
            return f"{told}\n{_after(phase, signs_out=signs_out)}"
    return ""


def _told(context: DeskContext, contact: ContactInHand, phase: str) -> str:
    name = caller_name(contact) or caller_number(contact) or _tr("a caller without a number")
    if phase in _ON_THE_LINE:
        words = _tr("You are on a call with {name}. It stays with your telephone, and its note on this desk.")
        return words.format(name=name)
    if phase == "ringing":
        return _tr("{name} is ringing here. Nobody answers at this desk if you leave.").format(name=name)
    me = own_view(context)
    words = _tr("The wrap-up of the call with {name} is not finished. Its note stays on this desk.")
    if me is not None and me.wrap_up_mode == "timed":
        words += " " + _tr("No outcome was given yet.")
    return words.format(name=name)


def _after(phase: str, *, signs_out: bool) -> str:
    if signs_out:
        if phase in _ON_THE_LINE:
            return _tr(
                "You are signed out at once: no more calls come, and this one is followed by no wrap-up."
            )
        return _tr("You are signed out at once: wrap-up ends, and no more calls come.")
    return _tr(
        "You are still signed in: after a while your line shows as lost, and later you are signed out."
    )


def _is_wrapping_up(context: DeskContext, contact: ContactInHand) -> bool:
    """A note that is owed from a wrap-up long over asks nothing: it is kept, and comes back by itself."""
    me = own_view(context)
    return me is None or contact.call is None or me.wrap_up_call_id in {None, contact.call.call_id}


def _tr(words: str) -> str:
    return QCoreApplication.translate("Leaving", words)
