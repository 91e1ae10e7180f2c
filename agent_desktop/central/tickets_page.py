"""Makes docs/tickets.md of the code that tickets run by: ``python -m agent_desktop.central.tickets_page``."""

from __future__ import annotations

from pathlib import Path

from agent_desktop.features.tickets.model import NAMED_STATES, kept_state, may_become

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


def page() -> str:
    """The whole page."""
    return _OPENING + _machine()


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
