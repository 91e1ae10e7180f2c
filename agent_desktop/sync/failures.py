"""What a failure of central's database says: whether the question was wrong, or only the moment."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.batch import FlushFailed
from agent_desktop.store.sql_states import sqlstate
from agent_desktop.sync.tables import command_log

_AWAY_CLASSES = {"08", "53", "57", "58"}
"""PostgreSQL's classes of states: no connection, no room or memory, ended from outside, a fault of its system."""
_STOOD_STILL = "25P03"
"""A transaction of ours stood still for too long, and was ended by the database."""
_OUT_OF_TURN = "InternalClientError"
"""The driver's word for a connection whose end it has read and not yet understood."""


def is_retryable(failure: sa.exc.DBAPIError) -> bool:
    """Whether a batch is to be run again: a deadlock, a serialisation failure, or the same command twice at once.

    The second of two requests with one command id fails when it logs its verdict; run again it finds
    the verdict of the first.
    """
    state = sqlstate(failure)
    if state == "23505":
        cause = getattr(failure.orig, "__cause__", None)
        return getattr(cause, "table_name", None) == command_log.name
    return state in {"40001", "40P01"}


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database is out of reach or overloaded, not that the question is wrong."""
    if isinstance(error, sa.exc.DBAPIError):
        state = sqlstate(error)
        return (
            error.connection_invalidated
            or state[:2] in _AWAY_CLASSES
            or state == _STOOD_STILL
            or type(error.orig).__name__ == _OUT_OF_TURN
        )
    # The connection broke in a transaction, and somebody in between went on with it all the same.
    return isinstance(error, sa.exc.PendingRollbackError | OSError | sa.exc.TimeoutError | TimeoutError)


def reason_of(error: BaseException) -> BaseException:
    """What the database said, where that came up only when a batch was written out."""
    return error.__cause__ if isinstance(error, FlushFailed) and error.__cause__ is not None else error


def is_passing(error: BaseException) -> bool:
    """Whether the same may go well later: then nobody is to be told that it was refused."""
    error = reason_of(error)
    return is_away(error) or (isinstance(error, sa.exc.DBAPIError) and is_retryable(error))
