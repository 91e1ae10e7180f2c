"""Who is meant: the names and numbers an exchange sends, as the logins of our people."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desktop.plugins.api import AgentEntry, QueueEntry, parse_number


def agent_named(text: str, agents: Sequence[AgentEntry]) -> str | None:
    """The login meant by a login, an extension, a real name or ``sip:1001@host``; exact or nobody.

    The first of these kinds that fits anybody decides; a name that two people share means neither.
    """
    wanted = text.strip().casefold()
    spoken = wanted.removeprefix("sips:").removeprefix("sip:").partition("@")[0]
    for fits in (
        [agent for agent in agents if agent.login.casefold() == wanted],
        [agent for agent in agents if agent.extension and agent.extension == spoken],
        [agent for agent in agents if agent.login.casefold() == spoken],
        [agent for agent in agents if agent.display_name and agent.display_name.casefold() == wanted],
    ):
        if fits:
            return fits[0].login if len(fits) == 1 else None
    return None


def queue_of_number(called: str | None, queues: Sequence[QueueEntry], region: str) -> str | None:
    """The queue whose own number was dialled, however either was written."""
    if not called:
        return None
    wanted = parse_number(called, region)
    if wanted.kind in {"withheld", "unusable"}:
        return None
    for queue in queues:
        number = parse_number(queue.number, region)
        if (number.kind, number.digits) == (wanted.kind, wanted.digits):
            return queue.name
    return None
