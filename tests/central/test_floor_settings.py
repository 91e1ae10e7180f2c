"""What a site writes about pauses and wrap-up is what holds on its floor."""

from __future__ import annotations

from agent_desktop.central.floor_settings import floor_rules
from agent_desktop.runtime.settings import Settings
from agent_desktop.telephony.floor_rules import Capacity, PauseReason
from agent_desktop.telephony.wrap_up import WrapUpRule


def test_without_a_word_wrap_up_ends_by_itself_and_pauses_are_paid() -> None:
    rules = floor_rules(Settings())
    assert rules.wrap_up == WrapUpRule(limit_s=60.0, disposition="No outcome given")
    assert rules.not_answered_limit == 2
    assert rules.capacity == Capacity(call=1, chat=3, email=5)
    assert rules.pause("Back office") == PauseReason(id="back_office", label="Back office")


def test_a_pause_has_an_id_that_outlives_its_label() -> None:
    lunch = {"label": "Mittag", "paid": False, "limit_minutes": 45.0}
    rules = floor_rules(Settings(pauses={"lunch": lunch, "break": {"limit_minutes": 0.0}}))
    assert rules.pauses == (
        PauseReason(id="lunch", label="Mittag", is_paid=False, limit_min=45.0),
        PauseReason(id="break", label="break"),
    )


def test_a_queue_says_only_what_differs() -> None:
    own = {"Complaints": {"limit_s": 0.0, "early_exit": False}, "Sales": {"mode": "optional"}}
    rules = floor_rules(Settings(wrap_up_extensions=2, wrap_up_queues=own))
    usual = {"extensions": 2, "disposition": "No outcome given"}
    assert rules.wrap_up_in("complaints") == WrapUpRule(limit_s=None, early_exit=False, **usual)
    assert rules.wrap_up_in("Sales") == WrapUpRule(mode="optional", **usual)
    assert rules.wrap_up_in("Support") == rules.wrap_up_in(None) == WrapUpRule(**usual)
