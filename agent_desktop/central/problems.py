"""Every error leaves central as one ``Problem``: a word for programs, sentences for people."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from agent_desktop.central.hand_over import ShutOut
from agent_desktop.core import correlation
from agent_desktop.core.errors import Invalid, KnownError, NotHere, Refused
from agent_desktop.store.sql_states import is_unusable_value, sqlstate
from agent_desktop.sync.access import RevokedProblem
from agent_desktop.sync.epochs import EpochChanged
from agent_desktop.sync.failures import is_away
from agent_desktop.sync.messages import Problem

log = logging.getLogger(__name__)

_STATUS = {
    "malformed": 400,
    "not_signed_in": 401,
    "wrong_password": 401,
    "provider_refused": 401,
    "token_expired": 401,
    "token_reused": 401,
    "not_allowed": 403,
    "not_yours": 403,
    "reason_needed": 403,
    "disabled": 403,
    "not_by_password": 403,
    "unknown_person": 403,
    "not_linked": 403,
    "other_person": 403,
    "revoked": 403,
    "not_found": 404,
    "stalled": 408,
    "no_such_way": 404,
    "unknown_query": 404,
    "unknown_command": 404,
    "too_many": 413,
    "too_large": 413,
    "wrong_type": 415,
    "too_old": 426,
    "too_new": 426,
    "wait": 429,
    "slow_down": 429,
    "too_deep": 400,
    "busy": 503,
    "store_away": 503,
    "provider_away": 503,
    "provider_misconfigured": 502,
}
_UNREADABLE = 422
_BY_STATUS = {
    400: ("malformed", "The request cannot be read."),
    401: ("not_signed_in", "Nobody is signed in with this token."),
    403: ("not_allowed", "This is not allowed."),
    404: ("not_found", "There is nothing at this address."),
    405: ("no_such_method", "This address does not take that method."),
    413: ("too_large", "The request is larger than central takes."),
    415: ("malformed", "The request is in a form central does not read."),
}
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What a body that cannot be read raises: msgspec tells of bad UTF-8 and of endless nesting in Python's words."""


def _bug() -> Problem:
    return Problem(
        "central_failed",
        "Central could not answer because of a fault of its own.",
        kept="Your work is kept here.",
        todo=f"Try again later, and tell your administrator this: {correlation.current()}.",
    )


_AWAY = Problem(
    "store_away",
    "Central cannot reach its database.",
    kept="Your work is kept here.",
    todo="Try again later.",
)


class Wait(Refused):
    """Come back later; ``retry_after_s`` says when."""

    def __init__(
        self, reason: str, what: str, *, retry_after_s: float, kept: str = "", todo: str = ""
    ) -> None:
        super().__init__(reason, what, kept=kept, todo=todo)
        self.retry_after_s = retry_after_s


def answer(status: int, problem: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A problem as a JSON response."""
    return Response(
        msgspec.json.encode(problem), status_code=status, media_type="application/json", headers=headers or {}
    )


def problem_of(error: KnownError | NotHere) -> tuple[int, Problem]:
    """The status and the problem of an error that the world caused."""
    if isinstance(error, NotHere):
        return 404, Problem("not_found", f"There is no such {error.entity} here.")
    if isinstance(error, EpochChanged):
        return 410, Problem(error.reason, error.what, error.kept, error.todo)
    if isinstance(error, Invalid):
        return _UNREADABLE, Problem("invalid", error.what, error.kept, error.todo)
    reason = error.reason if isinstance(error, Refused) else "refused"
    return _STATUS.get(reason, _UNREADABLE), Problem(reason, error.what, error.kept, error.todo)


def known(request: Request[Any, Any, Any], error: KnownError | NotHere) -> Response[bytes]:
    """Answer for an error that the world caused; a permission that was refused is audited."""
    status, problem = problem_of(error)
    who = request.scope.get("user")
    if who is not None:
        operation = f"{request.method} {request.scope.get('path_template', '')}"
        request.app.state.service.refusals.note(who.actor, operation, problem.reason)
    if isinstance(error, ShutOut) and error.token:
        problem = RevokedProblem(
            problem.reason, problem.what, problem.kept, problem.todo, error.token, error.login
        )
    headers = {"Retry-After": str(round(error.retry_after_s + 0.5))} if isinstance(error, Wait) else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return answer(status, problem, headers)


def http(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Answer for what the web framework refuses by itself."""
    reason, what = _BY_STATUS.get(error.status_code, ("refused", "Central refuses this request."))
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        told = "; ".join(str(part.get("message", "")) for part in error.extra if isinstance(part, dict))
        what = f"{what} {told}".strip()
    return answer(error.status_code, Problem(reason, what))


def store(_request: Request[Any, Any, Any], error: sa.exc.DBAPIError) -> Response[bytes]:
    """Answer for what the database refuses: unusable values are the asker's, the rest is not."""
    state = sqlstate(error)
    if is_unusable_value(error):
        log.info("a value was not usable: %s %s", state, type(error.orig).__name__)
        return answer(400, Problem("malformed", "A value in this request cannot be used."))
    if is_away(error):
        log.warning("the database is away: %s", state or type(error.orig).__name__)
        return answer(503, _AWAY, {"Retry-After": "2"})
    log.error("the database failed", exc_info=error)
    return answer(500, _bug())


def away(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer when no connection to the database could be made."""
    log.warning("the database is away: %s", type(error).__name__)
    return answer(503, _AWAY, {"Retry-After": "2"})


def no_text(_request: Request[Any, Any, Any], error: UnicodeDecodeError) -> Response[bytes]:
    """Answer for a body that is no UTF-8 somewhere inside."""
    log.info("a request could not be read: %s", type(error).__name__)
    return answer(400, Problem("malformed", "The request cannot be read."))


def nested(request: Request[Any, Any, Any], error: RecursionError) -> Response[bytes]:
    """Answer for JSON that is nested deeper than any decoder follows; any other recursion is a fault of ours."""
    if "deserializing" not in str(error):
        return bug(request, error)
    return answer(400, Problem("malformed", "The request is nested too deep to be read."))


def bug(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer for a fault of ours, told in full to the log and not at all to the asker."""
    log.error("a request failed", exc_info=error)
    return answer(500, _bug())


HANDLERS: dict[Any, Any] = {
    KnownError: known,
    NotHere: known,
    HTTPException: http,
    sa.exc.DBAPIError: store,
    sa.exc.PendingRollbackError: away,
    sa.exc.TimeoutError: away,
    OSError: away,
    UnicodeDecodeError: no_text,
    RecursionError: nested,
    Exception: bug,
}
"""What answers for which error; Litestar takes the nearest class."""
