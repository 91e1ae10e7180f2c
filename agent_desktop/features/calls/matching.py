"""Who is calling: a number as it came, and everybody it reaches, ranked by the reasons to believe it.

Numbers are the same when their E.164 is equal, never because one ends like the other. Nothing is made
for a caller nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.phone import PhoneNumber, display, parse_number
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Evidence, Registry, Said
from agent_desktop.features.calls.read_models import CallerMatch, Candidate, Colleague
from agent_desktop.features.customers.model import detail_line
from agent_desktop.features.customers.tables import caller, customer, customer_phone
from agent_desktop.features.workforce.tables import agent

# What is going on with somebody now says more than what was once noted of the number, but for the
# extension, which was dialled on purpose. Weights of evidence from other subjects lie between 30 and 60.
SAME_EXTENSION = 100
VERIFIED_NUMBER = 20
PREFERRED_NUMBER = 15
ONLY_OWNER = 10
OTHER_EXTENSION = -100

_MOST_OWNERS = 50  # A switchboard's number may stand with thousands; nobody chooses from those.
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

_OWNERS = (
    sa.select(
        customer_phone.c.customer_id,
        customer_phone.c.extension,
        customer_phone.c.is_preferred,
        customer_phone.c.is_verified,
        customer.c.name,
        customer.c.city,
        customer.c.email,
        customer.c.segment,
        customer.c.alert,
    )
    .join(customer, customer.c.id == customer_phone.c.customer_id)
    .where(customer_phone.c.e164 == sa.bindparam("e164"))
    .order_by(customer_phone.c.is_preferred.desc(), customer_phone.c.is_verified.desc(), customer_phone.c.id)
    .limit(_MOST_OWNERS)
)
_KNOWN_BY_NAME = (
    # Only on a desk: customers whose record is not here, out of the caller index.
    sa.select(
        caller.c.customer_id,
        caller.c.extension,
        sa.false().label("is_preferred"),
        sa.false().label("is_verified"),
        caller.c.name,
        sa.null().label("city"),
        sa.null().label("email"),
        sa.null().label("segment"),
        sa.null().label("alert"),
    )
    .where(caller.c.e164 == sa.bindparam("e164"))
    .order_by(caller.c.name, caller.c.id)
    .limit(_MOST_OWNERS)
)
_COLLEAGUES = (
    sa.select(agent.c.id, agent.c.name, agent.c.extension, agent.c.team)
    .where(agent.c.is_active, agent.c.extension == sa.bindparam("extension"))
    .order_by(agent.c.id)
)


@dataclass(slots=True)
class _Owner:
    """What is known of one owner of a number while the reasons are weighed."""

    row: Any
    weights: dict[str, int] = field(default_factory=dict)
    latest_at: datetime = _LONG_AGO
    open_tickets: int = 0
    line: str | None = None

    @property
    def score(self) -> int:
        return sum(self.weights.values())

    def candidate(self) -> Candidate:
        return Candidate(
            customer_id=self.row.customer_id,
            name=self.row.name,
            detail=detail_line(self.row.city, self.row.email),
            reasons=sorted(self.weights, key=lambda reason: (-self.weights[reason], reason)),
            score=self.score,
            open_tickets=self.open_tickets,
            segment=self.row.segment,
            alert=self.row.alert,
            latest=self.line,
        )


def match_caller(
    read: Read, registry: Registry, number: str | None, region: str, as_of: datetime
) -> CallerMatch:
    """Everybody a number reaches, best first; ``region`` is the site's, to read the number by.

    Asks one question of an index for the owners and one a source of evidence, however many own the number.
    A desk, which holds a few customers only, knows the others by the caller index: their name and no more.
    """
    heard = parse_number(number, region)
    if heard.kind == "internal":
        colleagues = [Colleague(*row) for row in read.execute(_COLLEAGUES, {"extension": heard.extension})]
        return CallerMatch("internal", None, heard.digits, heard.extension, colleagues=colleagues)
    if heard.e164 is None:
        shown = "" if heard.kind == "withheld" else heard.digits if heard.kind == "short" else heard.raw
        return CallerMatch(heard.kind, None, shown.strip())
    owners = _owners(read, heard)
    if owners:
        for evidence in registry.evidence:
            _weigh(evidence, evidence.weigh(read, list(owners), heard.e164), owners, as_of)
    return CallerMatch(
        "public",
        heard.e164,
        display(heard.e164, region),
        heard.extension,
        [owner.candidate() for owner in _ranked(owners.values())],
    )


def _owners(read: Read, heard: PhoneNumber) -> dict[str, _Owner]:
    owners: dict[str, _Owner] = {}
    rows = list(read.execute(_OWNERS, {"e164": heard.e164}))
    if not read.is_whole:
        here = {row.customer_id for row in rows}
        found = read.execute(_KNOWN_BY_NAME, {"e164": heard.e164})
        rows += [row for row in found if row.customer_id not in here]
    for row in rows:
        weights = _weights_of_number(row, heard.extension)
        known = owners.get(row.customer_id)
        if known is None:
            owners[row.customer_id] = _Owner(row, weights)
        elif sum(weights.values()) > known.score:
            known.weights = weights
    if len(owners) == 1:
        for owner in owners.values():
            owner.weights["only_owner"] = ONLY_OWNER
    return owners


def _weights_of_number(row: Any, extension: str | None) -> dict[str, int]:
    weights = {}
    if extension is not None and row.extension is not None:
        if row.extension != extension:
            return {"other_extension": OTHER_EXTENSION}
        weights["same_extension"] = SAME_EXTENSION
    if row.is_verified:
        weights["verified_number"] = VERIFIED_NUMBER
    if row.is_preferred:
        weights["preferred_number"] = PREFERRED_NUMBER
    return weights


def _weigh(evidence: Evidence, said: Any, owners: dict[str, _Owner], as_of: datetime) -> None:
    for customer_id, word in said.items():
        owner = owners[customer_id]
        told = word if isinstance(word, Said) else Said(word)
        if owner.line is None or evidence.name == "open_ticket":
            owner.line = told.line or owner.line
        if evidence.name == "open_ticket":
            owner.open_tickets = told.count
        if told.at is not None:
            owner.latest_at = max(owner.latest_at, told.at)
        if told.at is None or evidence.lasts is None or as_of - told.at <= evidence.lasts:
            owner.weights[told.reason] = evidence.weight


def _ranked(owners: Iterable[_Owner]) -> list[_Owner]:
    """The strongest reasons first; of two alike, the one we spoke to last, then by name."""
    by_name = sorted(owners, key=lambda owner: (owner.row.name, owner.row.customer_id))
    return sorted(by_name, key=lambda owner: (owner.score, owner.latest_at), reverse=True)
