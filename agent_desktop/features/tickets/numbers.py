"""Ticket numbers lent to desks in blocks, so that a ticket made offline has its final number at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Work
from agent_desktop.features.tickets.model import BLOCK, block_numbers


class LendNumbers(Command, frozen=True, kw_only=True):
    """Lend this desk the next block of ticket numbers; they come with the verdict as ``numbers``.

    They are this desk's for good: a block is never lent twice, and numbers not used leave a gap.
    """


# One statement that counts up and waits for whoever is counting; both stores speak this upsert.
_NEXT_BLOCK = sa.text(
    "INSERT INTO ticket_block (id, lent) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET lent = ticket_block.lent + 1 RETURNING lent"
)


def next_block(work: CentralWork) -> list[int]:
    """Take the next block of ticket numbers, for a desk or for an importer that owns the transaction."""
    lent = int(work.execute(_NEXT_BLOCK).scalar_one())
    return block_numbers(lent - 1)


def own_number(work: CentralWork) -> int:
    """The next number for a ticket that central itself opens, out of a block that it lends to itself."""
    place = work.execute(_OWN_PLACE).scalar_one_or_none()
    if place is None or place % BLOCK == 0:  # The last one of its block was given out.
        place = (int(work.execute(_NEXT_BLOCK).scalar_one()) - 1) * BLOCK
    work.execute(_SET_OWN_PLACE, {"place": place + 1})
    number: int = block_numbers(place // BLOCK)[place % BLOCK]
    return number


_OWN_PLACE = sa.text("SELECT lent FROM ticket_block WHERE id = 2 FOR UPDATE")
_SET_OWN_PLACE = sa.text(
    "INSERT INTO ticket_block (id, lent) VALUES (2, :place) ON CONFLICT (id) DO UPDATE SET lent = :place"
)


def skip_forgotten_blocks(work: CentralWork) -> None:
    """After a restored backup: pass over as many blocks as were ever lent, and some more.

    A desk holds numbers that were lent after the backup was made. How many is not known, but hardly more
    since then than in all the time before it.
    """
    work.execute(_SKIP_BLOCKS)
    work.execute(_FORGET_OWN)


_SKIP_BLOCKS = sa.text("UPDATE ticket_block SET lent = lent * 2 + 100 WHERE id = 1")
_FORGET_OWN = sa.text("DELETE FROM ticket_block WHERE id = 2")


def _nothing(_work: Work, _actor: Actor, _c: LendNumbers) -> None:
    """Numbers are no record: all of this happens at central."""


def _lend(work: CentralWork, _actor: Actor, _c: LendNumbers) -> dict[str, Any]:
    return {"numbers": next_block(work)}


def register(bus: CommandBus) -> None:
    """Make the lending of numbers known."""
    bus.register(
        "tickets.LendNumbers", LendNumbers, _nothing, roles=DESK, central_step=_lend, is_online_only=True
    )
