"""Where a script stands: the answers given so far, and the step in view. Going back never loses an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_desktop.features.scripts.model import Step
    from agent_desktop.features.scripts.read_models import ScriptView

_HERE = "@"


@dataclass(slots=True)
class ScriptProgress:
    """Answers by step key, counted from 1, and the key of the step in view; "" after the end."""

    script: ScriptView
    answers: dict[str, int] = field(default_factory=dict)
    here: str = ""

    @classmethod
    def begin(cls, script: ScriptView, path: tuple[str, ...] = ()) -> ScriptProgress:
        """Take a script up where ``path`` (see ``as_path``) left it; what no longer fits is left out."""
        keys = {step.key: step for step in script.steps}
        progress = cls(script, {}, script.steps[0].key if script.steps else "")
        for entry in path:
            if entry.startswith(_HERE):
                progress.here = entry[1:] if entry[1:] in keys or entry == _HERE else progress.here
                continue
            key, _, number = entry.rpartition("=")
            if key in keys and number.isdigit() and 1 <= int(number) <= len(keys[key].choices):
                progress.answers[key] = int(number)
        return progress

    def as_path(self) -> tuple[str, ...]:
        """What a draft keeps: ``key=answer`` for each answer, and ``@key`` for the step in view."""
        return (*(f"{key}={number}" for key, number in self.answers.items()), f"{_HERE}{self.here}")

    @property
    def step(self) -> Step | None:
        """The step in view; None after the end."""
        return self._by_key(self.here)

    def trail(self) -> list[str]:
        """The steps from the first one to the one in view, along the answers given."""
        if not self.script.steps:
            return []
        found, key = list[str](), self.script.steps[0].key
        while key and key not in found:
            found.append(key)
            if key == self.here:
                break
            key = self._next(key) or ""
        return found

    def ahead(self) -> int:
        """How many steps are still to come at least, along the answers known and else the shortest way."""
        if self.step is None:
            return 0
        waiting, seen = [(self.here, 0)], {self.here}
        while waiting:
            key, far = waiting.pop(0)
            step = self._by_key(key)
            for choice in step.choices if step else []:
                if choice.next is None:
                    return far
                if choice.next not in seen:
                    seen.add(choice.next)
                    waiting.append((choice.next, far + 1))
        return 0

    def choose(self, number: int) -> bool:
        """Give an answer, counted from 1, and go on; False when there is no such answer."""
        step = self.step
        if step is None or not 1 <= number <= len(step.choices):
            return False
        self.answers[step.key] = number
        self.here = step.choices[number - 1].next or ""
        return True

    def go_back_to(self, place: int) -> None:
        """Show the ``place``-th step of the trail again, counted from 1; answers stay."""
        trail = self.trail()
        if 1 <= place <= len(trail):
            self.here = trail[place - 1]

    def _next(self, key: str) -> str | None:
        step, number = self._by_key(key), self.answers.get(key)
        return step.choices[number - 1].next if step is not None and number is not None else None

    def _by_key(self, key: str) -> Step | None:
        return next((step for step in self.script.steps if step.key == key), None)
