"""By which channels a reply can be sent from here: a ticket without one shows no Reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from agent_desktop.features.correspondence.read_models import TemplateView
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


def recipient(facts: TicketFacts) -> str:
    """Whom a reply would reach; empty where none can go out."""
    return next((channel.to for channel in facts.channels if channel.to), "")


def no_reply_words(facts: TicketFacts) -> str:
    """Why there is no Reply; empty where there is one."""
    if recipient(facts):
        return ""
    if facts.channels:
        return _tr("No address is known to which a reply could go: notes only.")
    return _tr("No channel sends replies from here: notes only.")


def around_options(templates: list[TemplateView]) -> tuple[tuple[str, str], ...]:
    """The languages there are words for around a reply, after the one that is chosen by what the customer speaks.

    None where they are the same in each, as they are until the site writes its own: then there is nothing to choose.
    """
    around = [one for one in templates if one.kind == "reply"]
    if len({(one.subject, one.body, one.signature) for one in around}) < 2:
        return ()
    codes = sorted({one.language for one in around})
    return (("", _tr("auto")), *((code, _language(code)) for code in codes))


def _language(code: str) -> str:
    """A language in its own words; its two letters where Qt knows none."""
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketNotes", words)
