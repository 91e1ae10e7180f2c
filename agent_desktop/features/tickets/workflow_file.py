"""Files of rules: read whole or refused with the rule and the line, and written so that they read back the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.ids import make_id
from agent_desktop.features.tickets.workflow_model import Rule, Trigger, checked
from agent_desktop.features.tickets.workflow_text import (
    Names,
    action_text,
    condition_text,
    read_action,
    read_condition,
    read_span,
    span_text,
)

_KEYS = {"name", "on", "fields", "states", "after", "open_time", "all", "any", "do", "stops", "active"}


class FileRule(msgspec.Struct, frozen=True):
    """One rule of a file."""

    name: str
    rule: Rule
    is_active: bool


def rule_id_of(name: str) -> str:
    """The id of a rule that came from a file and had none: the same for the same name."""
    digest = sha256(f"rule {name.strip().casefold()}".encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def read_rules(text: str, names: Names) -> list[FileRule]:
    """The rules of a file, in order; raises ``KnownError`` that names the rule and says what is wrong."""
    try:
        found = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as problem:
        raise KnownError(f"This is no TOML: {problem}.", kept="Nothing was changed.") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise KnownError("A file of rules has [[rule]] and nothing else.", kept="Nothing was changed.")
    made = [_read(place, one, names) for place, one in enumerate(found, 1)]
    seen: set[str] = set()
    for one in made:
        if one.name.casefold() in seen:
            raise KnownError(
                f"Two rules are called “{one.name}”.", kept="Nothing was changed.", todo="Rename one."
            )
        seen.add(one.name.casefold())
    return made


def _read(place: int, said: Mapping[str, Any], names: Names) -> FileRule:
    name = said.get("name")
    if not isinstance(name, str) or not name.strip():
        raise KnownError(f"Rule {place} has no name.", kept="Nothing was changed.", todo="Give it one.")
    if unknown := sorted(set(said) - _KEYS):
        raise KnownError(
            f"Rule “{name}”: “{unknown[0]}” is no part of a rule.",
            kept="Nothing was changed.",
            todo=f"Use {', '.join(sorted(_KEYS))}.",
        )
    try:
        return FileRule(name.strip(), _rule(said, names), bool(said.get("active", True)))
    except Invalid as problem:
        raise KnownError(
            f"Rule “{name}”: {problem.what}", kept="Nothing was changed.", todo=problem.todo
        ) from None


def _rule(said: Mapping[str, Any], names: Names) -> Rule:
    after = said.get("after", "0s")
    trigger = Trigger(
        on=_text(said, "on"),
        fields=_lines(said, "fields"),
        states=_lines(said, "states"),
        after_s=read_span(after) if isinstance(after, str) and after != "0s" else 0,
        in_open_time=bool(said.get("open_time", False)),
    )
    return checked(
        Rule(
            trigger=trigger,
            actions=[read_action(line, names) for line in _lines(said, "do")],
            all_of=[read_condition(line, names) for line in _lines(said, "all")],
            any_of=[read_condition(line, names) for line in _lines(said, "any")],
            stops=bool(said.get("stops", False)),
        )
    )


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str):
        raise Invalid(key, f"“{key}” is missing.", todo=f'Write {key} = "…".')
    return value


def _lines(said: Mapping[str, Any], key: str) -> list[str]:
    value = said.get(key, [])
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise Invalid(key, f"“{key}” is a list of lines.", todo=f'Write {key} = ["…", "…"].')
    return value


def write_rules(rules: Iterable[FileRule], names: Names) -> str:
    """Rules as a file."""
    return "\n".join(_written(one, names) for one in rules)


def _written(one: FileRule, names: Names) -> str:
    trigger = one.rule.trigger
    said: dict[str, Any] = {"name": one.name, "on": trigger.on}
    if trigger.fields:
        said["fields"] = trigger.fields
    if trigger.states:
        said["states"] = trigger.states
    if trigger.after_s:
        said["after"] = span_text(trigger.after_s)
    if trigger.in_open_time:
        said["open_time"] = True
    for key, conditions in (("all", one.rule.all_of), ("any", one.rule.any_of)):
        if conditions:
            said[key] = [condition_text(condition, names) for condition in conditions]
    said["do"] = [action_text(action, names) for action in one.rule.actions]
    if one.rule.stops:
        said["stops"] = True
    if not one.is_active:
        said["active"] = False
    return "[[rule]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in said.items())


def _toml(value: Any) -> str:
    """A value as TOML has it: its texts are those of JSON."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
