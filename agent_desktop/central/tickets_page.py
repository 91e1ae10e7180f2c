"""Makes docs/tickets.md of the code that tickets run by: ``python -m agent_desktop.central.tickets_page``."""

from __future__ import annotations

from pathlib import Path

from agent_desktop.features.tickets.assignment import CRITERIA, ORDER, WEIGHTS
from agent_desktop.features.tickets.model import NAMED_STATES, kept_state, may_become
from agent_desktop.features.tickets.service_levels import STANDS_IN
from agent_desktop.features.tickets.workflow_model import DEEDS, DEEPEST, FIELDS, OPS, OWN_OPS, TRIGGERS

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
central warns, at breach it hands the ticket to the level and queue the target names, with a note that says what was due
when and whose it was: each is told once. A target may be for customers who ordered for so much in the last 365 days.
After an edit of calendars or targets the clocks of every open ticket are counted anew, some at a time; what a new
target finds overdue is shown so and told to nobody. `tickets.PreviewDeadlines` says beforehand which
deadlines it moves.

## Assignment

`tickets.RouteTicket`, and a queue that hands out by itself, give a ticket to somebody of its queue who is at their
desk, has the category's skill, and has room for its weight ({weights}).
Of those the queue's order decides; without one it is {order}. All there are: {criteria}.

Nobody who is away is given a ticket, by hand either: that is refused, also where it was said offline.

What central gave to somebody who has left before they looked at it, signed out, on a break or with a lost line, goes
back to its queue within 15 seconds. What they have looked at, or what a person gave them, stays theirs. A ticket is
claimed once: of two who did so offline the first to reach central has it, the other is told who, and what they wrote
on it is kept.

## Reminders

An open promise is told at its owner's desk when it is due, or when it was put off to (`tickets.SnoozePromise`): from
the desk's own records, so after a restart and offline too.

## Rules

When this happens ({triggers}), and the conditions hold, these things are done, in the transaction of the change.
Rules look at a change in their order; each sees what those before it have done, and one that stops is the last. A rule
acts once on a change and on all that follows from it, and at most {deepest} follow one upon another; what that stops is
in the audit. A rule does all of what it says or, where a part cannot be done, nothing, and the audit says why. What it
did is in the ticket's history as `rule NAME`. A note of a rule is no answer to the service levels' clocks.
An owner who is away is given nothing: then the ticket stays as it is.

`tickets.TryRules` says what rules would have done to the tickets of the last days, from the chronicle: tickets as they
were at each moment, customers, people and calendars as they are now.

| field | claims |
|---|---|
{fields}
| `fields.KEY` | {own} |

`customer.value_minor` is what the customer ordered in the last 365 days. `hours.weekday` is 0 for Monday to 6 and
`hours.time` such as `08:30`, both on the wall of the ticket's calendar.

| deed | written as |
|---|---|
{deeds}
"""

_WRITTEN = {
    "set_state": "set_state pending_customer · set_state on_hold for 3d",
    "set_priority": "set_priority high",
    "set_category": "set_category Faults / Boiler",
    "set_queue": "set_queue Billing",
    "set_team": "set_team Night",
    "set_owner": "set_owner best · set_owner nobody · set_owner LOGIN",
    "add_tags": "add_tags hot, cold home",
    "remove_tags": "remove_tags hot",
    "add_followers": "add_followers leads, LOGIN",
    "note": "note: internal words",
    "reply": "reply: words for {customer} on {number}",
    "macro": "macro KEY",
    "open_child": "open_child in Billing at low: subject",
    "promise": "promise callback in 4h of open time by LOGIN: what",
    "tell": "tell owner, followers, leads, LOGIN: words",
    "escalate": "escalate specialist in Billing: hand-over note",
}
"""How each deed of a rule is written in files and in the window."""


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
            triggers=", ".join(f"`{name}`" for name in TRIGGERS),
            deepest=DEEPEST,
            fields="\n".join(f"| `{name}` | {', '.join(OPS[form])} |" for name, form in FIELDS.items()),
            own=", ".join(OWN_OPS),
            deeds="\n".join(f"| `{name}` | `{_WRITTEN[name]}` |" for name in DEEDS),
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
