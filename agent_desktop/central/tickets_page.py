"""Makes docs/tickets.md of the code that tickets run by: ``python -m agent_desktop.central.tickets_page``."""

from __future__ import annotations

from pathlib import Path

from agent_desktop.features.tickets.assignment import CRITERIA, ORDER, WEIGHTS
from agent_desktop.features.tickets.model import NAMED_STATES, kept_state, may_become
from agent_desktop.features.tickets.service_levels import STANDS_IN

PAGE = Path(__file__).parents[2] / "docs" / "tickets.md"

_OPENING = """\
# How a ticket runs

Made from `agent_desktop/features/tickets` by `python -m agent_desktop.central.tickets_page`; change it there.

## States

From the state on the left a ticket may go to those with a *yes*. What is kept is one of six states and, of a pending
one, whom it waits for: release 0.2 knows the six alone and works on with them, and its `pending` waits for the
customer. A ticket on hold may say until when; then central opens it again and marks it unread. A ticket whose
category asks for fields is solved once they are filled in.

"""


_REST = """
## Who changed what

Central keeps of every ticket, link, file and promise which field became what, by whom, when and by which command
(`record_change`); `tickets.TicketHistory` tells it, oldest first. What central did of itself has nobody as its author.
An erased customer is erased there too.

## Service levels

The first target by position that a ticket fits (priority, category or one above it, the customer's segment) says how
soon there is a first response, a next one after the customer writes again, and a solution. Time counts by the calendar
of the ticket's team, else of its queue, else the site's default, else every moment. A clock stands while the ticket is
{stands}; solved and opened again, the time between does not count. After the target's share of the time
central warns, at breach it hands the ticket to the level and queue the target names: each is told once.
An edited calendar or target is counted anew for every clock that runs.

## Assignment

`tickets.RouteTicket`, and a queue that hands out by itself, give a ticket to somebody of its queue who is at their
desk, has the category's skill, and has room for its weight ({weights}).
Of those the queue's order decides; without one it is {order}. All there are: {criteria}.
"""


def page() -> str:
    """The whole page."""
    return (
        _OPENING
        + _machine()
        + _REST.format(
            stands=" or ".join(f"`{state}`" for state in STANDS_IN),
            weights=", ".join(f"{name} {weight}" for name, weight in WEIGHTS.items()),
            order=", ".join(ORDER),
            criteria=", ".join(CRITERIA),
        )
    )


def _machine() -> str:
    names = list(NAMED_STATES)
    lines = [f"| | {' | '.join(f'`{name}`' for name in names)} | kept as |", f"|{'---|' * (len(names) + 2)}"]
    for name in names:
        ticks = ("yes" if name != then and may_become(name, then) else "–" for then in names)
        kept = " + ".join(f"`{part}`" for part in kept_state(name) if part)
        lines.append(f"| `{name}` | {' | '.join(ticks)} | {kept} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
