"""The tabs over a customer, in the order they stand: a new one is a name here and a page in ``CustomerDesk``."""

from __future__ import annotations

TIMELINE, TICKETS, ORDERS, VISITS, TICKET, RECORD, PRIVATE = range(7)
