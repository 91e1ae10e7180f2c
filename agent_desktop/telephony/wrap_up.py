"""Work after a call: the rules a queue has for it, and one wrap-up as it goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from agent_desktop.telephony.actions import EXTENSION_S, Outcome

WrapUpMode = Literal["optional", "mandatory", "timed"]


class WrapUpRule(msgspec.Struct, frozen=True, kw_only=True):
    """What wrap-up is in one queue.

    ``optional``: nothing is owed, it may be left at once. ``mandatory``: an outcome is owed, and it lasts until
    the person finishes it. ``timed``: an outcome is owed, and after ``limit_s`` it ends by itself with
    ``disposition`` recorded as set by the system. Without ``early_exit`` it lasts its whole time. ``extensions``
    is how often it may be made longer, None for as often as wanted.
    """

    mode: WrapUpMode = "timed"
    limit_s: float | None = 60.0
    early_exit: bool = True
    extensions: int | None = None
    disposition: str = ""


class WrapUp(msgspec.Struct, frozen=True, kw_only=True):
    """Work after one call: since its hang-up, until a limit where one is set, by the rule that held then."""

    call_id: str
    queue: str | None
    started_at: datetime
    until: datetime | None
    mode: WrapUpMode = "timed"
    early_exit: bool = True
    extensions_left: int | None = None
    disposition: str = ""

    def finish_refusal(self, now: datetime) -> Outcome | None:
        """Why it cannot be ended by hand yet."""
        if self.early_exit or self.until is None or now >= self.until:
            return None
        left_s = round((self.until - now).total_seconds())
        return Outcome.refused(
            "too_early",
            f"Wrap-up lasts its whole time in this queue: {left_s // 60}:{left_s % 60:02d} more.",
        )

    def extend_refusal(self) -> Outcome | None:
        """Why it cannot be made longer."""
        if self.until is None:
            return Outcome.refused("no_wrap_up", "There is no wrap-up that runs out.")
        if self.extensions_left == 0:
            return Outcome.refused("no_extension", "This wrap-up cannot be made longer again.")
        return None

    def extended(self) -> WrapUp:
        """The same with 30 seconds more."""
        left = None if self.extensions_left is None else self.extensions_left - 1
        return self.later(EXTENSION_S, extensions_left=left)

    def later(self, by_s: float, **changes: int | None) -> WrapUp:
        """The same, ending so much later."""
        until = None if self.until is None else self.until + timedelta(seconds=by_s)
        return msgspec.structs.replace(self, until=until, **changes)


def begun(call_id: str, queue: str | None, at: datetime, rule: WrapUpRule) -> WrapUp:
    """The wrap-up that begins with this hang-up."""
    has_limit = rule.mode != "mandatory" and rule.limit_s is not None
    return WrapUp(
        call_id=call_id,
        queue=queue,
        started_at=at,
        until=at + timedelta(seconds=rule.limit_s or 0.0) if has_limit else None,
        mode=rule.mode,
        early_exit=rule.early_exit or not has_limit,
        extensions_left=rule.extensions,
        disposition=rule.disposition,
    )
