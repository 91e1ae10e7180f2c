"""The conversations that the protocol's documentation describes, message by message, and what is made of them.

Messages and answers are those of the sipgate.io push API (forms in, XML out) and of the generic CTI interface that
took it over (JSON or forms in, JSON out).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.core.errors import KnownError
from agent_desktop.telephony.port import HttpResponse
from plugins.cti_webhook.connector import FORWARDED_WITHIN, CtiWebhook
from tests.support.posting_exchange import SECRET, Exchange, connected

CUSTOMER, OUR_NUMBER = "492111234567", "441632960001"
SIPGATE: dict[str, Any] = {"replies": "xml", "public_url": "https://central.example/", "region": "DE"}
POST_TO = f"https://central.example/cti/{SECRET}"

Message = tuple[str, str, dict[str, Any]]


@pytest.fixture
async def sipgate() -> AsyncIterator[Exchange]:
    exchange = await connected(**SIPGATE)
    yield exchange
    await exchange.connector.stop()


def xml(response: HttpResponse) -> ET.Element:
    assert (response.status, response.headers["content-type"]) == (200, "application/xml")
    return ET.fromstring(response.body)


async def tell(exchange: Exchange, messages: Sequence[Message], pause_s: float = 5) -> None:
    for event, call_id, fields in messages:
        response = await exchange.form(event, call_id, caller=CUSTOMER, **fields)
        assert response.status == 200
        exchange.host.clock.advance(pause_s)


def parts(exchange: Exchange) -> list[tuple[str | None, float, str | None]]:
    """Who handled what: the person, the seconds of talk and hold, how it was passed on."""
    return [
        (fact.agent, fact.data["talk_s"] + fact.data["hold_s"], fact.data["transferred"])
        for fact in exchange.host.facts
        if getattr(fact, "kind", "") == "call_handled"
    ]


# --- messages ---------------------------------------------------------------------------------------------


async def test_the_documented_messages_are_taken_with_every_field(sipgate: Exchange) -> None:
    """As the documentation gives them to try with curl, with names in place of Alice and Bob."""
    new_call = (
        "event=newCall&from=492111234567&to=4915791234567&direction=in&callId=123456&xcid=abc&origCallId=123456"
        "&user[]=Ada+Lindt&user[]=Bob&userId[]=w0&userId[]=w1&fullUserId[]=1234567w0&fullUserId[]=1234567w1"
        "&diversion=441632960001"
    )
    answer = (
        "event=answer&callId=123456&user=Ada+Lindt&userId=w0&fullUserId=1234567w0&from=492111234567"
        "&to=4915791234567&direction=in&answeringNumber=21199999999"
    )
    hangup = (
        "event=hangup&cause=normalClearing&callId=123456&from=492111234567&to=4915791234567&direction=in"
        "&answeringNumber=4921199999999"
    )
    response = xml(await sipgate.raw(new_call.encode()))
    assert (response.tag, response.attrib) == ("Response", {"onAnswer": POST_TO, "onHangup": POST_TO})
    assert len(response) == 0
    assert sipgate.host.state_of("ada") == "ringing"
    assert sipgate.call("123456").queue == "support", "the number first dialled is the queue's"
    assert xml(await sipgate.raw(b"event=dtmf&dtmf=1&callId=123456")).attrib == {}
    assert xml(await sipgate.raw(answer.encode())).attrib == {}
    assert sipgate.host.state_of("ada") == "talking"
    sipgate.host.clock.advance(30)
    assert len(xml(await sipgate.raw(hangup.encode()))) == 0
    call = sipgate.call("123456")
    assert (call.outcome, call.talk_s, call.caller, call.called) == (
        "answered",
        30,
        "+492111234567",
        "+4915791234567",
    )
    assert sipgate.host.refused == []


@pytest.mark.parametrize(
    "who",
    [
        {"users": "Ada Lindt"},
        {"users": "Adas Telefon"},
        {"user_ids": "w0"},
        {"full_ids": "1234567w0"},
        {"users": ["Nobody", "Ada Lindt"], "user_ids": ["w7", "w0"], "full_ids": ["1234567w7", "1234567w0"]},
    ],
)
async def test_a_person_is_known_by_name_or_by_either_id(who: dict[str, Any]) -> None:
    known = {"w0": "ada", "1234567w0": "ada", "Adas Telefon": "ada"}
    exchange = await connected(**SIPGATE, users=known)
    await exchange.form("newCall", caller=CUSTOMER, to=OUR_NUMBER, **who)
    await exchange.connector.stop()
    assert (exchange.host.state_of("ada"), exchange.host.state_of("ben")) == ("ringing", "available")


async def test_who_answered_is_known_by_the_number_that_did() -> None:
    exchange = await connected(**SIPGATE, users={"4921199999999": "ben"})
    await exchange.form("newCall", caller=CUSTOMER, users=["Ada Lindt", "Ben Okoro"])
    await exchange.form("answer", answeringNumber="4921199999999")
    await exchange.connector.stop()
    assert (exchange.host.state_of("ada"), exchange.host.state_of("ben")) == ("available", "talking")


async def test_another_name_of_the_same_call_finds_it(sipgate: Exchange) -> None:
    await sipgate.form("newCall", "1", xcid="x-9", caller=CUSTOMER, users="Ada Lindt")
    await sipgate.form("hangup", "other", xcid="x-9", cause="cancel")
    assert sipgate.outcome("1") == "abandoned"
    assert sipgate.host.floor.call("other") is None


@pytest.mark.parametrize(
    ("cause", "word", "outcome"),
    [
        ("normalClearing", "normal", "abandoned"),
        ("busy", "busy", "flowed_out"),
        ("cancel", "cancelled", "abandoned"),
        ("noAnswer", "no_answer", "flowed_out"),
        ("congestion", "unreachable", "flowed_out"),
        ("notFound", "unknown_number", "flowed_out"),
    ],
)
async def test_every_cause_of_the_documentation_has_its_word(
    sipgate: Exchange, cause: str, word: str, outcome: str
) -> None:
    await tell(sipgate, [("newCall", "1", {"to": OUR_NUMBER}), ("hangup", "1", {"cause": cause})])
    assert (sipgate.call().cause, sipgate.outcome()) == (word, outcome)


# --- calls passed on ----------------------------------------------------------------------------------------

RINGS_ADA: Message = ("newCall", "12111955", {"users": "Ada Lindt", "to": OUR_NUMBER})
ADA_ANSWERS: Message = ("answer", "12111955", {"user": "Ada Lindt"})
ADA_HANGS_UP: Message = ("hangup", "12111955", {"user": "Ada Lindt", "cause": "normalClearing"})
PASSED_ON = {"origCallId": "12111955", "diversion": "1001", "to": "1002"}
RINGS_BEN: Message = ("newCall", "21102015", {"users": "Ben Okoro", **PASSED_ON})
BEN_ANSWERS: Message = ("answer", "21102015", {"user": "Ben Okoro", **PASSED_ON})
BEN_HANGS_UP: Message = ("hangup", "21102015", {"cause": "normalClearing", **PASSED_ON})
TRANSFERRED = [RINGS_ADA, ADA_ANSWERS, RINGS_BEN, BEN_ANSWERS, ADA_HANGS_UP, BEN_HANGS_UP]


async def test_a_transfer_that_is_picked_up_is_one_call_of_two_people(sipgate: Exchange) -> None:
    await tell(sipgate, TRANSFERRED)
    host = sipgate.host
    assert host.kinds() == [
        *("call_queued", "call_ringing", "call_connected", "consult_started", "call_ringing"),
        *("call_connected", "call_transferred", "call_ended"),
    ]
    assert parts(sipgate) == [("ada", 15.0, "warm"), ("ben", 5.0, None)]
    assert (sipgate.outcome("12111955"), host.floor.call("21102015")) == ("answered", None)
    assert host.refused == []


async def test_a_transfer_that_is_not_picked_up_ends_the_call(sipgate: Exchange) -> None:
    """Ada has hung up before it was: the caller hears it ring until they, or the exchange, give up."""
    await tell(sipgate, [RINGS_ADA, ADA_ANSWERS, RINGS_BEN, ADA_HANGS_UP])
    assert (sipgate.host.state_of("ada"), sipgate.host.state_of("ben")) == ("wrap_up", "ringing")
    await tell(sipgate, [BEN_HANGS_UP])
    assert parts(sipgate) == [("ada", 10.0, "blind")]
    assert sipgate.outcome("12111955") == "answered"
    assert sipgate.host.state_of("ben") == "available"
    assert sipgate.host.refused == []


async def test_a_transfer_that_is_given_up_leaves_the_caller_with_whom_they_talked_to(
    sipgate: Exchange,
) -> None:
    await tell(sipgate, [RINGS_ADA, ADA_ANSWERS, RINGS_BEN])
    assert (sipgate.call("12111955").state, sipgate.host.state_of("ben")) == ("consulting", "ringing")
    await tell(sipgate, [BEN_HANGS_UP])
    assert (sipgate.host.state_of("ada"), sipgate.host.state_of("ben")) == ("talking", "available")
    await tell(sipgate, [ADA_HANGS_UP])
    assert parts(sipgate) == [("ada", 15.0, None)]
    assert sipgate.host.refused == []


async def test_a_colleague_who_was_asked_and_hung_up_is_no_transfer(sipgate: Exchange) -> None:
    await tell(sipgate, [RINGS_ADA, ADA_ANSWERS, RINGS_BEN, BEN_ANSWERS, BEN_HANGS_UP])
    assert (sipgate.host.state_of("ada"), sipgate.host.state_of("ben")) == ("talking", "available")
    await tell(sipgate, [ADA_HANGS_UP])
    assert parts(sipgate) == [("ada", 20.0, None)]


async def test_a_transfer_to_a_number_outside(sipgate: Exchange) -> None:
    out = {"origCallId": "12111955", "diversion": "1001", "to": "4915799912345"}
    await tell(sipgate, [RINGS_ADA, ADA_ANSWERS, ("newCall", "3", out), ("answer", "3", out), ADA_HANGS_UP])
    assert sipgate.host.kinds()[-2:] == ["consult_started", "call_transferred"]
    await tell(sipgate, [("hangup", "3", {"cause": "normalClearing", **out})])
    assert parts(sipgate) == [("ada", 15.0, "warm")]
    assert sipgate.host.floor.view(sipgate.host.clock.now()).calls == ()


async def test_a_transfer_to_several_is_with_the_first_who_answers(sipgate: Exchange) -> None:
    both = ("newCall", "21102015", {"users": ["Ben Okoro", "sam.a"], **PASSED_ON})
    await tell(sipgate, [RINGS_ADA, ADA_ANSWERS, both, ADA_HANGS_UP, BEN_ANSWERS, BEN_HANGS_UP])
    assert parts(sipgate)[0][:2] == ("ada", 10.0)
    assert parts(sipgate)[-1][0] == "ben"
    assert sipgate.host.floor.view(sipgate.host.clock.now()).calls == ()


FORWARDED: Message = ("hangup", "12111955", {"cause": "forwarded"})


async def test_a_forwarded_call_is_one_call_and_was_answered(sipgate: Exchange) -> None:
    await tell(sipgate, [RINGS_ADA, FORWARDED])
    assert sipgate.host.state_of("ada") == "available"
    await tell(sipgate, [RINGS_BEN, BEN_ANSWERS, BEN_HANGS_UP])
    await sipgate.connector.sweep()  # type: ignore[attr-defined]
    call = sipgate.call("12111955")
    assert (call.outcome, sipgate.host.floor.call("21102015")) == ("answered", None)
    assert parts(sipgate) == [("ben", 5.0, None)]
    assert sipgate.host.refused == []


async def test_a_forwarding_that_nothing_came_of_ended_when_it_was_told(sipgate: Exchange) -> None:
    connector = sipgate.connector
    assert isinstance(connector, CtiWebhook)
    await tell(sipgate, [RINGS_ADA, FORWARDED])
    await connector.sweep()
    assert sipgate.outcome("12111955") is None
    sipgate.host.clock.advance(FORWARDED_WITHIN.total_seconds())
    await connector.sweep()
    await connector.sweep()
    call = sipgate.call("12111955")
    assert (call.outcome, call.cause) == ("flowed_out", "forwarded")
    assert call.ended_at is not None
    assert sipgate.host.clock.now() - call.ended_at > FORWARDED_WITHIN - timedelta(seconds=1)
    assert sipgate.host.refused == []


# --- answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["busy", "rejected"])
async def test_a_blocked_caller_is_rejected_with_the_reason_that_is_set(reason: str) -> None:
    exchange = await connected(**SIPGATE, blocked=["0211 1234567"], reject_reason=reason)
    response = xml(await exchange.form("newCall", caller=CUSTOMER, users="Ada Lindt"))
    assert [(one.tag, one.attrib) for one in response] == [("Reject", {"reason": reason})]
    await exchange.form("hangup", cause="busy")
    await exchange.connector.stop()
    assert exchange.host.events == []


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("498955571600", {"callerId": "498999998145"}),
        ("493055571600", {"callerId": "493023125877"}),
        ("442079460000", {"anonymous": "true"}),
        ("33142685300", {"callerId": "496990009111"}),
    ],
)
async def test_the_number_shown_is_set_by_the_number_called(to: str, shown: dict[str, str]) -> None:
    rules = {"4989*": "498999998145", "4930*": "+49 30 23125877", "44*": "anonymous"}
    exchange = await connected(**SIPGATE, outbound_caller_ids=rules, default_caller_id="+49 69 90009111")
    (dial,) = xml(await exchange.form("newCall", direction="out", to=to, users="Ada Lindt"))
    await exchange.connector.stop()
    assert (dial.tag, dial.attrib) == ("Dial", shown)
    assert [(one.tag, one.text) for one in dial] == [("Number", to)]


async def test_without_a_rule_a_call_out_goes_as_it_would(sipgate: Exchange) -> None:
    response = xml(await sipgate.form("newCall", direction="out", to="33142685300", users="Ada Lindt"))
    assert len(response) == 0
    assert sipgate.host.state_of("ada") == "dialling"


async def test_a_number_can_be_sent_elsewhere_and_its_queue_knows() -> None:
    targets = ["+49 157 99912345", "+492111234567"]
    exchange = await connected(**SIPGATE, redirect={"+44 1632 960001": targets})
    response = await exchange.form("newCall", caller=CUSTOMER, to=OUR_NUMBER, users="Ada Lindt")
    (dial,) = xml(response)
    assert [(one.tag, one.text) for one in dial] == [("Number", "4915799912345"), ("Number", "492111234567")]
    assert exchange.host.state_of("ada") == "available"
    await exchange.form("answer", answeringNumber="4915799912345")
    await exchange.form("hangup", cause="normalClearing")
    await exchange.connector.stop()
    assert exchange.host.kinds() == ["call_queued", "call_left_queue", "call_ended"]
    assert exchange.outcome() == "flowed_out"
    assert exchange.host.refused == []


async def test_who_is_sent_to_the_voicemail_is_followed_up() -> None:
    exchange = await connected(**SIPGATE, redirect={"+441632960001": "voicemail"})
    (dial,) = xml(await exchange.form("newCall", caller=CUSTOMER, to=OUR_NUMBER))
    await exchange.form("hangup", cause="normalClearing")
    await exchange.connector.stop()
    assert [(one.tag, one.text) for one in dial] == [("Voicemail", None)]
    assert exchange.outcome() == "followed_up"


async def test_what_a_caller_sends_cannot_leave_its_place_in_the_answer() -> None:
    exchange = await connected(**SIPGATE, default_caller_id='"><Hangup/>')
    response = await exchange.form("newCall", direction="out", to='1"><Hangup/>&amp;', users="Ada Lindt")
    await exchange.connector.stop()
    (dial,) = xml(response)
    assert [one.tag for one in dial] == ["Number"]


# --- the generic interface ----------------------------------------------------------------------------------


async def test_the_generic_conversation_in_json() -> None:
    rules = {"4989*": "498999998145", "4930*": "493023125877"}
    exchange = await connected(outbound_caller_ids=rules, default_caller_id="496990009111", region="DE")

    async def post(**body: Any) -> Any:
        response = await exchange.raw(json.dumps(body).encode(), "application/json")
        assert (response.status, response.headers["content-type"]) == (200, "application/json")
        return json.loads(response.body)

    out = {
        "from": "493023125741", "to": "492214710334", "direction": "out", "callId": "f4ebd2be-7b9a",
        "user": "Ada Lindt",
    }  # fmt: skip
    answer = await post(event="newCall", **out)
    assert {"action": "dial", "caller_id": "496990009111", "number": "492214710334"}.items() <= answer.items()
    assert answer["callerId"] == answer["caller_id"], "the documentation spells it in both ways"
    assert await post(event="hangup", cause="cancel", **out) == {}
    assert exchange.call("f4ebd2be-7b9a").outcome == "failed"

    inside = {"from": "493023125741", "to": "492214710334", "direction": "in", "callId": "307fa962-de8d"}
    assert await post(event="newCall", user=["Ada Lindt", "Ben Okoro"], queue="support", **inside) == {}
    assert await post(event="answer", user="Ben Okoro", answeringNumber="1002", **inside) == {}
    assert (exchange.host.state_of("ada"), exchange.host.state_of("ben")) == ("available", "talking")
    assert await post(event="hangup", cause="normalClearing", answeringNumber="1002", **inside) == {}
    await exchange.connector.stop()
    assert exchange.call("307fa962-de8d").outcome == "answered"
    assert exchange.host.refused == []


async def test_a_form_in_parts_is_taken_as_curl_sends_it() -> None:
    exchange = await connected()
    fields = [
        ("event", "newCall"), ("from", "493023125741"), ("to", "492214710334"), ("direction", "in"),
        ("callId", "25641e3f"), ("user[]", "Ada Lindt"), ("user[]", "Ben Okoro"), ("queue", "Zürich"),
    ]  # fmt: skip
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    )
    response = await exchange.raw((body + "--x--\r\n").encode(), "multipart/form-data; boundary=x")
    assert response.status == 200
    assert (exchange.host.state_of("ada"), exchange.host.state_of("ben")) == ("ringing", "ringing")
    assert exchange.call("25641e3f").queue == "Zürich"
    for bad in (b"", b"--x", b"nothing", b"--x\r\n\r\n\xff\r\n--x--", body.encode() * 100):
        response = await exchange.raw(bad, "multipart/form-data; boundary=x")
        assert response.status == 400, bad[:40]
    assert (await exchange.raw(body.encode(), "multipart/form-data")).status == 400
    await exchange.connector.stop()


# --- replays ------------------------------------------------------------------------------------------------

CONVERSATIONS: dict[str, list[Message]] = {
    "answered": [RINGS_ADA, ADA_ANSWERS, ADA_HANGS_UP],
    "given up": [RINGS_ADA, ("hangup", "12111955", {"cause": "cancel"})],
    "transferred": TRANSFERRED,
    "transfer not picked up": [RINGS_ADA, ADA_ANSWERS, RINGS_BEN, ADA_HANGS_UP, BEN_HANGS_UP],
    "forwarded": [RINGS_ADA, FORWARDED, RINGS_BEN, BEN_ANSWERS, BEN_HANGS_UP],
}


def told(exchange: Exchange) -> list[tuple[str, str | None]]:
    """All that was told of calls, without its times."""
    return [
        (str(event.__struct_config__.tag), getattr(event, "agent", None)) for event in exchange.host.events
    ]


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_every_message_posted_three_times_over_is_told_once(name: str) -> None:
    once, thrice = await connected(**SIPGATE), await connected(**SIPGATE)
    await tell(once, CONVERSATIONS[name])
    await tell(thrice, [message for message in CONVERSATIONS[name] for _ in range(3)], pause_s=1)
    await once.connector.stop()
    await thrice.connector.stop()
    assert told(thrice) == told(once)
    assert thrice.host.refused == []


@pytest.mark.parametrize("is_restarted", [False, True], ids=["at once", "after a restart"])
@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_a_whole_conversation_replayed_later_changes_nothing(name: str, is_restarted: bool) -> None:
    exchange = await connected(**SIPGATE)
    await tell(exchange, CONVERSATIONS[name])
    facts = list(exchange.host.facts)
    if is_restarted:
        exchange = await exchange.restarted(**SIPGATE)
    exchange.host.clock.advance(600)
    await tell(exchange, CONVERSATIONS[name])
    await exchange.connector.stop()
    assert [fact for fact in exchange.host.facts[len(facts) :] if hasattr(fact, "seq")] == []
    assert exchange.host.floor.view(exchange.host.clock.now()).calls == ()


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_a_connector_that_was_restarted_at_any_moment_takes_the_call_over(name: str) -> None:
    messages = CONVERSATIONS[name]
    for moment in range(1, len(messages)):
        exchange = await connected(**SIPGATE)
        await tell(exchange, messages[:moment])
        exchange = await exchange.restarted(**SIPGATE)
        await tell(exchange, messages[moment:])
        await exchange.connector.stop()
        handled = {agent for agent, _, _ in parts(exchange)}
        answered = {"Ada Lindt": "ada", "Ben Okoro": "ben"}
        assert handled == {answered[m[2]["user"]] for m in messages if m[0] == "answer"}, moment
        assert exchange.host.floor.view(exchange.host.clock.now()).calls == (), moment


@pytest.mark.parametrize("name", ["answered", "given up"])
async def test_whatever_order_the_messages_come_in_the_call_ends_and_nobody_is_left_busy(name: str) -> None:
    for order in itertools.permutations(CONVERSATIONS[name]):
        exchange = await connected(**SIPGATE)
        await tell(exchange, order)
        await exchange.connector.stop()
        assert exchange.host.floor.view(exchange.host.clock.now()).calls == (), order
        assert exchange.host.state_of("ada") in {"available", "wrap_up"}
        assert exchange.outcome("12111955") is not None, (
            "a call whose end overtook it is counted all the same"
        )


async def test_an_end_that_overtakes_its_beginning_is_a_call_that_ended_as_it_began(
    sipgate: Exchange,
) -> None:
    await tell(sipgate, [("hangup", "1", {"cause": "busy"}), ("newCall", "1", {"to": OUR_NUMBER})])
    call = sipgate.call()
    assert (call.outcome, call.cause, call.wait_s) == ("flowed_out", "busy", 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["newCall", "answer", "hangup", "dtmf"]),
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["", "a", "b"]),
            st.sampled_from(["", "ada", "ben"]),
            st.sampled_from(["in", "out"]),
            st.sampled_from(["", OUR_NUMBER, "1002"]),
            st.sampled_from(["normalClearing", "forwarded", "cancel"]),
        ),
        max_size=14,
    )
)
@settings(deadline=None, max_examples=120)
async def test_no_order_of_legs_leaves_a_call_behind(story: list[tuple[str, ...]]) -> None:
    exchange = await connected(**SIPGATE)
    for event, call_id, orig, user, direction, to, cause in story:
        exchange.host.clock.advance(1)
        fields = {"origCallId": orig, "user": user, "direction": direction, "to": to, "cause": cause}
        assert (await exchange.form(event, call_id, **fields)).status == 200
    for call_id in "abc":
        await exchange.form("hangup", call_id, cause="normalClearing")
    exchange.host.clock.advance(60)
    assert isinstance(exchange.connector, CtiWebhook)
    await exchange.connector.sweep()
    await exchange.connector.stop()
    assert exchange.host.floor.view(exchange.host.clock.now()).calls == ()


# --- limits and settings ------------------------------------------------------------------------------------


async def test_each_token_has_an_allowance_of_its_own_that_fills_up_with_time() -> None:
    tokens = {"main": SECRET, "branch": "another"}
    exchange = await connected(tokens=tokens, posts_per_s=2, burst=3)

    async def status(token: str = SECRET) -> int:
        return (await exchange.raw(b"event=hangup&callId=9", token=token)).status

    assert [await status() for _ in range(4)] == [200, 200, 200, 429]
    refused = await exchange.raw(b"garbage")
    assert (refused.status, refused.headers["retry-after"]) == (429, "1")
    assert await status("another") == 200, "one exchange does not use up another's"
    assert await status("unknown") == 404
    exchange.host.clock.advance(1)
    assert [await status() for _ in range(3)] == [200, 200, 429]
    exchange.host.clock.advance(3_600)
    assert [await status() for _ in range(4)] == [200, 200, 200, 429], "it never holds more than the burst"
    await exchange.connector.stop()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"replies": "xml"}, "public_url"),
        ({"replies": {"main": "yaml"}}, "replies"),
        ({"replies": {"other": "xml"}}, "replies"),
        ({"replies": ["xml"]}, "replies"),
        ({"public_url": "central.example"}, "public_url"),
        ({"reject_reason": "rude"}, "reject_reason"),
        ({"redirect": {"1": ["+331"] * 6}}, "redirect"),
        ({"redirect": {"1": []}}, "redirect"),
        ({"redirect": ["1"]}, "redirect"),
        ({"blocked": "+331"}, "blocked"),
        ({"users": ["ada"]}, "users"),
        ({"posts_per_s": 0}, "posts_per_s"),
        ({"burst": True}, "burst"),
        ({"tokens": {"a": SECRET, "b": SECRET}}, "tokens"),
        ({"tokns": {}}, "tokns"),
    ],
)
async def test_a_wrong_setting_is_named(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(KnownError, match=named):
        await connected(**wrong)
