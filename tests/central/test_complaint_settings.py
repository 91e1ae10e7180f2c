"""Whose the parts of a complaint are, as the site says it over what the program proposes."""

from __future__ import annotations

import pytest

from agent_desktop.central.complaint_settings import complaint_parts
from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.complaints import USUAL_PARTS
from agent_desktop.runtime.settings import Settings


def test_without_a_word_of_the_site_it_is_what_the_program_proposes() -> None:
    assert complaint_parts(Settings()) == USUAL_PARTS


def test_the_site_says_it_part_by_part() -> None:
    said = {"quality_check": {"owner": "sue"}, "replacement": {"days": 7}, "callback": {"team": "Front"}}
    parts = complaint_parts(Settings(complaint_parts=said))
    assert parts["quality_check"] == {"team": "", "owner": "sue", "days": 2}
    assert parts["replacement"] == {"team": "Orders", "owner": "", "days": 7}
    assert parts["callback"] == {"team": "Front", "owner": "", "days": 1}
    assert parts["goods_return"] == USUAL_PARTS["goods_return"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"refund": {"days": 1}}, "Nothing called refund follows"),
        ({"callback": {"team": "Front", "owner": "sue"}}, "a team or an owner, not both"),
    ],
)
def test_what_cannot_be_meant_is_refused(said: dict[str, dict[str, object]], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        complaint_parts(Settings(complaint_parts=said))
