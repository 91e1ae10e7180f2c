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
from agent_desktop.features.calls import beyond
from agent_desktop.features.calls.read_models import CallerMatch, Candidate, Colleague, MatchCaller
from agent_desktop.features.customers.model import detail_line, is_valid_on
from agent_desktop.features.customers.tables import caller, customer, customer_phone
from agent_desktop.features.workforce.tables import agent

# What is going on with somebody now says more than what was once noted of the number, but for the
# extension, which was dialled on purpose. Weights of evidence from other subjects lie between 30 and 60.
SAME_EXTENSION = 100
VERIFIED_NUMBER = 20
PREFERRED_NUMBER = 15
ONLY_OWNER = 10
OTHER_EXTENSION = -100
NUMBER_EXPIRED = -30
SURE_LEAD = 10
"""By so much the first must be ahead of the second before anybody may take them for the caller."""
_STRONG = frozenset({"customer_number", "same_extension", "name_said", "confirmed_before", "verified_number"})

_MOST_OWNERS = 50  # A switchboard's number may stand with thousands; nobody chooses from those.
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

_OWNERS = (
    sa.select(
        customer_phone.c.customer_id,
        customer_phone.c.extension,
        customer_phone.c.is_preferred,
        customer_phone.c.is_verified,
        customer_phone.c.valid_from,
        customer_phone.c.valid_to,
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
        sa.null().label("valid_from"),
        sa.null().label("valid_to"),
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
_OTHERS = sa.select(
    customer.c.id.label("customer_id"),
    customer.c.name,
    customer.c.city,
    customer.c.email,
    customer.c.segment,
    customer.c.alert,
).where(customer.c.id.in_(sa.bindparam("ids", expanding=True)))
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
    read: Read,
    registry: Registry,
    number: str | None,
    region: str,
    as_of: datetime,
    told: MatchCaller | None = None,
) -> CallerMatch:
    """Everybody a number reaches, best first; ``region`` is the site's, to read the number by.

    Asks one question of an index for the owners and one a source of evidence, however many own the number.
    A desk, which holds a few customers only, knows the others by the caller index: their name and no more.
    ``told`` has what the caller said of themselves; without a number that is all there is to go by.
    """
    heard = parse_number(number, region)
    if heard.kind == "internal":
        colleagues = [Colleague(*row) for row in read.execute(_COLLEAGUES, {"extension": heard.extension})]
        return CallerMatch("internal", None, heard.digits, heard.extension, colleagues=colleagues)
    owners = _owners(read, heard, as_of) if heard.e164 is not None else {}
    _add_others(read, heard, told, owners)
    if owners:
        for evidence in registry.evidence:
            _weigh(evidence, evidence.weigh(read, list(owners), heard.e164 or ""), owners, as_of)
    ranked = _ranked(owners.values())
    candidates = [owner.candidate() for owner in ranked]
    if heard.e164 is None:
        shown = "" if heard.kind == "withheld" else heard.digits if heard.kind == "short" else heard.raw
        return CallerMatch(heard.kind, None, shown.strip(), None, candidates, is_sure=_is_sure(ranked))
    return CallerMatch(
        "public",
        heard.e164,
        display(heard.e164, region),
        heard.extension,
        candidates,
        is_sure=_is_sure(ranked),
    )


def _is_sure(ranked: list[_Owner]) -> bool:
    if not ranked or _STRONG.isdisjoint(ranked[0].weights):
        return False
    return len(ranked) == 1 or ranked[0].score - ranked[1].score >= SURE_LEAD


def _add_others(read: Read, heard: PhoneNumber, told: MatchCaller | None, owners: dict[str, _Owner]) -> None:
    """Bring in who is not on record at this number, and weigh what was said, typed and learnt before."""
    learnt = beyond.remembered(read, heard.e164) if heard.e164 is not None else {}
    kin = beyond.household(read, list(owners)) if owners else []
    number, said = (told.customer_number or "", told.name_said or "") if told is not None else ("", "")
    typed, called = beyond.with_customer_number(read, number), beyond.named(read, said)
    further = sorted({*learnt, *kin, *typed, *called} - set(owners))
    known = set(owners)
    if further:
        for row in read.execute(_OTHERS, {"ids": further}):
            owners[row.customer_id] = _Owner(row)
    for customer_id, (reason, weight, last_at) in learnt.items():
        # What is on record as theirs is no "maybe".
        if customer_id in owners and not (reason == "maybe_number" and customer_id in known):
            owners[customer_id].weights[reason] = weight
            owners[customer_id].latest_at = max(owners[customer_id].latest_at, last_at)
    for customer_id in kin:
        if customer_id in owners and customer_id not in known:
            owners[customer_id].weights["household"] = beyond.HOUSEHOLD
    for customer_id in typed:
        if customer_id in owners:
            owners[customer_id].weights["customer_number"] = beyond.CUSTOMER_NUMBER
    if said:
        for owner in owners.values():
            if beyond.is_called(owner.row.name, said):
                owner.weights["name_said"] = beyond.NAME_SAID


def _owners(read: Read, heard: PhoneNumber, as_of: datetime) -> dict[str, _Owner]:
    owners: dict[str, _Owner] = {}
    day = as_of.date().isoformat()
    rows = list(read.execute(_OWNERS, {"e164": heard.e164}))
    if not read.is_whole:
        here = {row.customer_id for row in rows}
        found = read.execute(_KNOWN_BY_NAME, {"e164": heard.e164})
        rows += [row for row in found if row.customer_id not in here]
    for row in rows:
        weights = _weights_of_number(row, heard.extension, day)
        known = owners.get(row.customer_id)
        if known is None:
            owners[row.customer_id] = _Owner(row, weights)
        elif sum(weights.values()) > known.score:
            known.weights = weights
    if len(owners) == 1:
        for owner in owners.values():
            if "number_expired" in owner.weights:
                break
            owner.weights["only_owner"] = ONLY_OWNER
    return owners


def _weights_of_number(row: Any, extension: str | None, day: str) -> dict[str, int]:
    weights = {}
    if not is_valid_on(row, day):
        return {"number_expired": NUMBER_EXPIRED}
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
