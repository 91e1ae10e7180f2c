"""Callers who wait, ring and are answered or not."""

from __future__ import annotations

import asyncio

from agent_desktop.telephony import actions as act
from tests.pbx.rooms import Room, until
from tests.pbx.scenario import scenario


@scenario
async def inbound_answered_caller_hangs_up(room: Room) -> None:
    await room.signs_in("ada", "support")
    caller = await room.caller()
    phone = await room.rings("ada")
    await asyncio.sleep(1)
    phone.answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(3.5)
    caller.hang_up()


@scenario
async def inbound_answered_agent_hangs_up(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.caller("+33142000111", "")
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(2)
    room.phones["ada"].hang_up()


@scenario
async def inbound_hangup_by_ami(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.caller("+442079460001", "Bo Okafor")
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    call_id = room.call().call_id
    await room.asks(act.HangUp)
    await room.becomes("ada", "wrap_up")
    assert await room.is_refused(act.HangUp, call_id=call_id) == "no_such_call"


@scenario
async def inbound_waits_then_agent_logs_in(room: Room) -> None:
    await room.caller()
    await room.queued(1)
    await asyncio.sleep(3)
    await room.signs_in("ada", "support")
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    room.phones["ada"].hang_up()


@scenario
async def abandoned_in_queue(room: Room) -> None:
    caller = await room.caller("+4989777888", "Emil Novak")
    await room.queued(1)
    await asyncio.sleep(3.5)
    caller.hang_up()


@scenario
async def abandoned_while_ringing(room: Room) -> None:
    await room.signs_in("ada", "support")
    caller = await room.caller("+4989777888", "Emil Novak")
    await room.rings("ada")
    await asyncio.sleep(3.5)
    caller.hang_up()


@scenario
async def ring_no_answer_next_agent(room: Room) -> None:
    await room.signs_in("ada", "autopause")
    await room.signs_in("ben", "autopause")
    await room.caller(to="8005")
    await room.rings("ada")
    await room.becomes("ada", "paused")
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(1)
    room.phones["ben"].hang_up()


@scenario
async def agent_rejects(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.caller()
    phone = await room.rings("ada")
    await room.becomes("ada", "ringing")
    phone.reject()
    await room.becomes("ada", "available")
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    phone.hang_up()


@scenario
async def ringall_first_wins(room: Room) -> None:
    for name in ("ada", "ben", "cleo"):
        await room.signs_in(name, "ringall")
    await room.caller(to="8003")
    for name in ("ada", "ben", "cleo"):
        await room.becomes(name, "ringing")
    await asyncio.sleep(0.5)
    room.phones["ben"].answer()
    await room.becomes("ben", "talking")
    await room.becomes("ada", "available")
    await room.becomes("cleo", "available")
    await asyncio.sleep(1)
    room.phones["ben"].hang_up()


@scenario
async def priority_and_positions(room: Room) -> None:
    await room.caller("+4930000001", "First")
    await room.queued(1)
    second = await room.caller("+4930000002", "Second")
    await room.queued(2)
    await room.caller("+4930000003", "Important", "8007")
    await room.queued(3)
    await asyncio.sleep(3.5)
    second.hang_up()
    await room.queued(2)
    await room.signs_in("ada", "support")
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")


@scenario
async def wrapup(room: Room) -> None:
    """Nobody is rung while they write up the last call, however long somebody waits."""
    await room.signs_in("ada", "support")
    await room.caller("+4930000001", "First")
    phone = await room.rings("ada")
    phone.answer()
    await room.becomes("ada", "talking")
    pauses = room.pauses
    await until(lambda: pauses[room.login("ada"), f"support{room.number}"], "the pause set during the call")
    await room.caller("+4930000002", "Second")
    await room.queued(1)
    phone.hang_up()
    await room.becomes("ada", "wrap_up")
    await asyncio.sleep(3)
    assert phone.call is None
    room.settles(act.FinishWrapUp)
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    phone.hang_up()
    await room.becomes("ada", "wrap_up")
    await asyncio.sleep(0.5)
    room.settles(act.FinishWrapUp)


@scenario
async def skill_penalty_widens(room: Room) -> None:
    await room.signs_in("ada", "skill")
    interface = ("Interface", f"PJSIP/{room.extension('ada')}")
    await room.behind_the_desk("QueuePenalty", interface, ("Penalty", "8"))
    await room.caller(to="8004")
    await room.queued(1, "skill")
    await asyncio.sleep(7)
    assert room.phones["ada"].call is None
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")


@scenario
async def queue_timeout_overflow(room: Room) -> None:
    caller = await room.caller(to="8006")
    await room.queued(1)
    await until(lambda: caller.call is None, "the exchange to let the caller go")


@scenario
async def caller_ids(room: Room) -> None:
    await room.signs_in("ada", "support")
    for number, name in (
        ("anonymous", "Anonymous"),
        ("004930123456", ""),
        ("030123456", "Müller: & Söhne"),
        ("+4930123456", "x" * 60),
    ):
        caller = await room.caller(number, name)
        await room.becomes("ada", "ringing")
        await asyncio.sleep(1.5)
        caller.hang_up()
        await room.becomes("ada", "available")
        await until(lambda: room.phones["ada"].call is None, "the phone to be quiet")


@scenario
async def two_calls_at_once(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.signs_in("ben", "support")
    await room.caller("+4930000001", "First")
    await room.caller("+4930000002", "Second")
    phones = [await room.rings(name) for name in ("ada", "ben")]
    for phone, name in zip(reversed(phones), ("ben", "ada"), strict=True):
        phone.answer()
        await room.becomes(name, "talking")
    await asyncio.sleep(1)
    for phone in phones:
        phone.hang_up()


@scenario
async def direct_call_without_queue(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.caller(to="8009")
    phone = await room.rings("ada")
    phone.answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    phone.hang_up()
    await room.becomes("ada", "wrap_up")
    room.settles(act.FinishWrapUp)
    await room.caller(to="8009")
    await room.rings("ada")
    await room.becomes("ada", "ringing")
    phone.reject()


@scenario
async def auto_answer(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.caller(to="8008")
    await room.becomes("ada", "talking")


@scenario
async def dtmf_from_caller(room: Room) -> None:
    caller = await room.caller(name="", to="8020")
    await until(lambda: caller.call and caller.call.state == "talking", "the exchange to answer")
    await asyncio.sleep(0.5)
    caller.press("2")
    await room.queued(1)
    caller.hang_up()


@scenario
async def grab_from_queue(room: Room) -> None:
    await room.signs_in("ada")
    await room.caller("+4930000001", "First")
    await room.queued(1)
    await room.caller("+4930000002", "Second")
    await room.queued(2)
    await asyncio.sleep(1.5)
    follower = room.site.connector._follower
    assert follower is not None
    first = next(call for call in room.site.host.calls() if call.call_id == room.call_ids[0])
    call = follower.call(first.call_id)
    assert call is not None
    assert call.customer_leg is not None
    where = (("Context", "agents"), ("Exten", room.extension("ada")), ("Priority", "1"))
    await room.behind_the_desk("Redirect", ("Channel", call.customer_leg.name), *where)
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(0.5)
    room.phones["ada"].hang_up()
