"""Whose bundle a replica holds, under which ETag, and which customers the person keeps offline for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.errors import KnownError
from agent_desktop.sync.replica_tables import bundle_cache, scope_state

MOST_KEPT = 100
"""So many customers a person may keep offline on one desk."""

_SCOPE = sa.literal("customer:").concat(bundle_cache.c.customer_id)


@dataclass(frozen=True, slots=True)
class KeptCustomer:
    """A customer kept offline; ``is_here`` is false until their records have come."""

    customer_id: str
    name: str
    is_here: bool


def note(connection: sa.Connection, customer_id: str, etag: str, at: datetime) -> None:
    """A bundle was taken in, whole."""
    connection.execute(
        insert(bundle_cache)
        .values(customer_id=customer_id, etag=etag, last_opened_at=at, is_kept=False, name="")
        .on_conflict_do_update(index_elements=["customer_id"], set_={"etag": etag, "last_opened_at": at})
    )


def etag_of(connection: sa.Connection, customer_id: str) -> str | None:
    """The ETag of a bundle that is here and followed; None where there is none."""
    return connection.execute(
        sa.select(bundle_cache.c.etag).where(
            bundle_cache.c.customer_id == customer_id, sa.exists().where(scope_state.c.scope == _SCOPE)
        )
    ).scalar_one_or_none()


def opened(connection: sa.Connection, customer_id: str, at: datetime) -> None:
    """Somebody looked at the customer again, and the bundle is still right."""
    connection.execute(
        sa.update(bundle_cache).where(bundle_cache.c.customer_id == customer_id).values(last_opened_at=at)
    )
    connection.execute(
        sa.update(scope_state).where(scope_state.c.scope == f"customer:{customer_id}").values(opened_at=at)
    )


def gone(connection: sa.Connection, customer_id: str) -> None:
    """The bundle left the replica; that the customer is to be kept is not forgotten."""
    mine = bundle_cache.c.customer_id == customer_id
    connection.execute(sa.delete(bundle_cache).where(mine, sa.not_(bundle_cache.c.is_kept)))
    connection.execute(sa.update(bundle_cache).where(mine).values(etag=None))


def keep(connection: sa.Connection, customer_id: str, name: str, at: datetime) -> None:
    """Keep a customer until told otherwise; raises ``KnownError`` beyond ``MOST_KEPT``."""
    others = kept_ids(connection) - {customer_id}
    if len(others) >= MOST_KEPT:
        raise KnownError(
            f"At most {MOST_KEPT} customers can be kept offline at this desk.",
            kept="The others stay as they are.",
            todo="Let one of them go in the settings.",
        )
    connection.execute(
        insert(bundle_cache)
        .values(customer_id=customer_id, etag=None, last_opened_at=at, is_kept=True, name=name)
        .on_conflict_do_update(index_elements=["customer_id"], set_={"is_kept": True, "name": name})
    )


def let_go(connection: sa.Connection, customer_id: str) -> None:
    """Keep a customer no longer; they leave when their time is over, like any other."""
    mine = bundle_cache.c.customer_id == customer_id
    connection.execute(sa.update(bundle_cache).where(mine).values(is_kept=False))
    connection.execute(sa.delete(bundle_cache).where(mine, bundle_cache.c.etag.is_(None)))


def kept_ids(connection: sa.Connection) -> set[str]:
    """The ids of the customers to keep."""
    found = connection.execute(sa.select(bundle_cache.c.customer_id).where(bundle_cache.c.is_kept))
    return set(found.scalars())


def kept(connection: sa.Connection) -> list[KeptCustomer]:
    """The customers to keep, by name, whether or not their records are here by now."""
    is_here = sa.exists().where(scope_state.c.scope == _SCOPE)
    found = connection.execute(
        sa.select(bundle_cache.c.customer_id, bundle_cache.c.name, is_here.label("is_here"))
        .where(bundle_cache.c.is_kept)
        .order_by(bundle_cache.c.name, bundle_cache.c.customer_id)
    )
    return [KeptCustomer(row.customer_id, row.name, bool(row.is_here)) for row in found]
