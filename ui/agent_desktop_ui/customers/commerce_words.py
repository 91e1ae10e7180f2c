"""What a customer bought, has and agreed in words: rows of the tab, lines of the glance column, states."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.glance_column import GlanceItem
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.timeline import TimelineEvent as ShownEvent

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.features.commerce.model import OrderLine
    from agent_desktop.features.commerce.read_models import (
        ContractView,
        OrderView,
        ProductView,
        ReturnView,
    )

LINES_SHOWN = 6

_STATES = {
    "placed": ("Placed", Tone.INFO),
    "shipped": ("On its way", Tone.INFO),
    "partly_shipped": ("Partly on its way", Tone.INFO),
    "partly_delivered": ("Partly delivered", Tone.WARN),
    "delivered": ("Delivered", Tone.OK),
    "returned": ("Returned", Tone.WARN),
    "cancelled": ("Cancelled", Tone.NEUTRAL),
    "in_use": ("In use", Tone.OK),
    "replaced": ("Replaced", Tone.NEUTRAL),
    "retired": ("No longer in use", Tone.NEUTRAL),
    "active": ("Active", Tone.OK),
    "ended": ("Ended", Tone.NEUTRAL),
    "authorised": ("To come back", Tone.INFO),
    "received": ("Came back", Tone.OK),
    "refused": ("Not taken back", Tone.WARN),
}


def state_chip(state: str) -> ChipData:
    """A state as a chip; an order's, a line's, a product's, a contract's or a return's."""
    words, tone = _STATES.get(state, (state, Tone.NEUTRAL))
    return ChipData(_tr(words), tone)


def warranty_chip(until: str | None, today: date) -> ChipData | None:
    """Whether a warranty still holds; None where nothing is known of one."""
    day = _day(until)
    if day is None:
        return None
    if day < today:
        return ChipData(_tr("Warranty ended {day}").format(day=day_words(until)), Tone.WARN)
    return ChipData(_tr("Warranty until {day}").format(day=day_words(until)), Tone.OK)


def day_words(text: str | None) -> str:
    """A date as the person writes it: "2 Sep 2027"; what is no date stays as it was given."""
    day = _day(text)
    return (
        text or "" if day is None else QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
    )


def line_words(line: OrderLine, currency: str) -> str:
    """A line of an order in a line: "2 × Filter, £12.00"."""
    words = f"{line.quantity} × {line.name}"
    if line.unit_minor:
        words += ", " + formats.money(line.quantity * line.unit_minor, currency)
    return words if line.state == "placed" else f"{words}  ·  {state_chip(line.state).text}"


def delivery_words(order: OrderView, now: datetime) -> str:
    """How the delivery stands: when it came, or is expected, and with whom."""
    if order.delivered_at is not None:
        when = _tr("delivered {when}").format(when=formats.moment(order.delivered_at, now))
    elif order.expected_on and order.status not in {"delivered", "returned", "cancelled"}:
        when = _tr("expected {day}").format(day=day_words(order.expected_on))
    else:
        when = ""
    parcel = " ".join(part for part in (order.carrier, order.tracking) if part)
    return "  ·  ".join(part for part in (when, parcel) if part)


def order_entry(order: OrderView, title: str, now: datetime) -> ShownEvent:
    """An order as a row of the tab."""
    lines = [line_words(line, order.currency) for line in order.lines[: LINES_SHOWN - 1]]
    if len(order.lines) >= LINES_SHOWN:
        left = len(order.lines) - len(lines)
        lines.append(_tr("and {n} more lines").format(n=formats.count(left)))
    items = (
        _tr("1 item") if order.item_count == 1 else _tr("{n} items").format(n=formats.count(order.item_count))
    )
    total = formats.money(order.total_minor, order.currency)
    meta = "  ·  ".join(part for part in (items, total, delivery_words(order, now)) if part)
    chip = state_chip(order.status)
    return ShownEvent(
        f"order:{order.order_id}",
        title,
        "shopping-bag",
        _tr("Order {number}").format(number=order.number),
        meta,
        formats.full_date(order.ordered_at),
        "\n".join(lines),
        chip.tone if chip.tone is not Tone.NEUTRAL else Tone.ACCENT,
        (chip,),
        formats.full_date(order.ordered_at),
    )


def product_entry(product: ProductView, title: str, today: date) -> ShownEvent:
    """A product as a row of the tab."""
    meta = "  ·  ".join(
        part
        for part in (
            _tr("serial {serial}").format(serial=product.serial) if product.serial else "",
            _tr("lot {lot}").format(lot=product.lot) if product.lot else "",
            product.sku or "",
        )
        if part
    )
    told = [product.warranty_terms, product.remark]
    if product.order_number:
        told.insert(0, _tr("From order {number}").format(number=product.order_number))
    warranty = warranty_chip(product.warranty_until, today)
    is_in_use = product.state == "in_use"
    chips = [] if is_in_use else [state_chip(product.state)]
    if warranty is not None:
        chips.append(warranty)
    return ShownEvent(
        f"product:{product.product_id}",
        title,
        "wrench",
        product.name,
        meta,
        _tr("since {day}").format(day=day_words(product.owned_since)) if product.owned_since else "",
        "\n".join(part for part in told if part),
        Tone.INFO if is_in_use else Tone.NEUTRAL,
        tuple(chips),
    )


def contract_entry(contract: ContractView, title: str, today: date) -> ShownEvent:
    """A contract as a row of the tab."""
    meta = "  ·  ".join(part for part in (contract.number, contract.terms) if part)
    return ShownEvent(
        f"contract:{contract.contract_id}",
        title,
        "file-text",
        contract.name,
        meta,
        _tr("since {day}").format(day=day_words(contract.starts_on)) if contract.starts_on else "",
        contract_term(contract, today),
        Tone.ACCENT if contract.state == "active" else Tone.NEUTRAL,
        (state_chip(contract.state),),
    )


def return_entry(back: ReturnView, title: str) -> ShownEvent:
    """A return as a row of the tab."""
    meta = "  ·  ".join(
        part
        for part in (
            _tr("lot {lot}").format(lot=back.lot) if back.lot else "",
            _tr("from order {number}").format(number=back.order_number) if back.order_number else "",
        )
        if part
    )
    chip = state_chip(back.state)
    return ShownEvent(
        f"return:{back.return_id}",
        title,
        "undo-2",
        back.product,
        meta,
        formats.full_date(back.authorised_at),
        "",
        chip.tone,
        (chip,),
    )


def product_item(product: ProductView, today: date) -> GlanceItem:
    """A product in the glance column."""
    warranty = warranty_chip(product.warranty_until, today)
    parts = (
        warranty.text if warranty is not None else "",
        _tr("since {day}").format(day=day_words(product.owned_since)) if product.owned_since else "",
    )
    return GlanceItem(
        f"product:{product.product_id}", product.name, "  ·  ".join(part for part in parts if part)
    )


def contract_item(contract: ContractView, today: date) -> GlanceItem:
    """A contract in the glance column."""
    meta = "  ·  ".join(part for part in (contract_term(contract, today), contract.terms) if part)
    return GlanceItem(f"contract:{contract.contract_id}", contract.name, meta)


def contract_term(contract: ContractView, today: date) -> str:
    """When a contract renews itself, or ends."""
    ends, renews = _day(contract.ends_on), _day(contract.renews_on)
    if ends is not None:
        words = _tr("Ended {day}") if ends < today else _tr("Ends {day}")
        return words.format(day=day_words(contract.ends_on))
    if renews is not None:
        return _tr("Renews {day}").format(day=day_words(contract.renews_on))
    return ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _tr(words: str) -> str:
    return QCoreApplication.translate("Commerce", words)
