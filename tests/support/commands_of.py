"""Commands as they travel, for tests that push."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from agent_desktop.core.ids import new_id


def envelope(kind: str, **data: Any) -> dict[str, Any]:
    """One command in its envelope, made now."""
    return {
        "kind": kind,
        "data": {"command_id": new_id(), "made_at": datetime.now(UTC).isoformat(), **data},
        "seen": {},
    }


def create_customer(
    customer_id: str, *, given: str = "Margaret", family: str = "Okafor", number: str = "+441174960018"
) -> dict[str, Any]:
    """A new customer with one number."""
    return envelope(
        "customers.CreateCustomer",
        customer_id=customer_id,
        currency="GBP",
        region="GB",
        given_name=given,
        family_name=family,
        phones=[{"phone_id": new_id(), "number": number, "label": "mobile"}],
    )


def start_contact(interaction_id: str, customer_id: str | None, **more: Any) -> dict[str, Any]:
    """The beginning of a contact."""
    return envelope(
        "interactions.StartContact",
        interaction_id=interaction_id,
        channel="call",
        direction="in",
        title="Call",
        started_at=datetime.now(UTC).isoformat(),
        customer_id=customer_id,
        **more,
    )
