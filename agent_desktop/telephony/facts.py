"""Facts: the append-only record of what happened, the one source of every figure.

``CallFact`` kinds are those of the events (``call_queued`` …, with the event's other fields in ``data``) and
four that the floor derives:

* ``call_abandoned`` — the caller hung up in a queue before an agent answered; ``data``: ``wait_s``.
* ``call_handled`` — one agent's part in an answered call is over; ``data``: ``talk_s``, ``hold_s``,
  ``answered_at``, ``transferred`` (``blind``, ``warm`` or null).
* ``call_rated`` — the caller was asked how we did; ``data``: ``score``, 1 to 5, or null where they did not say.
* ``wrapped_up`` — that agent's work after the call is over; ``data``: ``acw_s``, ``how`` (``finished``,
  ``expired``, ``superseded``, ``signed_out``); where the system set the outcome of a wrap-up that ran out,
  ``disposition`` and ``disposition_by``: ``system``.

``call_connected`` adds ``wait_s`` (queue entry to connection, null without a queue) to ``data``, and
``call_ended`` adds ``outcome``, ``wait_s``, ``talk_s``, ``hold_s``, ``direction``, ``caller``, ``called``,
``answered_at`` and ``visits`` (one per queue entered: ``queue``, ``entered_at``, ``left_at``, ``outcome``,
``agent``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class CallFact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="call"):
    """Something that is true of a call for ever. ``seq`` counts the facts of one call from 1."""

    kind: str
    call_id: str
    at: datetime
    seq: int
    queue: str | None = None
    agent: str | None = None
    connector: str = ""
    data: dict[str, Any] = {}


class AgentStateFact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="agent_state"):
    """The agent is in ``state`` from ``at`` until their next fact; ``offline`` ends the session.

    A fact may repeat the state it follows, when only what the person chose for later changed; the sequence
    stays unbroken either way. ``data`` is what the floor needs to come back after a restart; its ``pause``
    is the reason of a pause as it was defined then: ``id``, ``label``, ``is_paid``, ``limit_min``.
    """

    agent: str
    state: str
    at: datetime
    reason: str | None = None
    call_id: str | None = None
    data: dict[str, Any] = {}


Fact = CallFact | AgentStateFact
