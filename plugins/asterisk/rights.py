"""What the manager account may do: enough, and no more."""

from __future__ import annotations

import re

from agent_desktop.plugins.api import KnownError

from .link import Answer

NEEDED = frozenset(
    {
        "Atxfer",
        "BlindTransfer",
        "Bridge",
        "CancelAtxfer",
        "CoreShowChannels",
        "DeviceStateList",
        "Hangup",
        "Originate",
    }
    | {"PlayDTMF", "QueueAdd", "QueuePause", "QueuePenalty", "QueueRemove", "QueueStatus", "Redirect"}
)
WANTED_FOR_PARKING = frozenset({"Park", "ParkedCalls"})
NEEDED_FOR_PHONES = frozenset({"MixMonitor", "MuteAudio", "PJSIPNotify"})
HARMLESS = frozenset({"agent", "call", "originate", "reporting", "user"})

_PRIVILEGES = re.compile(r"\(Priv: ([^)]*)\)\s*$")


def check_rights(answer: Answer, *, phone_control: bool, accept_extra_rights: bool) -> frozenset[str]:
    """Judge the answer to ``ListCommands``, which names what the account may do and by which class; answers what.

    Raises ``KnownError`` when something needed is missing, or when the account may do what nobody here asks
    for: whoever steals it could then run programs on the exchange or rewrite its configuration.
    """
    if answer.message is None:
        raise KnownError("The exchange did not say what its account may do.")
    allowed: set[str] = set()
    extra: dict[str, str] = {}
    welcome = HARMLESS | ({"system"} if phone_control else frozenset())
    for name, text in answer.message.pairs:
        match = _PRIVILEGES.search(text)
        if match is None:
            continue
        allowed.add(name)
        classes = {one.strip() for one in match[1].split(",")} - {"all", "<none>", ""}
        # Listed because of any of its classes: one class alone proves that the account has it.
        if len(classes) == 1 and not classes <= welcome:
            extra.setdefault(next(iter(classes)), name)
    missing = sorted((NEEDED | (NEEDED_FOR_PHONES if phone_control else frozenset())) - allowed)
    if missing:
        raise KnownError(
            f"The exchange's account may not do what is needed: {', '.join(missing)}.",
            todo="In manager.conf give it write = agent,call,originate,reporting,user"
            + (",system" if phone_control else "")
            + ", and load the modules for these actions.",
        )
    if extra and not accept_extra_rights:
        found = ", ".join(f"{kind} ({name})" for kind, name in sorted(extra.items()))
        raise KnownError(
            f"The exchange's account may do more than is needed: {found}.",
            kept="Nothing was asked of the exchange.",
            todo="Take these classes from it in manager.conf, or set accept_extra_rights = true.",
        )
    return frozenset(allowed)
