"""Makes docs/permissions.md of the table of rules: ``python -m agent_desktop.central.rules_page``."""

from __future__ import annotations

from pathlib import Path

from agent_desktop.central.rules import TABLES, Rule
from agent_desktop.core.people import Role

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

_OPENING = """\
# Who may do what

Made from `agent_desktop/central/rules.py` by `python -m agent_desktop.central.rules_page`; change it there. Central
holds everything to this table: what is not in it is denied, to everybody. A test asks for every operation in every
role and compares.

A person may hold several roles, and may do what any of them allows; without a role, nothing. Customers are anybody's
at a desk: whoever answers must be able to help. So is a ticket that is found through its customer, also one of
another queue: it can be read and worked on, while the lists of the work queue show one's own queues alone. The
setting `other_queues = "read"` narrows that: tickets of other queues are then read and noted, and changed by their
queues, their owners and leads alone.

The command line (`agent-desktop central …`) asks for no role: whoever may run it with the database's address is
trusted with all of it, and what it changes of access stands in the audit log.
"""


def page() -> str:
    """The whole page."""
    parts = [_OPENING]
    for title, rules in (entry for entry in TABLES.values()):
        head = " | ".join(["", *(role.value for role in Role), "how far"])
        parts.append(f"\n## {title}\n\n|{head} |\n|{'---|' * (len(Role) + 2)}\n")
        parts += [f"| `{name}` | {_ticks(rule)} | {rule.reach} |\n" for name, rule in rules.items()]
    return "".join(parts)


def _ticks(rule: Rule) -> str:
    return " | ".join("yes" if rule.roles is None or role in rule.roles else "–" for role in Role)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
