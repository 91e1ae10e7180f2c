"""The settings, read and checked before the first message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent_desktop.plugins.api import KnownError

Dialect = Literal["json", "xml"]
RejectReason = Literal["busy", "rejected"]

MOST_TARGETS = 5
"""So many numbers a call can be sent to at once, by the protocol."""

VOICEMAIL = "voicemail"
WITHHELD = "anonymous"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site says of its exchanges; the README describes each."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    replies: Mapping[str, Dialect] = field(default_factory=dict)
    public_url: str = ""
    region: str = "GB"
    default_queue: str | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()
    reject_reason: RejectReason = "busy"
    redirect: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outbound_caller_ids: Mapping[str, str] = field(default_factory=dict)
    default_caller_id: str = ""
    posts_per_s: float = 50.0
    burst: int = 500


def read_settings(table: Mapping[str, object]) -> Settings:
    """The settings of a table; raises ``KnownError`` that names the one at fault."""
    unknown = sorted(set(table) - set(Settings.__slots__))
    if unknown:
        raise _wrong(unknown[0], "is not known", f"Known are {', '.join(Settings.__slots__)}.")
    tokens = _tokens(table.get("tokens"))
    replies = _replies(table.get("replies"), tokens)
    public_url = str(table.get("public_url") or "").rstrip("/")
    if public_url and not public_url.startswith(("https://", "http://")):
        raise _wrong("public_url", "is no address", "Write it as https://central.example.")
    if "xml" in replies.values() and not public_url:
        raise _wrong(
            "public_url",
            "is missing",
            "An exchange that is answered in XML must be told where to post: https://central.example.",
        )
    reason = table.get("reject_reason", "busy")
    if reason not in ("busy", "rejected"):
        raise _wrong("reject_reason", "is neither busy nor rejected", "Choose one of them.")
    return Settings(
        tokens=tokens,
        replies=replies,
        public_url=public_url,
        region=str(table.get("region") or "GB"),
        default_queue=str(table.get("default_queue") or "") or None,
        users=_texts_by_name(table, "users"),
        blocked=_list(table.get("blocked"), "blocked"),
        reject_reason=reason,
        redirect=_redirect(table.get("redirect")),
        outbound_caller_ids=_texts_by_name(table, "outbound_caller_ids"),
        default_caller_id=str(table.get("default_caller_id") or ""),
        posts_per_s=_positive(table, "posts_per_s", Settings().posts_per_s),
        burst=int(_positive(table, "burst", Settings().burst)),
    )


def _tokens(setting: object) -> dict[str, str]:
    """Tokens by name; a single text or a list of them is named by place. Empty ones would let anybody in."""
    if setting is None:
        return {}
    if isinstance(setting, str):
        setting = [setting]
    if isinstance(setting, Mapping):
        found = {str(name): token for name, token in setting.items()}
    elif isinstance(setting, list | tuple):
        found = {str(place): token for place, token in enumerate(setting, 1)}
    else:
        found = {"": None}
    for name, token in found.items():
        if not isinstance(token, str) or not token.strip() or "/" in token:
            raise KnownError(
                f"The CTI webhook's token {name!r} is not a text without '/'.",
                todo="Set 'tokens' in its settings to a long random text for each exchange.",
            )
    if len(set(found.values())) < len(found):
        raise _wrong("tokens", "gives two exchanges one token", "Give each one of its own.")
    return {name: str(token) for name, token in found.items()}


def _replies(setting: object, tokens: Mapping[str, str]) -> dict[str, Dialect]:
    """How each exchange is answered; one word stands for all of them."""
    given = dict.fromkeys(tokens, setting) if isinstance(setting, str) else setting or {}
    if not isinstance(given, Mapping):
        raise _wrong("replies", "is no table", 'Write replies = {sipgate = "xml"}.')
    found: dict[str, Dialect] = dict.fromkeys(tokens, "json")
    for name, dialect in given.items():
        if str(name) not in tokens:
            raise _wrong("replies", f"names {name}, which has no token", "Name it as in 'tokens'.")
        if dialect not in ("json", "xml"):
            raise _wrong("replies", f"is neither json nor xml for {name}", "Choose one of them.")
        found[str(name)] = "xml" if dialect == "xml" else "json"
    return found


def _redirect(setting: object) -> dict[str, tuple[str, ...]]:
    if setting is None:
        return {}
    if not isinstance(setting, Mapping):
        raise _wrong("redirect", "is no table", 'Write redirect = {"+441632960001" = ["+33142685300"]}.')
    found = {}
    for number, to in setting.items():
        targets = (to,) if isinstance(to, str) else _list(to, "redirect")
        if not 1 <= len(targets) <= MOST_TARGETS:
            raise _wrong("redirect", f"sends {number} to {len(targets)} numbers", "Name one to five.")
        found[str(number)] = targets
    return found


def _list(setting: object, name: str) -> tuple[str, ...]:
    if setting is None:
        return ()
    if not isinstance(setting, list | tuple):
        raise _wrong(name, "is no list of texts", f'Write {name} = ["…"].')
    return tuple(str(one) for one in setting)


def _texts_by_name(table: Mapping[str, object], name: str) -> dict[str, str]:
    setting = table.get(name)
    if setting is None:
        return {}
    if not isinstance(setting, Mapping):
        raise _wrong(name, "is no table", f'Write {name} = {{"…" = "…"}}.')
    return {str(key): str(value) for key, value in setting.items()}


def _positive(table: Mapping[str, object], name: str, default: float) -> float:
    value = table.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < 1_000_000:
        raise _wrong(name, "is no number from 1 up", "Write a number such as 50.")
    return value


def _wrong(name: str, what: str, todo: str) -> KnownError:
    return KnownError(f"The CTI webhook's setting {name!r} {what}.", todo=todo)
