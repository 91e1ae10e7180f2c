"""What a guided script is: steps, the words to say, and where each answer leads."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Choice(msgspec.Struct, frozen=True):
    """What the customer may answer, and the step that leads to; None ends the script."""

    label: str
    next: str | None


class Step(msgspec.Struct, frozen=True):
    """One step: the words to say, what to do meanwhile, and the customer's possible answers.

    While a step with ``is_payment`` is on screen during a call, nothing is recorded.
    """

    key: str
    say: str
    choices: list[Choice]
    do: list[str] = []
    title: str = ""
    is_payment: bool = False


def dead_ends(steps: Iterable[Step]) -> list[str]:
    """What is wrong with a script: choices that lead nowhere, steps nobody reaches, steps without an end."""
    by_key = {step.key: step for step in steps}
    if not by_key:
        return ["the script has no steps"]
    found = [
        f"step {step.key}: the choice {choice.label!r} leads to {choice.next!r}, which is no step"
        for step in by_key.values()
        for choice in step.choices
        if choice.next is not None and choice.next not in by_key
    ]
    found += [f"step {key} has no choices" for key, step in by_key.items() if not step.choices]
    reached, waiting = set[str](), [next(iter(by_key))]
    while waiting:
        key = waiting.pop()
        if key in reached or key not in by_key:
            continue
        reached.add(key)
        waiting += [choice.next for choice in by_key[key].choices if choice.next is not None]
    found += [f"step {key} is never reached" for key in by_key if key not in reached]
    ending = {key for key, step in by_key.items() if any(choice.next is None for choice in step.choices)}
    while more := {
        key
        for key, step in by_key.items()
        if key not in ending and any(choice.next in ending for choice in step.choices)
    }:
        ending |= more
    found += [f"from step {key} there is no way to the end" for key in by_key if key not in ending]
    return found
