"""What PostgreSQL says by its five-letter codes: whose fault an error of the database is."""

from __future__ import annotations

import sqlalchemy as sa


def sqlstate(failure: sa.exc.DBAPIError) -> str:
    """The five-letter code of a database error, empty where it has none."""
    state = getattr(failure.orig, "sqlstate", None) or getattr(
        getattr(failure.orig, "__cause__", None), "sqlstate", None
    )
    return str(state or "")


def is_unusable_value(failure: sa.exc.StatementError) -> bool:
    """Whether a value cannot be what its column holds, such as an id that is none: the asker's, and no fault of ours.

    What never reached the database for that reason is no ``DBAPIError``.
    """
    return not isinstance(failure, sa.exc.DBAPIError) or sqlstate(failure).startswith("22")
