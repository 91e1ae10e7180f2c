"""Phones and exchanges: who sits where, what is registered, and since when an exchange is away."""

from datetime import timedelta

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.views import ExchangeChanged, ExchangeView, PhoneChanged, PhoneView
from tests.telephony.call_histories import START, at
from tests.telephony.test_floor import Floor, queued


@pytest.fixture
def floor() -> Floor:
    """Ada sits at 10a, Ben at 10b."""
    return Floor()


def chooses(floor: Floor, extension: str, agent: str = "ada", s: float = 10) -> act.Outcome:
    outcome = floor.does(act.ChoosePhone, s, agent=agent, extension=extension)
    assert outcome is not None
    return outcome


def told_of_phone(floor: Floor, extension: str, *, is_registered: bool) -> None:
    event = ev.PhoneReported(extension=extension, at=at(5), is_registered=is_registered)
    assert floor.live.apply(event, "pbx").verdict == "accepted"


def phones(floor: LiveFloor) -> dict[str, str | None]:
    return {one.extension: one.holder for one in floor.view(at(100)).phones}


def test_one_sits_at_the_phone_one_chose_and_no_longer_at_the_other(floor: Floor) -> None:
    assert chooses(floor, " 1005 ") == act.Outcome.done()
    assert floor.person().extension == "1005"
    assert phones(floor.live) == {"10b": "ben", "1005": "ada"}
    assert phones(LiveFloor.restore(floor.facts)) == {"10b": "ben", "1005": "ada"}


@pytest.mark.parametrize(
    ("extension", "reason"),
    [("10b", "phone_taken"), ("1009", "phone_away"), ("", "no_such_phone"), ("a b\r\nx", "no_such_phone")],
)
def test_a_phone_that_is_taken_away_or_none_is_refused(floor: Floor, extension: str, reason: str) -> None:
    told_of_phone(floor, "1009", is_registered=False)
    told_of_phone(floor, "1008", is_registered=True)
    assert chooses(floor, extension).reason == reason
    assert floor.person().extension == "10a"
    assert chooses(floor, "1008").status == "done"


def test_nobody_changes_phones_during_a_call(floor: Floor) -> None:
    floor.hears(queued(1), ev.CallRinging(call_id="c1", at=at(2), agent="ada"))
    assert chooses(floor, "1005").reason == "busy"


def test_a_desk_left_is_free_for_the_next_and_the_choice_outlives_a_break_from_the_floor(
    floor: Floor,
) -> None:
    chooses(floor, "1005")
    floor.took(floor.live.sign_out("ada", at(20)))
    floor.took(floor.live.sign_in("ada", at(30), extension="10a"))
    assert floor.person().extension == "1005"
    floor.took(floor.live.sign_out("ada", at(40)))
    assert chooses(floor, "1005", agent="ben", s=50).status == "done"
    floor.took(floor.live.sign_in("ada", at(60), extension="10b"))
    assert floor.person().extension is None  # Where Ada sat sits Ben now.


def test_a_phone_on_record_rings_for_whoever_sits_there(floor: Floor) -> None:
    floor.took(floor.live.sign_in("cyd", at(10), extension="10a"))
    assert floor.person("cyd").extension is None
    assert floor.live.holder_of("10a") == "ada"


def test_a_supervisor_on_no_floor_has_a_phone_until_somebody_signed_in_takes_it(floor: Floor) -> None:
    assert chooses(floor, "1005", agent="sue").status == "done"
    assert floor.live.extension_of("sue") == "1005"
    after = LiveFloor.restore(floor.facts)
    after.recall(floor.live.view(at(20)))
    assert after.extension_of("sue") == "1005"
    assert chooses(floor, "1005", agent="ada").status == "done"
    assert floor.live.extension_of("sue") is None


def test_everybody_is_told_of_a_phone_once(floor: Floor) -> None:
    event = ev.PhoneReported(extension="10a", at=at(5), is_registered=False)
    step = floor.live.apply(event, "pbx")
    view = PhoneView(extension="10a", is_registered=False, holder="ada")
    assert step.changes == (PhoneChanged(phone=view),)
    assert floor.live.apply(event, "pbx").changes == ()


def test_an_exchange_is_away_since_it_was_last_heard(floor: Floor) -> None:
    def hears(s: float, *, is_up: bool, what: str = "") -> tuple[object, ...]:
        return floor.live.apply(ev.ExchangeReported(at=at(s), is_up=is_up, what=what), "pbx").changes

    hears(0, is_up=True)
    away = ExchangeView(connector="pbx", is_up=False, what="It hangs.", since=at(42), changed_at=at(42))
    assert hears(42, is_up=False, what="It hangs.") == (ExchangeChanged(exchange=away),)
    assert hears(50, is_up=False, what="It hangs.") == ()
    (changed,) = hears(60, is_up=False, what="It refuses.")
    assert isinstance(changed, ExchangeChanged)
    assert (changed.exchange.since, changed.exchange.changed_at) == (at(42), at(60))
    hears(70, is_up=True, what="left out")
    (view,) = floor.live.view(at(80)).exchanges
    assert (view.is_up, view.what, view.since) == (True, "", at(70))


def test_the_next_owner_of_the_floor_goes_on_with_what_was_known(floor: Floor) -> None:
    floor.live.apply(ev.ExchangeReported(at=at(42), is_up=False, what="It hangs."), "pbx")
    told_of_phone(floor, "1009", is_registered=False)
    next_floor = LiveFloor.restore(floor.facts)
    next_floor.recall(floor.live.view(at(50)))
    assert next_floor.view(at(60)).exchanges == floor.live.view(at(60)).exchanges
    assert next_floor.view(at(60)).phones == floor.live.view(at(60)).phones
    step = next_floor.apply(ev.ExchangeReported(at=at(61), is_up=False, what="It hangs."), "pbx")
    assert step.changes == ()
    assert START + timedelta(seconds=42) == next_floor.view(at(70)).exchanges[0].since


def test_voice_messages_are_kept_with_the_phone_and_told_when_they_change() -> None:
    floor = LiveFloor()
    event = ev.VoicemailReported(extension="1001", at=at(5), waiting=2)
    step = floor.apply(event, "pbx")
    assert [change.phone for change in step.changes if isinstance(change, PhoneChanged)] == [
        PhoneView(extension="1001", voicemails=2)
    ]
    assert floor.apply(event, "pbx").verdict == "ignored_duplicate"
    floor.apply(ev.VoicemailReported(extension="1001", at=at(6), waiting=0), "pbx")
    assert floor.view(at(7)).phones == ()
