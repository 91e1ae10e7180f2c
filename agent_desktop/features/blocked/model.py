"""Which number a blocked number is: one id for each, known to whoever knows the number."""

from __future__ import annotations

from hashlib import sha256

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import make_id
from agent_desktop.core.phone import parse_number

SHORTEST_REASON = 3
LONGEST_REASON = 500


def blocked_id(e164: str) -> str:
    """The id of the row of this number, the same at every desk."""
    digest = sha256(f"blocked {e164}".encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def public_number(text: str, region: str) -> str:
    """E.164 of a number typed in any format; raises ``Refused`` for one that cannot be blocked."""
    read = parse_number(text, region)
    if read.kind != "public" or read.e164 is None:
        raise Refused(
            "no_public_number",
            "Only a public telephone number can be blocked.",
            todo="Check the number; extensions and emergency numbers always get through.",
        )
    return read.e164


def good_reason(reason: str) -> str:
    """The reason without the spaces around it; raises ``Refused`` for one that says nothing."""
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise Refused("reason_needed", "This needs a reason that others understand.", todo="Say why.")
    return said[:LONGEST_REASON]
