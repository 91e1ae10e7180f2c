"""Samples of what a shop system, the accounting and people tell of what customers bought and own."""

from __future__ import annotations

from datetime import timedelta

from agent_desktop.core.command import Command
from agent_desktop.features.commerce.commands import (
    RecordContract,
    RecordDelivery,
    RecordOrder,
    RecordProduct,
    SetBalance,
    SettleReturn,
)
from agent_desktop.features.commerce.model import OrderLine
from tests.support import floor
from tests.support.floor import NOW, an_id

_LATER = NOW + timedelta(minutes=1)
ORDERED = RecordOrder(
    made_at=NOW,
    order_id=an_id(610),
    customer_id=floor.DEV,
    number=" B-2001 ",
    ordered_at=NOW - timedelta(days=2),
    currency="eur",
    lines=[
        OrderLine("Pump 8 kW", 1, 129900, "P-8"),
        OrderLine("مضخة حرارية", 2, 450),
        OrderLine("Wrong article", 1, 999, state="cancelled"),
    ],
    carrier="Larch Parcels",
    expected_on="2026-11-24",
)

BY_LEADS: dict[str, tuple[Command, ...]] = {
    "commerce.RecordOrder": (
        ORDERED,
        RecordOrder(
            made_at=_LATER,
            order_id=an_id(610),
            customer_id=floor.DEV,
            number="B-2001",
            ordered_at=ORDERED.ordered_at,
            currency="EUR",
            lines=[OrderLine("Pump 8 kW", 1, 129900, "P-8", "shipped")],
            total_minor=130400,
        ),
    ),
    "commerce.RecordDelivery": (
        ORDERED,
        RecordDelivery(made_at=_LATER, order_id=an_id(610), state="shipped", tracking="LP 33"),
        RecordDelivery(made_at=_LATER, order_id=an_id(610), state="delivered", lines=[1], at=NOW),
        # One that is known by its number alone.
        RecordDelivery(made_at=_LATER, order_id=floor.ORDER, state="returned"),
    ),
    "commerce.RecordContract": (
        RecordContract(
            made_at=NOW, contract_id=an_id(611), customer_id=floor.DEV, name="Cover", starts_on="2026-11-01"
        ),
        RecordContract(
            made_at=_LATER,
            contract_id=floor.COVER,
            customer_id=floor.MARGARET,
            name="Home Cover",
            state="ended",
        ),
    ),
    "commerce.SetBalance": (
        SetBalance(made_at=NOW, customer_id=floor.HENRY, balance_minor=-1299, currency="eur"),
    ),
}
BY_AGENTS: dict[str, tuple[Command, ...]] = {
    "commerce.RecordProduct": (
        RecordProduct(
            made_at=NOW,
            product_id=an_id(612),
            customer_id=floor.MARGARET,
            name=" Thermostat ",
            serial="T-9",
            owned_since="2026-11-01",
            warranty_until="2028-10-31",
        ),
        RecordProduct(
            made_at=_LATER,
            product_id=an_id(612),
            customer_id=floor.MARGARET,
            name="Thermostat",
            state="replaced",
        ),
    ),
    "commerce.SettleReturn": (
        SettleReturn(made_at=NOW, return_authorisation_id=floor.BACK, state="received"),
    ),
}
