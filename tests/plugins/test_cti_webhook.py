"""Whatever an exchange posts is answered properly and never corrupts a call."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.core.errors import KnownError
from agent_desktop.plugins.loader import PluginHost, bundled_folder
from agent_desktop.telephony.actions import Answer
from agent_desktop.telephony.events import CallRated
from plugins.cti_webhook.connector import LARGEST_BODY
from tests.contracts.connector_contract import CALLER, SECRET
from tests.support.posting_exchange import FORM, Exchange, connected


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    exchange = await connected()
    yield exchange
    await exchange.connector.stop()


async def test_the_bundled_plugin_offers_it() -> None:
    plugins = PluginHost(settings={"cti_webhook": {"tokens": {"main": SECRET}}})
    plugins.enable(bundled_folder() / "cti_webhook")
    try:
        (offered,) = plugins.connectors()
        assert offered.factory.make().name == "cti_webhook"
    finally:
        plugins.close()


async def test_a_whole_call_rings_is_answered_and_ends(exchange: Exchange) -> None:
    assert await exchange.post("newCall", caller=CALLER, to="+441632960001", user="ada") == {}
    assert exchange.host.state_of("ada") == "ringing"
    exchange.host.clock.advance(5)
    assert await exchange.post("answer", answeringNumber="1001") == {}
    assert exchange.host.state_of("ada") == "talking"
    exchange.host.clock.advance(60)
    assert await exchange.post("hangup", cause="normalClearing") == {}
    assert exchange.host.state_of("ada") == "wrap_up"
    assert exchange.outcome() == "answered"
    assert exchange.host.refused == []


@pytest.mark.parametrize(
    "user", ["ada", "ADA", "1001", "Ada Lindt", "sip:1001@pbx.example", "ada@pbx.example"]
)
async def test_people_are_known_by_login_extension_or_name(exchange: Exchange, user: str) -> None:
    await exchange.post("newCall", caller=CALLER, user=user)
    assert exchange.host.state_of("ada") == "ringing"


async def test_a_name_two_people_share_rings_neither(exchange: Exchange) -> None:
    await exchange.post("newCall", caller=CALLER, user="Sam Same")
    assert exchange.host.events == []


async def test_several_users_are_all_rung_and_the_first_to_answer_has_it(exchange: Exchange) -> None:
    body = urlencode(
        [("event", "newCall"), ("callId", "1"), ("direction", "in"), ("from", CALLER), ("user[]", "ada"),
         ("user[]", "ben"), ("user", "ada"), ("queue", "support")]
    )  # fmt: skip
    await exchange.raw(body.encode())
    assert (exchange.host.state_of("ada"), exchange.host.state_of("ben")) == ("ringing", "ringing")
    await exchange.post("answer", user="ben")
    assert (exchange.host.state_of("ada"), exchange.host.state_of("ben")) == ("available", "talking")


async def test_with_only_a_queue_it_waits_there(exchange: Exchange) -> None:
    await exchange.post("newCall", caller=CALLER, queue="sales")
    assert exchange.host.floor.queue("sales").waiting == 1
    await exchange.post("newCall", call_id="2", caller=CALLER, to="01632 960001")
    assert exchange.host.floor.queue("support").waiting == 1


async def test_a_dialled_extension_rings_its_person(exchange: Exchange) -> None:
    await exchange.post("newCall", caller=CALLER, to="1002")
    assert exchange.host.state_of("ben") == "ringing"


async def test_what_the_caller_says_of_a_call_is_told_when_the_call_is_over_too(exchange: Exchange) -> None:
    await exchange.post("newCall", caller=CALLER, user="ada")
    await exchange.post("answer", answeringNumber="1001")
    await exchange.post("hangup", cause="normalClearing")
    assert await exchange.post("rating", score="4") == {}
    await exchange.post("rating", score="")
    told = [event for event in exchange.host.events if isinstance(event, CallRated)]
    assert [(event.call_id, event.score) for event in told] == [("1", 4), ("1", None)]
    assert exchange.host.refused == []


async def test_a_rating_of_a_call_that_was_passed_on_is_the_calls_also_after_a_restart(
    exchange: Exchange,
) -> None:
    await exchange.post("newCall", caller=CALLER, user="ada")
    await exchange.post("answer", user="ada")
    await exchange.post("newCall", call_id="2", origCallId="1", caller=CALLER, user="ben")
    await exchange.post("answer", call_id="2", origCallId="1", user="ben")
    for call_id in ("1", "2"):
        await exchange.post("hangup", call_id=call_id, cause="normalClearing")
    await exchange.post("rating", call_id="2", score="5")
    anew = await exchange.restarted()
    await anew.post("rating", call_id="2", origCallId="1", score="3")
    await anew.connector.stop()
    told = [event for event in exchange.host.events if isinstance(event, CallRated)]
    assert [(event.call_id, event.score) for event in told] == [("1", 5), ("1", 3)]
    assert exchange.host.refused == []


@pytest.mark.parametrize("score", ["0", "6", "4.5", "five", "-1", "44", "٤"])
async def test_what_is_no_score_is_refused_by_name(exchange: Exchange, score: str) -> None:
    await exchange.post("newCall", caller=CALLER, user="ada")
    answer = await exchange.form("rating", score=score)
    assert (answer.status, json.loads(answer.body)["field"]) == (400, "score")
    assert not any(isinstance(event, CallRated) for event in exchange.host.events)


async def test_a_rating_of_a_call_nobody_knows_is_taken_and_changes_nothing(exchange: Exchange) -> None:
    assert await exchange.post("rating", call_id="never heard of", score="4") == {}
    assert not exchange.host.floor.calls_of("ada")


async def test_json_is_taken_too(exchange: Exchange) -> None:
    body = {"event": "newCall", "callId": 7, "direction": "in", "from": CALLER, "user": ["ada"], "extra": {}}
    response = await exchange.raw(json.dumps(body).encode(), "application/json; charset=utf-8")
    assert response.status == 200
    assert exchange.host.floor.calls_of("ada")[0].call_id == "7"


@pytest.mark.parametrize("caller", ["anonymous", "", "Unknown"])
async def test_a_withheld_number_is_none(exchange: Exchange, caller: str) -> None:
    await exchange.post("newCall", caller=caller, user="ada")
    assert exchange.host.floor.calls_of("ada")[0].caller is None


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        ("cancel", "abandoned"),
        ("normalClearing", "abandoned"),
        ("", "abandoned"),
        ("forwarded", "flowed_out"),
        ("busy", "flowed_out"),
        ("noAnswer", "flowed_out"),
        ("congestion", "flowed_out"),
    ],
)
async def test_the_cause_says_what_became_of_who_waited(exchange: Exchange, cause: str, outcome: str) -> None:
    await exchange.post("newCall", caller=CALLER, queue="support")
    exchange.host.clock.advance(30)
    await exchange.post("hangup", cause=cause)
    assert exchange.outcome() == outcome
    assert exchange.host.floor.queue("support").waiting == 0


async def test_everything_posted_twice_happens_once(exchange: Exchange) -> None:
    for event, fields in (
        ("newCall", {"caller": CALLER, "queue": "support", "user": "ada"}),
        ("answer", {"user": "ada"}),
        ("newCall", {"caller": CALLER, "queue": "support", "user": "ada"}),
        ("hangup", {"cause": "normalClearing"}),
    ):
        await exchange.post(event, **fields)
        await exchange.post(event, **fields)
    assert exchange.host.kinds() == ["call_queued", "call_ringing", "call_connected", "call_ended"]
    assert exchange.host.refused == []


async def test_an_answer_without_a_new_call_still_knows_the_caller(exchange: Exchange) -> None:
    await exchange.post("answer", caller=CALLER, user="ada")
    (call,) = exchange.host.floor.calls_of("ada")
    assert (call.state, call.caller) == ("connected", CALLER)


async def test_a_hangup_that_overtakes_the_answer_is_final(exchange: Exchange) -> None:
    await exchange.post("newCall", caller=CALLER, user="ada")
    await exchange.post("hangup", cause="cancel")
    await exchange.post("answer", user="ada")
    await exchange.post("newCall", caller=CALLER, user="ada")
    assert exchange.outcome() == "abandoned"
    assert exchange.host.state_of("ada") == "available"


async def test_a_hangup_of_an_unknown_call_makes_none(exchange: Exchange) -> None:
    await exchange.post("hangup", cause="normalClearing")
    assert exchange.host.floor.call("1") is None


async def test_a_call_out_is_dialled_and_answered(exchange: Exchange) -> None:
    await exchange.post("newCall", direction="out", caller="1001", to="+33142685300", user="ada")
    assert exchange.host.state_of("ada") == "dialling"
    await exchange.post("answer", direction="out")
    assert exchange.host.state_of("ada") == "talking"
    await exchange.post("hangup", direction="out", cause="normalClearing")
    assert exchange.outcome() == "answered"


async def test_a_call_out_that_is_busy_fails(exchange: Exchange) -> None:
    await exchange.post("newCall", direction="out", to="+33142685300", user="ada")
    await exchange.post("hangup", direction="out", cause="busy")
    call = exchange.host.floor.call("1")
    assert call is not None
    assert (call.outcome, call.cause) == ("failed", "busy")
    assert exchange.host.state_of("ada") == "available"


async def test_a_blocked_caller_is_rejected_and_seen_by_nobody() -> None:
    exchange = await connected(blocked=["020 7946 0018"])
    answer = await exchange.post("newCall", caller=CALLER, user="ada")
    assert answer == {"action": "reject", "reason": "busy"}
    await exchange.post("hangup", cause="busy")
    assert exchange.host.events == []


async def test_the_number_shown_is_chosen_by_the_longest_prefix() -> None:
    rules = {"49*": "+4989999", "4930": "+493023125877"}
    exchange = await connected(outbound_caller_ids=rules, default_caller_id="+442079460000")
    answer = await exchange.post("newCall", direction="out", to="+49 30 55571600", user="ada")
    shown = {"caller_id": "+493023125877", "callerId": "+493023125877"}
    assert answer == {"action": "dial", "number": "+49 30 55571600", **shown}
    answer = await exchange.post("newCall", "2", direction="out", to="+33142685300", user="ben")
    assert answer["caller_id"] == "+442079460000"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "field"),
    [
        (b"callId=1&direction=in", FORM, 400, "event"),
        (b"event=ring&callId=1&direction=in", FORM, 400, "event"),
        (b"event=newCall&direction=in", FORM, 400, "callId"),
        (b"event=newCall&callId=1", FORM, 400, "direction"),
        (b"event=newCall&callId=1&direction=up", FORM, 400, "direction"),
        (b"event=newCall&direction=in&callId=" + b"1" * 251, FORM, 400, "callId"),
        (b"event=newCall&callId=1%0A2&direction=in", FORM, 400, "callId"),
        (b"event=newCall&callId=%FF&direction=in", FORM, 400, ""),
        (b"&".join(b"user=%d" % n for n in range(500)), FORM, 400, ""),
        (b"[1]", "application/json", 400, ""),
        (b"{", "application/json", 400, ""),
        (b"[" * 100_000, "application/json", 413, ""),
        (b"[" * 60_000, "application/json", 400, ""),
        (b'{"event": {"a": 1}}', "application/json", 400, "event"),
        (b"event=newCall", "text/xml", 415, ""),
        (b"x" * (LARGEST_BODY + 1), FORM, 413, ""),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_malformed_is_answered_with_the_field_at_fault(
    exchange: Exchange, body: bytes, content_type: str, status: int, field: str
) -> None:
    response = await exchange.raw(body, content_type)
    assert response.status == status
    answer = json.loads(response.body)
    assert answer["error"]
    assert answer.get("field", "") == field
    assert exchange.host.events == []


@pytest.mark.parametrize("token", ["", "wrong", SECRET + "x", SECRET[:-1], "\u20ac"])
async def test_an_unknown_token_learns_nothing(exchange: Exchange, token: str) -> None:
    good = b"event=newCall&callId=1&direction=in&user=ada"
    response = await exchange.raw(good, token=token)
    again = await exchange.raw(b"garbage", token=token)
    assert (response.status, response.body) == (again.status, again.body) == (404, b'{"error": "not found"}')
    assert exchange.host.events == []


async def test_two_exchanges_may_use_the_same_call_ids() -> None:
    exchange = await connected(tokens={"main": SECRET, "branch": "another"})
    body = b"event=newCall&callId=1&direction=in&queue=support"
    await exchange.raw(body)
    await exchange.raw(body, token="another")
    assert exchange.host.floor.queue("support").waiting == 2


async def test_nothing_is_served_without_a_token() -> None:
    assert (await connected(tokens={})).host.routes == {}
    for bad in ("", [""], {"main": 3}, {"main": "a/b"}, 7):
        with pytest.raises(KnownError):
            await connected(tokens=bad)


async def test_it_can_perform_nothing(exchange: Exchange) -> None:
    await exchange.post("newCall", caller=CALLER, user="ada")
    outcome = await exchange.connector.perform(exchange.host.action(Answer, "ada", call_id="1"))
    assert outcome.status == "refused"
    assert exchange.host.state_of("ada") == "ringing"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["newCall", "answer", "hangup"]),
            st.sampled_from(["1", "2"]),
            st.sampled_from(["in", "out"]),
            st.sampled_from(["", "ada", "ben", "nobody"]),
            st.sampled_from(["", "support"]),
            st.sampled_from(["normalClearing", "busy", "forwarded", "strange"]),
        ),
        max_size=15,
    )
)
@settings(deadline=None, max_examples=60)
async def test_no_order_of_events_is_ever_impossible(story: list[tuple[str, ...]]) -> None:
    exchange = await connected()
    for event, call_id, direction, user, queue, cause in story:
        exchange.host.clock.advance(1)
        await exchange.post(event, call_id, direction=direction, user=user, queue=queue, cause=cause)
    for call_id in ("1", "2"):
        await exchange.post("hangup", call_id)
    assert exchange.host.floor.view(exchange.host.clock.now()).calls == ()


@given(
    st.binary(max_size=300),
    st.sampled_from([FORM, "application/json", "", "multipart/form-data; boundary=x"]),
)
@settings(deadline=None, max_examples=100)
async def test_any_bytes_are_answered(body: bytes, content_type: str) -> None:
    exchange = await connected()
    response = await exchange.raw(body, content_type)
    assert response.status in {200, 400}
