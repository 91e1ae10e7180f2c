"""The subjects of the house. ``house()`` builds the registry that both stores run on."""

from __future__ import annotations

from agent_desktop.core.registry import Registry
from agent_desktop.features import (
    blocked,
    calls,
    commerce,
    correspondence,
    customers,
    field_service,
    interactions,
    knowledge,
    kpi,
    outbound,
    ratings,
    scripts,
    tickets,
    workforce,
)


def house() -> Registry:
    """Everything that can be written and asked, registered bottom to top."""
    registry = Registry()
    for subject in (
        workforce,
        customers,
        commerce,
        interactions,
        calls,
        tickets,
        correspondence,
        ratings,
        knowledge,
        scripts,
        outbound,
        field_service,
        blocked,
        kpi,
    ):
        subject.register(registry)
    return registry
