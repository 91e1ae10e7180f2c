"""What a contact can be about and what can come of it: the site's own lists, or usual ones."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

USUAL_TOPICS = (
    "Fault: no hot water",
    "Fault: no heating",
    "Fault: thermostat",
    "Emergency: gas",
    "Emergency: leak",
    "Visit: annual service",
    "Visit: late",
    "Delivery: late",
    "Delivery: damaged",
    "Delivery: item missing",
    "Delivery: wrong item",
    "Billing: invoice",
    "Billing: refund",
    "Billing: charged twice",
    "Account: address",
    "Account: e-mail",
    "Account: sign-in",
    "Renewal: price",
    "Renewal: move home",
    "Complaint",
    "Other",
)
USUAL_DISPOSITIONS = (
    "Solved",
    "Information given",
    "Visit booked",
    "Callback promised",
    "Ticket opened",
    "Waiting for customer",
    "Passed on",
    "No answer",
    "Wrong number",
)


def topic_options(site: dict[str, Any]) -> list[tuple[str, str]]:
    """Topics as pairs of what is stored and what is shown."""
    return _options(site.get("topics"), USUAL_TOPICS)


def disposition_options(site: dict[str, Any]) -> list[tuple[str, str]]:
    """Dispositions likewise."""
    return _options(site.get("dispositions"), USUAL_DISPOSITIONS)


def _options(told: object, usual: tuple[str, ...]) -> list[tuple[str, str]]:
    if isinstance(told, list) and told:
        return [(str(word), str(word)) for word in told]
    return [(word, QCoreApplication.translate("WrapUp", word)) for word in usual]
