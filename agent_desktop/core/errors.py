"""Errors show whose turn it is: a *known* error is the world's doing, anything else is a bug of ours."""

from __future__ import annotations


class KnownError(Exception):
    """Something in the world went wrong and the person can act on it.

    ``what`` says what happened, ``kept`` what of their work is safe, ``todo`` what to do next. All three
    are whole sentences in plain words; ``kept`` may be empty where nothing was at stake.
    """

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.todo = todo

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.kept, self.todo) if part)


class Stopped(KnownError):
    """Somebody ended what was under way; ``kept`` says what of it stays."""


class Refused(KnownError):
    """A command or action that the rules do not allow; ``reason`` is a stable word for programs."""

    def __init__(self, reason: str, what: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(what, kept=kept, todo=todo)
        self.reason = reason


class NotHere(Exception):
    """The store at hand does not hold this record: a partial replica, or a row that never was.

    A workstation queues the command without a forecast; central answers a verdict that names the record.
    """

    def __init__(self, entity: str, entity_id: str) -> None:
        super().__init__(f"{entity} {entity_id} is not in this store")
        self.entity = entity
        self.entity_id = entity_id


class Invalid(KnownError):
    """A value that cannot be used, with the field it stands in."""

    def __init__(self, field: str, what: str, *, todo: str = "") -> None:
        super().__init__(what, todo=todo)
        self.field = field
