"""In which time zone a customer is rung: their own where the record says so, else the site's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desktop.features.customers.record_read_models import CustomerRecord

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


def city_of(zone: str) -> str:
    """The place a zone is named after, as people say it: "Los Angeles"."""
    return zone.rpartition("/")[2].replace("_", " ")


async def zone_of(context: DeskContext, customer_id: str | None) -> str:
    """The IANA name of the zone that promises to this customer are said in."""
    desk = context.workstation
    if customer_id:
        record = await desk.read(CustomerRecord(customer_id=customer_id, as_of=desk.clock.now()))
        if record is not None and record.time_zone:
            return record.time_zone
    return str(desk.site.get("time_zone") or "UTC")
