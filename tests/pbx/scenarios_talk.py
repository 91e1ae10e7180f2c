"""Calls under way: held, handed over, joined, parked, recorded; and calls that people make themselves."""

from __future__ import annotations

import asyncio

from agent_desktop.telephony import actions as act
from tests.pbx.rooms import Room, until
from tests.pbx.scenario import scenario


@scenario
async def hold_by_phone(room: Room) -> None:
    await room.talking()
    await asyncio.sleep(2)
    phone = room.phones["ada"]
    phone.hold()
    await room.becomes("ada", "holding")
    await asyncio.sleep(1)
    phone.hold(on=False)
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    phone.hang_up()


@scenario
async def hold_remote_control(room: Room) -> None:
    await room.signs_in("ada", "support")
    await room.caller()
    await room.rings("ada")
    await asyncio.sleep(0.5)
    await room.asks(act.Answer)
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    await room.asks(act.Hold)
    await room.becomes("ada", "holding")
    await asyncio.sleep(1)
    await room.asks(act.Resume)
    await room.becomes("ada", "talking")
    room.phones["ada"].hang_up()


@scenario
async def hold_by_pbx(room: Room) -> None:
    await room.talking()
    customer, own = room.channels()
    workstation = (("Context", "workstation"), ("Exten", "hold"), ("Priority", "1"))
    extra = (("ExtraContext", "workstation"), ("ExtraExten", "wait"), ("ExtraPriority", "1"))
    await room.behind_the_desk("Redirect", ("Channel", customer), *workstation, ("ExtraChannel", own), *extra)
    await room.becomes("ada", "holding")
    await asyncio.sleep(1)
    await room.asks(act.Resume)
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    room.phones["ada"].hang_up()


@scenario
async def blind_transfer_by_phone(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    room.phones["ada"].transfer(room.extension("ben"))
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(1)
    room.phones["ben"].hang_up()


@scenario
async def blind_transfer_by_ami(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    await room.asks(act.Transfer, to_agent=room.login("ben"))
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(1)
    room.phones["ben"].hang_up()


@scenario
async def blind_transfer_to_queue(room: Room) -> None:
    await room.signs_in("ben", "sales")
    await room.talking()
    await room.asks(act.Transfer, to_queue=f"sales{room.number}")
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    room.phones["ben"].hang_up()


@scenario
async def blind_transfer_external(room: Room) -> None:
    caller = await room.talking()
    await room.asks(act.Transfer, to_number="+493099990000")
    await room.becomes("ada", "wrap_up")
    await asyncio.sleep(1.5)
    caller.hang_up()


@scenario
async def blind_transfer_fails(room: Room) -> None:
    await room.signs_in("ben")
    caller = await room.talking()
    await room.asks(act.Transfer, to_number="7777")
    await until(lambda: caller.call is None, "the caller to be cut off")
    await room.becomes("ada", "wrap_up")
    room.settles(act.FinishWrapUp)
    caller = await room.talking()
    await room.asks(act.Transfer, to_agent=room.login("ben"))
    (await room.rings("ben")).reject()
    await until(lambda: caller.call is None, "the caller to be cut off")
    await room.becomes("ada", "wrap_up")
    room.settles(act.FinishWrapUp)
    await room.talking()
    where = (("Context", "agents"), ("Exten", room.extension("ben")))
    gone = ("Channel", "PJSIP/nobody-00000000")
    await room.behind_the_desk("BlindTransfer", gone, *where, is_done=False)
    room.phones["ada"].hang_up()


@scenario
async def blind_transfer_safety_net(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    for number in ("7777", room.extension("ben")):
        _, own = room.channels()
        where = (("Context", "transfer"), ("Exten", number))
        await room.behind_the_desk("BlindTransfer", ("Channel", own), *where)
        if number != "7777":
            (await room.rings("ben")).reject()
        (await room.rings("ada")).answer()
        await room.becomes("ada", "talking")
        await asyncio.sleep(0.5)
    await asyncio.sleep(1.5)
    room.phones["ada"].hang_up()


@scenario
async def attended_transfer_by_phone(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    phone = room.phones["ada"]
    phone.hold()
    await room.becomes("ada", "holding")
    phone.dial(room.extension("ben"))
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(1)
    phone.connect_both()
    await room.becomes("ada", "wrap_up")
    await asyncio.sleep(3)
    room.phones["ben"].hang_up()


@scenario
async def attended_transfer_by_ami(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    await room.asks(act.Transfer, transfer="warm", to_agent=room.login("ben"))
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(1)
    room.phones["ada"].hang_up()
    await room.becomes("ada", "wrap_up")
    await asyncio.sleep(2)
    room.phones["ben"].hang_up()


@scenario
async def attended_transfer_cancelled(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    await room.asks(act.Transfer, transfer="warm", to_agent=room.login("ben"))
    await room.rings("ben")
    await room.becomes("ben", "ringing")
    await asyncio.sleep(1)
    await room.asks(act.Resume)
    await until(lambda: room.call().state == "connected", "the caller to be back")
    await room.becomes("ben", "available")
    await asyncio.sleep(2)
    await room.asks(act.Transfer, transfer="warm", to_agent=room.login("ben"))
    await room.rings("ben")
    await room.becomes("ben", "ringing")
    room.phones["ben"].reject()
    await until(lambda: room.call().state == "connected", "the caller to be back")
    await asyncio.sleep(4)
    room.phones["ada"].hang_up()


@scenario
async def conference_three_way(room: Room) -> None:
    await room.signs_in("ben")
    caller = await room.talking()
    customer, own = room.channels()
    meeting = (("Context", "agents"), ("Exten", "9100"), ("Priority", "1"))
    extra = (("ExtraContext", "agents"), ("ExtraExten", "9100"), ("ExtraPriority", "1"))
    await room.behind_the_desk("Redirect", ("Channel", customer), *meeting, ("ExtraChannel", own), *extra)
    channel = ("Channel", f"PJSIP/{room.extension('ben')}")
    shown = ("CallerID", '"Conference" <9100>')
    await room.behind_the_desk("Originate", channel, *meeting, ("Async", "true"), shown)
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(2)
    room.phones["ada"].hang_up()
    await room.becomes("ada", "wrap_up")
    await asyncio.sleep(1)
    room.phones["ben"].hang_up()
    await room.becomes("ben", "wrap_up")
    caller.hang_up()


@scenario
async def park_and_retrieve(room: Room) -> None:
    await room.signs_in("ben")
    await room.talking()
    await room.asks(act.Park)
    # The first place of the lot: nobody else parks here.
    (await room.phone("ben")).dial("701")
    await room.becomes("ben", "talking")
    await asyncio.sleep(2)
    room.phones["ben"].hang_up()


@scenario
async def supervise(room: Room) -> None:
    """Asked for at a desk: listening becomes whispering and barging, is ended, and begun anew until the call ends."""
    await room.signs_in("cleo")
    phone = await room.phone("cleo")
    (await room.phone("ada")).is_heard = phone.is_heard = True
    await room.talking()
    heard = {"call_id": room.call().call_id, "of": room.login("ada")}

    def modes() -> list[str]:
        return [one.mode for one in room.call().supervisions]

    for turn in range(2):
        await room.asks(act.Supervise, "cleo", mode="listen", **heard)
        (await room.rings("cleo")).answer()
        await until(lambda: modes() == ["listen"], "ada to see that she is listened to")
        for mode in ("whisper", "barge"):
            await asyncio.sleep(0.3)
            await room.asks(act.Supervise, "cleo", mode=mode, **heard)
            await until(lambda mode=mode: modes() == [mode], f"ada to see {mode}")
        await asyncio.sleep(0.3)
        if turn == 0:
            await room.asks(act.StopSupervising, "cleo", call_id=heard["call_id"])
            await until(lambda: modes() == [] and phone.call is None, "nobody to listen any more")
    room.phones["ada"].hang_up()
    await until(lambda: phone.call is None, "the supervisor to be let go with the call")


@scenario
async def record_call(room: Room) -> None:
    await room.talking()
    for wish, state in (("start", "on"), ("pause", "paused"), ("resume", "on"), ("stop", "off")):
        await room.asks(act.SetRecording, wish=wish)
        await until(lambda state=state: room.call().recording == state, f"recording to be {state}")
        await asyncio.sleep(0.4)
    room.phones["ada"].hang_up()


@scenario
async def click_to_dial(room: Room) -> None:
    await room.signs_in("ada")
    carrier, number = room.site.carrier, "+493055500001"
    await room.asks(act.Dial, number=number)
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    await asyncio.sleep(2)
    carrier.hang_up(carrier.called(number))
    await room.becomes("ada", "wrap_up")
    room.settles(act.FinishWrapUp)
    await room.asks(act.Dial, number=number)
    (await room.rings("ada")).answer()
    await until(lambda: carrier.called(number), "the customer's phone to ring")
    await asyncio.sleep(0.3)
    room.phones["ada"].hang_up()


@scenario
async def click_to_dial_failures(room: Room) -> None:
    await room.signs_in("ada")
    phone = await room.phone("ada")
    for ending in ("90", "92", "93", "94", "95"):
        await room.asks(act.Dial, number=f"+4930555000{ending}")
        (await room.rings("ada")).answer()
        await until(lambda: phone.call is None, "the exchange to give up")
        await room.becomes("ada", "available")
    await room.asks(act.Dial, number="+493055500091")
    (await room.rings("ada")).answer()
    await until(lambda: room.site.carrier.called("+493055500091"), "the customer's phone to ring")
    await asyncio.sleep(3)
    phone.hang_up()
    await room.becomes("ada", "available")
    assert await room.is_refused(act.Dial, number="7777") == "exchange_refused"
    await room.asks(act.Dial, number="+493055500002")
    (await room.rings("ada")).reject()
    await room.becomes("ada", "available")
    phone.register(expires_s=0)
    await until(lambda: not phone.is_registered, "the phone to be unknown")
    await room.site.connector.perform(
        room.site.host.action(act.Dial, room.login("ada"), number="+493055500003")
    )


@scenario
async def dialled_on_phone(room: Room) -> None:
    await room.signs_in("ada", "support")
    phone = await room.phone("ada")
    phone.dial("03055500001")
    await room.becomes("ada", "talking")
    await asyncio.sleep(1)
    phone.hang_up()


@scenario
async def internal_call(room: Room) -> None:
    await room.signs_in("ada")
    await room.signs_in("ben")
    (await room.phone("ada")).dial(room.extension("ben"))
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    await asyncio.sleep(0.5)
    room.phones["ada"].hang_up()
