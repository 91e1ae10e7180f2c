"""What is said to the exchange and what is said of its answers: numbers that can be dialled, outcomes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent_desktop.plugins.api import AgentEntry, Outcome

from .link import Answer
from .settings import Settings

_DIALLABLE = re.compile(r"\+?[0-9*#]{1,40}")

# Phones differ in which of the two they know.
_ANSWER_BY_ITSELF = (
    "PJSIP_HEADER(add,Call-Info)=<sip:agent-desktop>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1>;info=alert-autoanswer;delay=0",
)


def diallable(text: str) -> str | None:
    """The number without what people write between digits; ``None`` for what no phone could dial.

    Letters and separators of the dialplan never get through: a number must not become a command.
    """
    number = re.sub(r"[\s()/.\-]", "", text)
    return number if _DIALLABLE.fullmatch(number) else None


def extension_of(people: Sequence[AgentEntry], login: str) -> str | None:
    """The extension of a person's phone."""
    return next((diallable(one.extension) for one in people if one.login == login and one.extension), None)


def to_own_phone(settings: Settings, own: str, uid: str) -> list[tuple[str, str]]:
    """The fields of an ``Originate`` that rings one's own phone first, under an id of ours."""
    fields = [
        ("Channel", f"{settings.technology}/{own}"),
        ("Async", "true"),
        ("Timeout", str(settings.ring_s * 1000)),
        ("ChannelId", uid),
    ]
    if settings.auto_answer:
        fields += [("Variable", header) for header in _ANSWER_BY_ITSELF]
    return fields


def refused(reason: str, what: str) -> Outcome:
    """It was not asked, or cannot be."""
    return Outcome.refused(reason, what)


def outcome_of(said: Answer) -> Outcome:
    """How it went, in the words of the exchange where it refused."""
    if said.status == "done":
        return Outcome.done()
    if said.status == "unknown":
        return Outcome.unknown(f"{said.what} What happens is shown when it does.")
    return refused(
        "exchange_refused", f"The exchange did not do it: {said.what.rstrip('.') or 'no reason given'}."
    )
