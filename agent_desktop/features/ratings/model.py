"""What a rating is: a score of five, a few words, who said it. Values and rules, no I/O."""

from __future__ import annotations

import secrets
from hashlib import sha256

from agent_desktop.core.errors import Refused
from agent_desktop.features.correspondence.model import named_id

LOWEST, HIGHEST = 1, 5
CONTENT = 4
"""From this score on somebody is content: the top two of five."""

LONGEST_COMMENT = 2_000
SOURCES = ("agent", "link", "ivr")


def rating_id(subject_id: str) -> str:
    """The id of the one rating of a ticket or a contact."""
    return named_id("rating", subject_id)


def checked(score: int, comment: str | None) -> tuple[int, str | None]:
    """A score and words that can be kept; raises ``Refused("malformed")``."""
    if not LOWEST <= score <= HIGHEST:
        raise Refused("malformed", f"A rating is from {LOWEST} to {HIGHEST}.", todo="Choose one of them.")
    words = "".join(char for char in (comment or "") if char == "\n" or char.isprintable()).strip()
    return score, words[:LONGEST_COMMENT] or None


def new_link_token() -> str:
    """The secret of a link by which somebody says how we did: 160 bits, as they stand in an address."""
    return secrets.token_urlsafe(20)


def hashed(token: str) -> str:
    """How a link's secret is kept: whoever reads the table can use none of them."""
    return sha256(token.encode()).hexdigest()


def tone(score: int) -> str:
    """How a score is shown."""
    return "ok" if score >= CONTENT else "warn" if score == CONTENT - 1 else "bad"
