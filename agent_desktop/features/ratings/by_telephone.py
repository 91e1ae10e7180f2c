"""What callers said on the telephone: facts of calls, joined to the contact that the call was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.features.ratings.commands import write
from agent_desktop.features.ratings.tables import rating_invitation
from agent_desktop.telephony.facts import CallFact

LOOKED_FOR = timedelta(days=2)
"""For so long a rating waits for the contact of its call to be on record."""

MOST_AT_ONCE = 100
_r, _i = rating_invitation.c, interaction.c


def note_ratings(work: CentralWork, facts: Iterable[CallFact]) -> None:
    """Note who was asked on the telephone and what they said; told twice it is one rating, the last."""
    for fact in facts:
        if fact.kind != "call_rated":
            continue
        score = fact.data.get("score")
        which = (_r.connector == fact.connector, _r.call_id == fact.call_id)
        known = work.execute(sa.select(_r.id).where(*which)).scalar_one_or_none()
        if known is None:
            row = {
                "id": new_id(),
                "way": "ivr",
                "connector": fact.connector,
                "call_id": fact.call_id,
                "score": score,
                "asked_at": fact.at,
            }
            work.execute(sa.insert(rating_invitation).values(row))
        elif score is not None:
            again = {"score": score, "answered_at": None}
            work.execute(sa.update(rating_invitation).where(_r.id == known).values(again))
    join_calls(work, work.recorded_at)


def join_calls(work: CentralWork, now: datetime) -> int:
    """Give what was said to the contact of its call, once that is on record; answers how many there were."""
    waiting = (
        sa.select(rating_invitation)
        .where(
            _r.way == "ivr", _r.score.is_not(None), _r.answered_at.is_(None), _r.asked_at > now - LOOKED_FOR
        )
        .order_by(_r.asked_at, _r.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    joined = 0
    for row in [dict(found) for found in work.execute(waiting).mappings()]:
        about = _contact(work, row)
        if about is None:
            continue
        write(work, about, row["score"], None, "ivr", None, row["asked_at"])
        known = {
            "answered_at": row["asked_at"],
            "interaction_id": about["id"],
            "agent_id": about["agent_id"],
            "queue_id": about["queue_id"],
        }
        work.execute(sa.update(rating_invitation).where(_r.id == row["id"]).values(known))
        joined += 1
    return joined


def _contact(work: CentralWork, row: Row) -> Row | None:
    """The contact of a call; of several people who had it, the last, whom the caller had just spoken to."""
    near = timedelta(days=1)
    found = work.execute(
        sa.select(_i.id)
        .where(
            _i.call_id == row["call_id"],
            _i.started_at > row["asked_at"] - near,
            _i.started_at < row["asked_at"] + near,
        )
        .order_by(_i.started_at.desc(), _i.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else work.get("interaction", str(found))
