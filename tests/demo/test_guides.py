from __future__ import annotations

import msgspec
import pytest

from agent_desktop.demo.guides import Guide, guides
from agent_desktop.demo.sources import read_json
from agent_desktop.features.scripts.model import Step, dead_ends

ALL = guides()


def test_every_subflow_of_the_guidelines_has_a_guide_of_its_own() -> None:
    subflows = [name for flow in read_json("abcd_guidelines.json").values() for name in flow["subflows"]]

    assert len(subflows) == 55
    assert sum(guide.topic in read_json("abcd_guidelines.json") for guide in ALL) == 55
    assert len({guide.name for guide in ALL}) == len(ALL)


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.name)
def test_a_guide_has_no_dead_end(guide: Guide) -> None:
    assert dead_ends(msgspec.convert(list(guide.steps), list[Step])) == []


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.name)
def test_a_step_has_words_to_say_and_at_most_nine_answers(guide: Guide) -> None:
    for step in guide.steps:
        assert step["title"]
        assert step["say"].strip().endswith((".", "?", "!")), step["say"]
        assert 1 <= len(step["choices"]) <= 9
        labels = [choice["label"] for choice in step["choices"]]
        assert len(set(labels)) == len(labels)
        assert all(labels)


def test_no_action_of_the_guidelines_is_lost() -> None:
    flows = read_json("abcd_guidelines.json")
    wording = read_json("abcd_wording.json")["guides"]
    by_name = {guide.name: guide for guide in ALL}
    for flow in flows.values():
        for name, subflow in flow["subflows"].items():
            own = [step for step in by_name[wording[name]["title"]].steps if step["key"].startswith("step_")]
            assert len(own) == len(subflow["actions"]), name


def test_instructions_are_free_of_the_study_they_were_made_for() -> None:
    text = " ".join(line for guide in ALL for step in guide.steps for line in step["do"])
    for word in ("Oracle", "Acme", "survey", "copy/paste", "[", "hidden", "make up"):
        assert word not in text
