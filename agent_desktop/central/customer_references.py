"""Which of central's own columns name a customer and stay as they are when two customers become one."""

from __future__ import annotations

from agent_desktop.core.registry import CustomerReference

STAYS = (
    CustomerReference(
        "private_reveal", "customer_id", "who was shown what is evidence: added to and never changed"
    ),
)
