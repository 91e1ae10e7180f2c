"""The audit log: who did what to access, to private details and to the store as a whole, kept for good.

Every entry is written in the transaction of what it tells of, so that neither is there without the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.audit_tables import audit_log
from agent_desktop.core import correlation
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.runtime.redaction import redact

OPERATIONS = frozenset(
    {
        "signed_in",
        "sign_in_failed",
        "signed_out",
        "signed_out_everywhere",
        "token_reused",
        "device_revoked",
        "device_allowed",
        "work_released",
        "work_discarded",
        "private_revealed",
        "person_written",
        "person_disabled",
        "customer_erased",
        "customers_exported",
        "customers_imported",
        "tickets_imported",
        "backup_made",
        "backup_restored",
        "site_defined",
        "refused",
    }
)
"""What is audited; docs/operations.md says what each means."""

LONGEST_VALUE = 200


def entry(
    operation: str,
    at: datetime,
    *,
    actor: str | None = None,
    client_id: str | None = None,
    entity: str | None = None,
    subject_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> sa.Insert:
    """The statement that adds an entry; run it in the transaction of what it tells of, on either kind of connection.

    ``detail`` holds ids, hashes, counts and words of ours; what looks like a number, an address or a secret is
    taken out of it all the same. Raises ``ValueError`` for an operation that is not one.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"{operation} is no audited operation")
    return sa.insert(audit_log).values(
        id=new_id(),
        at=at,
        actor=actor,
        client_id=client_id,
        operation=operation,
        entity=entity,
        subject_id=subject_id,
        detail={name: _plain(value) for name, value in (detail or {}).items()},
        correlation_id=correlation.current() or None,
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in sorted(value, key=str)]
    return redact(str(value))[:LONGEST_VALUE]


def by_command_line(**detail: Any) -> dict[str, Any]:
    """The detail of what somebody did on the command line, where nobody is signed in."""
    return {"by": "command line", **detail}


def entry_of(
    operation: str, at: datetime, by: Actor | None, entity: str | None = None, **detail: Any
) -> sa.Insert:
    """The entry of what somebody did who is signed in, or with None on the command line; see ``entry``."""
    if by is None:
        return entry(operation, at, entity=entity, detail=by_command_line(**detail))
    return entry(operation, at, actor=by.agent_id, client_id=by.client_id, entity=entity, detail=detail)
