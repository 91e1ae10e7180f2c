"""What people and organisations are to each other; each kind with its name the other way round. No I/O."""

from __future__ import annotations

from agent_desktop.core.errors import Invalid

_PAIRS = (
    ("parent", "child"),
    ("guardian", "ward"),
    ("carer", "cared_for"),
    ("employee", "employer"),
    ("contact_person", "has_contact_person"),
    ("member", "has_member"),
    ("subsidiary", "parent_company"),
    ("tenant", "landlord"),
    ("pays_for", "paid_for_by"),
    ("owner", "owned_by"),
)
_MUTUAL = ("spouse", "sibling", "household", "neighbour", "partner_company", "other")

INVERSE = dict(_PAIRS) | {second: first for first, second in _PAIRS} | {kind: kind for kind in _MUTUAL}
"""What B is to A, by what A is to B."""

AT_ONE_TELEPHONE = frozenset(
    {"spouse", "household", "parent", "child", "guardian", "ward", "carer", "cared_for"}
)
"""Those who may well ring from each other's number."""


def inverse_of(kind: str) -> str:
    """The name of a relation seen from its other end; raises ``Invalid`` for a kind that is not offered."""
    try:
        return INVERSE[kind]
    except KeyError:
        raise Invalid("kind", f"{kind!r} is no relation.", todo=f"Use one of {', '.join(INVERSE)}.") from None
