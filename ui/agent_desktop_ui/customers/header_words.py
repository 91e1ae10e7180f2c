"""What is known of a customer as the header shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from agent_desktop.features.customers.consent import CHANNELS
from agent_desktop_ui import formats
from agent_desktop_ui.customers.record_words import channel_words
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.customer_header import CustomerHeader, HeaderAction
from agent_desktop_ui.widgets.facts import Fact
from agent_desktop_ui.widgets.paint import ChipData

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.features.customers.read_models import CustomerView, KnownCaller


def header_of(
    view: CustomerView,
    now: datetime | None = None,
    *,
    can_dial: str,
    is_kept: bool = False,
    identity: str = "",
) -> CustomerHeader:
    """The header; ``can_dial`` says why not to call from here, or is empty. With ``now``, today is told as today.

    ``identity`` is what came of checking who they are in this contact: verified, failed, or nothing.
    """
    chips = []
    if is_kept:
        chips.append(ChipData(_tr("Kept offline"), Tone.INFO))
    if view.segment:
        chips.append(ChipData(view.segment, Tone.ACCENT))
    if identity == "verified":
        chips.append(ChipData(_tr("Identity verified"), Tone.OK))
    elif identity == "failed":
        chips.append(ChipData(_tr("Identity not confirmed"), Tone.BAD))
    if view.kind == "organisation":
        chips.append(ChipData(_tr("Company")))
    chips += [ChipData(words, Tone.WARN) for words in unwanted(view.withdrawn)]
    contact = [part for part in (view.email, view.address) if part]
    if view.languages:
        contact.append(_tr("Speaks {languages}").format(languages=view.languages))
    no_phone = "" if view.phones else _tr("No number is known.")
    no_mail = "" if view.email else _tr("No e-mail address is known.")
    return CustomerHeader(
        view.name,
        tuple(chips),
        tuple(contact),
        facts_of(view, now),
        view.alert or "",
        Tone.WARN,
        (
            HeaderAction("ticket", _tr("New ticket"), "plus"),
            HeaderAction("email", _tr("Email"), "mail", refusal=no_mail),
            HeaderAction("call", _tr("Call"), "phone-outgoing", refusal=no_phone or can_dial),
            HeaderAction("edit", _tr("Edit customer"), "pencil"),
            HeaderAction("merge", _tr("Merge with another record"), "users"),
            HeaderAction("copy", _tr("Copy number"), "copy", refusal=no_phone),
            HeaderAction("keep", keep_words(is_kept=is_kept), "download"),
        ),
    )


_UNWANTED: dict[str, tuple[Any, Any]] = {
    "recording": (
        QT_TRANSLATE_NOOP("Customers", "No recording"),
        QT_TRANSLATE_NOOP("Customers", "No recording: {channels}"),
    ),
    "service": (
        QT_TRANSLATE_NOOP("Customers", "Wants no contact"),
        QT_TRANSLATE_NOOP("Customers", "Not by {channels}"),
    ),
    "marketing": (
        QT_TRANSLATE_NOOP("Customers", "No marketing"),
        QT_TRANSLATE_NOOP("Customers", "No marketing: {channels}"),
    ),
}
"""By purpose what is said where all of it was taken back, and where it was on some channels."""


def unwanted(withdrawn: list[str]) -> list[str]:
    """What an agent must not do with this customer, as few words; what only machines do is left to the record."""
    said = []
    for purpose, (everything, some) in _UNWANTED.items():
        channels = [one.partition(":")[2] for one in withdrawn if one.startswith(f"{purpose}:")]
        # Nothing but calls is recorded here.
        if len(channels) == len(CHANNELS) or (purpose == "recording" and "call" in channels):
            said.append(_tr(everything))
        elif channels:
            said.append(_tr(some).format(channels=", ".join(channel_words(one) for one in channels)))
    return said


def keep_words(*, is_kept: bool) -> str:
    """What the action does that keeps a customer on this desk, or no longer."""
    return _tr("No longer keep this customer offline") if is_kept else _tr("Keep this customer offline")


def header_of_absent(known: KnownCaller | None) -> CustomerHeader:
    """A customer whose record is not on this desk: the name and numbers of the caller index, and no more."""
    name = known.name if known is not None else _tr("Not on this desk")
    contact = tuple(known.numbers) if known is not None else ()
    alert = _tr(
        "The record is not on this desk and central cannot be reached. It comes when central answers."
    )
    chips = (ChipData(_tr("Not on this desk"), Tone.WARN),) if known is not None else ()
    return CustomerHeader(name, chips, contact, (), alert, Tone.WARN)


def facts_of(view: CustomerView, now: datetime | None) -> tuple[Fact, ...]:
    """The facts in the order they are used on a call."""
    visit = _tr("None booked")
    if view.next_visit is not None:
        is_today = now is not None and formats.local(view.next_visit).date() == formats.local(now).date()
        today = _tr("Today {time}").format(time=formats.clock(view.next_visit))
        visit = today if is_today else formats.dated(view.next_visit)
    satisfied = "–" if view.last_satisfaction is None else f"{view.last_satisfaction} / 5"
    tone = Tone.NEUTRAL
    if view.last_satisfaction is not None and view.last_satisfaction <= 3:
        tone = Tone.BAD if view.last_satisfaction <= 2 else Tone.WARN
    since = formats.month(view.customer_since) if view.customer_since else "–"
    # Somebody with an open ticket and no visit in sight is what an agent must see at once.
    none_booked = view.next_visit is None and view.open_tickets > 0
    return (
        Fact(_tr("Next visit"), visit, Tone.BAD if none_booked else Tone.NEUTRAL),
        Fact(_tr("Open tickets"), formats.count(view.open_tickets)),
        Fact(_tr("Last satisfaction"), satisfied, tone),
        Fact(_tr("Calls in 90 days"), formats.count(view.calls_90d)),
        Fact(
            _tr("Balance"),
            formats.money(view.balance_minor, view.currency),
            Tone.BAD if view.balance_minor < 0 else Tone.NEUTRAL,
        ),
        Fact(_tr("Customer since"), since),
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("Customers", words)
