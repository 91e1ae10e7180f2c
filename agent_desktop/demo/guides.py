"""Turns agent guidelines into guided scripts: one step at a time, words to say, answers that lead on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from agent_desktop.demo.sources import read_json

Step = dict[str, Any]
"""One step as ``features.scripts.model.Step`` reads it; a choice whose ``next`` is None ends the guide."""

Choice = dict[str, str | None]
_FINISH: Choice = {"label": "Finish", "next": None}

_QUEUES_OF_FLOW = {
    "Product Defect": ["orders", "billing"],
    "Order Issue": ["orders"],
    "Account Access": ["orders"],
    "Troubleshoot Site": ["orders"],
    "Manage Account": ["orders", "billing"],
    "Purchase Dispute": ["billing"],
    "Shipping Issue": ["orders"],
    "Subscription Inquiry": ["renewals", "billing"],
    "Single-Item Query": ["orders"],
    "Storewide Query": ["orders"],
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_BUTTON = re.compile(r"\[([A-Z][A-Za-z/ -]+)\]")


@dataclass(frozen=True, slots=True)
class Guide:
    """A guided script; ``queues`` are queue keys, none for all. ``steps[0]`` is where it starts."""

    name: str
    topic: str
    queues: tuple[str, ...]
    steps: tuple[Step, ...]


def guides() -> list[Guide]:
    """Every guide of the demo: the company's own first, then one for each subflow of the guidelines."""
    own = [
        Guide(
            raw["name"],
            raw["topic"],
            tuple(raw["queues"]),
            tuple(_company_step(step) for step in raw["steps"]),
        )
        for raw in read_json("company_guides.json")
    ]
    wording = read_json("abcd_wording.json")
    derived = [
        _Builder(wording, flow, name, subflow).build()
        for flow, content in read_json("abcd_guidelines.json").items()
        for name, subflow in content["subflows"].items()
    ]
    return own + derived


def reachable(steps: tuple[Step, ...] | list[Step]) -> list[str]:
    """The keys of the steps that can be reached from the first, in the order of a walk."""
    by_key = {step["key"]: step for step in steps}
    seen: dict[str, None] = {}
    waiting = [steps[0]["key"]]
    while waiting:
        key = waiting.pop(0)
        if key not in seen:
            seen[key] = None
            waiting += [choice["next"] for choice in by_key[key]["choices"] if choice["next"] is not None]
    return list(seen)


def _company_step(raw: dict[str, Any]) -> Step:
    return {**raw, "choices": [_choice(text) for text in raw["choices"]] or [dict(_FINISH)]}


def _choice(text: str) -> Choice:
    label, _, target = text.rpartition(" -> ")
    return {"label": label, "next": target}


class _Builder:
    """Builds the guide of one subflow from the guideline and our wording of it."""

    def __init__(self, wording: dict[str, Any], flow: str, name: str, subflow: dict[str, Any]) -> None:
        entry = wording["guides"][name]
        self._wording = wording
        self._entry = {**wording["guides"][entry["like"]], **entry} if "like" in entry else entry
        self._flow = flow
        self._actions: list[dict[str, Any]] = subflow["actions"]
        self._instructions: list[str] = subflow["instructions"]
        self._shared = {step["key"]: step for step in wording["shared"]}
        self._borrowed: dict[str, Step] = {}

    def build(self) -> Guide:
        """The guide, with the shared steps it needs and no step that cannot be reached."""
        own = [self._step(index, action) for index, action in enumerate(self._actions)]
        steps = own + list(self._borrowed.values())
        kept = set(reachable(steps))
        return Guide(
            name=self._entry["title"],
            topic=self._flow,
            queues=tuple(_QUEUES_OF_FLOW[self._flow]),
            steps=tuple(step for step in steps if step["key"] in kept),
        )

    def _step(self, index: int, action: dict[str, Any]) -> Step:
        key = f"step_{index + 1}"
        default, entry = self._default(action), self._entry.get("steps", {}).get(str(index), {})
        say = entry.get("say", default["say"])
        if index == 0 and self._entry["opening"]:
            say = f"{self._entry['opening']} {say}"
        choices = [self._lead(key, index, text) for text in entry.get("choices", default["choices"])]
        return {
            "key": key,
            "title": entry.get("title", default["title"]),
            "say": say,
            "do": entry.get("do") or self._instructed(index, action),
            "choices": choices or self._questions(index),
        }

    def _default(self, action: dict[str, Any]) -> dict[str, Any]:
        buttons = self._wording["buttons"]
        found: dict[str, Any] = buttons.get(action["button"], buttons["topic"])
        return found

    def _questions(self, index: int) -> list[Choice]:
        listed = self._instructions[-1].split(",")
        return [{"label": text.strip().capitalize(), "next": f"step_{index + 2}"} for text in listed]

    def _lead(self, key: str, index: int, text: str) -> Choice:
        label, _, target = text.rpartition(" -> ")
        if target == "next":
            target = f"step_{index + 2}" if index + 1 < len(self._actions) else self._borrow("wrap", key)
        elif target.startswith("step:"):
            target = f"step_{int(target[5:]) + 1}"
        else:
            target = self._borrow(target, key)
        return {"label": label, "next": target}

    def _borrow(self, name: str, origin: str) -> str:
        """The key of a shared step; one that leads back is made anew for each step it is entered from."""
        shared = self._shared[name]
        leads = [text.rpartition(" -> ") for text in shared["choices"]]
        key = f"{name}_{origin}" if any(target == "back" for _, _, target in leads) else name
        if key not in self._borrowed:
            step: Step = {**shared, "key": key, "do": list(shared["do"]), "choices": [dict(_FINISH)]}
            self._borrowed[key] = step
            if leads:
                step["choices"] = [
                    {"label": label, "next": origin if target == "back" else self._borrow(target, origin)}
                    for label, _, target in leads
                ]
        return key

    def _instructed(self, index: int, action: dict[str, Any]) -> list[str]:
        """The guideline's own words for the agent, without what was meant for the study it was made for."""
        lines = [*(self._instructions[:1] if index == 0 else []), action["text"], *action["subtext"]]
        cleaned = (self._clean(line) for line in lines)
        return [line for line in cleaned if len(line) > 3]

    def _clean(self, line: str) -> str:
        for said, plain in self._wording["phrases"]:
            line = line.replace(said, plain)
        line = _BUTTON.sub(lambda match: f"“{match[1]}”", line).replace("[", "").replace("]", "")
        kept = [
            sentence
            for sentence in _SENTENCE_END.split(line.strip())
            if not any(mark in sentence for mark in self._wording["left_out"])
        ]
        return " ".join(" ".join(kept).split()).rstrip(":,")
