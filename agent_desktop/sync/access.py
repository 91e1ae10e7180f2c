"""What travels about access itself: one's sessions, revoked devices, and work that is held in quarantine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.sync.messages import Envelope, Problem, Verdict

MAX_DECIDED = 500

TYPED = "desk.Typed"
"""What stands for a kind beside the commands of a hand-over: words that were typed and are in none of them.

They are held to be read, and are never run.
"""


class Refresh(msgspec.Struct, frozen=True):
    """Continue a session. The client's id lets a desk whose reply was lost ask once more."""

    refresh_token: str
    client_id: str = ""


class PasswordCheck(msgspec.Struct, frozen=True):
    """The password of whoever is signed in, to unlock their window."""

    password: str


class PasswordAnswer(msgspec.Struct, frozen=True):
    """Whether it is theirs."""

    is_right: bool


class OwnSession(msgspec.Struct, frozen=True):
    """One sign-in of one's own that still holds."""

    session_id: str
    device: str
    app_version: str
    signed_in_at: datetime
    last_seen: datetime
    is_this: bool


class RevokedProblem(Problem, frozen=True):
    """Why a device may do nothing more, and the token with which it hands over what it has not sent.

    ``login`` is told to a desk that does not know who its person is, after a sign-in by a provider.
    """

    hand_over_token: str = ""
    login: str = ""


class HandOver(msgspec.Struct, frozen=True):
    """A revoked client's outbox, oldest first, at most ``MAX_PUSH`` at a time; then what was typed besides (``TYPED``).

    ``is_last`` says that nothing is left; ``is_wiped`` that the replica is gone.
    """

    token: str
    commands: list[Envelope] = []
    is_last: bool = False
    is_wiped: bool = False


class HandOverReply(msgspec.Struct, frozen=True):
    """How many commands are held now; once everything is, ``wipe`` says to give up the replica."""

    taken: int
    wipe: bool


class Device(msgspec.Struct, frozen=True):
    """One person's client at one device, as a supervisor sees it."""

    client_id: str
    agent_id: str
    login: str
    name: str
    device: str
    app_version: str
    last_seen: datetime
    revoked_at: datetime | None
    revoked_because: str | None
    handed_over_at: datetime | None
    wiped_at: datetime | None
    held: int


class Held(msgspec.Struct, frozen=True):
    """One command in quarantine, with everything its author typed."""

    client_id: str
    command_id: str
    author: str
    device: str
    kind: str
    data: dict[str, Any]
    taken_at: datetime
    made_at: datetime | None = None


class Decide(msgspec.Struct, frozen=True):
    """Release or discard work in quarantine: all of a client's, or the commands that are named."""

    client_id: str
    deed: str  # release | discard
    command_ids: list[str] | None = None


class Decided(msgspec.Struct, frozen=True):
    """What became of it; a verdict for each command that was run."""

    count: int
    verdicts: list[Verdict] = []
