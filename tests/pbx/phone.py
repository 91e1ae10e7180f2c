"""A SIP phone that tests hold in their hands: it rings, answers, rejects, holds, hangs up, and sends no sound."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from dataclasses import dataclass, field


@dataclass
class Dialogue:
    """One call at this phone. ``state`` is ringing, calling, talking or over.

    ``number`` is what was dialled to get here. ``at`` is this phone's own log: when it heard or sent what it
    names (``invite``, ``180``, ``200``, ``bye`` …), in seconds of the machine's clock; ``ended_here`` whether
    it was this phone that let go.
    """

    call_id: str
    own: str
    other: str
    target: str
    is_caller: bool
    state: str = "ringing"
    invite: dict[str, list[str]] = field(default_factory=dict)
    sequence: int = 1
    branch: str = ""
    is_held: bool = False
    code: int = 0
    number: str = ""
    at: dict[str, float] = field(default_factory=dict)
    ended_here: bool = False
    sound_port: int = 0

    def note(self, what: str) -> None:
        """Log that it happened now, the first time."""
        self.at.setdefault(what, time.time())

    @property
    def tags(self) -> tuple[str, str]:
        """The tags of this side and of the other."""
        return _tag(self.own), _tag(self.other)


class Phone(asyncio.DatagramProtocol):
    """One phone on 127.0.0.1; the exchange calls it at its port. ``obeys`` lets NOTIFY answer and hold.

    ``port`` of 0 takes any free one. It answers by itself when told to, or asked to by the exchange. With
    ``is_heard`` it sends silence as sound: some of what the exchange does waits for it.
    """

    def __init__(self, name: str, port: int, exchange: int, *, obeys: bool = True) -> None:
        self.name, self.port, self.exchange, self.obeys = name, port, exchange, obeys
        self.calls: list[Dialogue] = []
        self.answers_itself = False
        self.is_registered = False
        self.is_heard = False
        self._sounding: set[asyncio.Task[None]] = set()
        self._registrations = 0
        self._transport: asyncio.DatagramTransport | None = None

    async def plug_in(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", self.port)
        )
        self.port = int(self._transport.get_extra_info("sockname")[1])

    def unplug(self) -> None:
        """Vanish without a word."""
        if self._transport is not None:
            self._transport.close()

    @property
    def call(self) -> Dialogue | None:
        """The newest call that is not over."""
        return next((call for call in reversed(self.calls) if call.state != "over"), None)

    # --- what a person does -----------------------------------------------------------------------------

    def answer(self, call: Dialogue | None = None) -> None:
        """Lift the handset."""
        if (call := call or self.call) and call.state == "ringing":
            call.state = "talking"
            call.note("200")
            self._respond(call.invite, 200, "OK", call.own, body=self._sdp())
            self._begin_sound(call)

    def reject(self, code: int = 486, call: Dialogue | None = None) -> None:
        """Press reject."""
        if (call := call or self.call) and call.state == "ringing":
            call.state, call.ended_here = "over", True
            call.note("rejected")
            self._respond(call.invite, code, "Busy Here", call.own)

    def hang_up(self, call: Dialogue | None = None) -> None:
        """Put the handset down, also while it rings at the other side."""
        call = call or self.call
        if call is None or call.state == "over":
            return
        if not call.is_caller and call.state == "ringing":
            self.reject(call=call)
            return
        call.ended_here = True
        call.note("bye")
        if call.is_caller and call.state == "calling":
            self._request(call, "CANCEL", sequence=call.sequence, branch=call.branch)
        else:
            call.sequence += 1
            self._request(call, "BYE")
        call.state = "over"

    def hold(self, *, on: bool = True) -> None:
        """Press hold, or take the call back."""
        if (call := self.call) and call.state == "talking":
            call.is_held = on
            call.sequence += 1
            self._request(call, "INVITE", body=self._sdp("sendonly" if on else "sendrecv"))

    def vanish(self) -> None:
        """Lose all power in the middle of it: no word to anybody."""
        for call in self.calls:
            call.state = "over"

    def transfer(self, number: str) -> None:
        """Press transfer and dial: the exchange is to call that number instead of this phone."""
        if call := self.call:
            self._refer(call, f"<sip:{number}@127.0.0.1:{self.exchange}>")

    def connect_both(self) -> None:
        """Hand the first of two calls over to whom the second is with."""
        first, second = [call for call in self.calls if call.state == "talking"][-2:]
        own, other = second.tags
        replaces = f"{second.call_id}%3Bto-tag%3D{other}%3Bfrom-tag%3D{own}"
        self._refer(first, f"<{second.target}?Replaces={replaces}>")

    def _refer(self, call: Dialogue, to: str) -> None:
        call.sequence += 1
        more = [f"Refer-To: {to}", f"Referred-By: <sip:{self.name}@127.0.0.1:{self.port}>"]
        self._request(call, "REFER", more=more)

    def press(self, digits: str) -> None:
        """Press keys during the call."""
        for digit in digits:
            if call := self.call:
                call.sequence += 1
                body = f"Signal={digit}\r\nDuration=160\r\n"
                self._request(call, "INFO", body=body, kind="application/dtmf-relay")

    def register(self, *, expires_s: int = 3600) -> None:
        """Tell the exchange where this phone is, or with 0 that it is gone."""
        self._registrations += 1
        own = f"<sip:{self.name}@127.0.0.1:{self.exchange}>"
        target = f"sip:127.0.0.1:{self.exchange}"
        call = Dialogue(f"register-{self.name}", f"{own};tag=r", own, target, is_caller=True, state="over")
        more = [f"Expires: {expires_s}"]
        self._request(call, "REGISTER", sequence=self._registrations, more=more)

    def dial(self, number: str, *, shown: str = "", name: str = "") -> Dialogue:
        """Call a number through the exchange; ``shown`` is the number to call from."""
        own = f'"{name}" <sip:{shown or self.name}@127.0.0.1:{self.port}>;tag={secrets.token_hex(4)}'
        target = f"sip:{number}@127.0.0.1:{self.exchange}"
        call = Dialogue(secrets.token_hex(8), own, f"<{target}>", target, is_caller=True, state="calling")
        call.number = number
        call.note("invite")
        self.calls.append(call)
        self._request(call, "INVITE", body=self._sdp())
        return call

    # --- the wire ---------------------------------------------------------------------------------------

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take one message."""
        head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        fields: dict[str, list[str]] = {}
        for line in lines:
            key, _, value = line.partition(":")
            fields.setdefault(key.strip().lower(), []).append(value.strip())
        if first.startswith("SIP/2.0"):
            self._answered(int(first.split()[1]), fields)
        else:
            method, address, *_ = first.split()
            self._asked(method, address, fields)
        if (found := re.search(r"m=audio (\d+)", body)) and (call := self._found(fields)):
            call.sound_port = int(found[1])

    def _found(self, fields: dict[str, list[str]]) -> Dialogue | None:
        return next((call for call in self.calls if call.call_id == fields["call-id"][0]), None)

    def _asked(self, method: str, address: str, fields: dict[str, list[str]]) -> None:
        call = self._found(fields)
        if method == "INVITE" and call is None:
            call = Dialogue(
                call_id=fields["call-id"][0],
                own=f"{fields['to'][0]};tag={secrets.token_hex(4)}",
                other=fields["from"][0],
                target=_address(fields["contact"][0]),
                is_caller=False,
                invite=fields,
                number=address.partition("sip:")[2].partition("@")[0],
            )
            call.note("invite")
            self.calls.append(call)
            self._rings(call)
        elif method == "INVITE" and call is not None and fields["cseq"] == call.invite.get("cseq"):
            # Said again because this side was slow to answer; only a later one asks for something new.
            if call.state == "ringing":
                self._respond(fields, 180, "Ringing", call.own)
        elif method == "INVITE" and call is not None:
            self._respond(
                fields, 200, "OK", call.own, body=self._sdp("sendonly" if call.is_held else "sendrecv")
            )
        elif method == "CANCEL" and call is not None:
            self._respond(fields, 200, "OK", call.own)
            if call.state == "ringing":
                self._respond(call.invite, 487, "Request Terminated", call.own)
                call.state = "over"
                call.note("cancel")
        elif method != "ACK":
            self._respond(fields, 200, "OK", call.own if call else fields["to"][0])
            if call is not None and method == "BYE":
                call.state = "over"
                call.note("bye")
            elif call is not None and method == "NOTIFY" and self.obeys:
                self._told(call, fields.get("event", [""])[0])

    def _rings(self, call: Dialogue) -> None:
        """A new call is here; what becomes of it is this phone's to decide."""
        self._respond(call.invite, 180, "Ringing", call.own)
        call.note("180")
        if self.answers_itself or "answer-after" in " ".join(call.invite.get("call-info", [])):
            self.answer()

    def _told(self, call: Dialogue, event: str) -> None:
        if event == "talk" and call.state == "ringing":
            self.answer()
        elif event in {"talk", "hold"}:
            self.hold(on=event == "hold")

    def _answered(self, code: int, fields: dict[str, list[str]]) -> None:
        call = self._found(fields)
        number, method = fields["cseq"][0].split()
        if method == "REGISTER":
            self.is_registered = code == 200 and "contact" in fields
        if call is None or method != "INVITE" or code < 180:
            return
        call.code = code
        call.note(str(code))
        if code >= 200:
            if call.state == "calling":
                call.other = fields["to"][0]
                call.state = "talking" if code < 300 else "over"
                if code < 300:
                    call.target = _address(fields["contact"][0])
                    asyncio.get_running_loop().call_soon(self._begin_sound, call)
            self._request(
                call,
                "ACK",
                sequence=int(number),
                branch="" if code < 300 else call.branch,
                to=fields["to"][0],
            )

    def _request(
        self,
        call: Dialogue,
        method: str,
        *,
        sequence: int = 0,
        branch: str = "",
        to: str = "",
        body: str = "",
        kind: str = "application/sdp",
        more: list[str] | None = None,
    ) -> None:
        branch = branch or f"z9hG4bK{secrets.token_hex(6)}"
        if method == "INVITE":
            call.branch = branch
        lines = [
            f"{method} {call.target} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch};rport",
            "Max-Forwards: 70",
            f"From: {call.own}",
            f"To: {to or call.other}",
            f"Call-ID: {call.call_id}",
            f"CSeq: {sequence or call.sequence} {method}",
            *(more or []),
        ]
        self._send(lines, body, kind)

    def _respond(self, fields: dict[str, list[str]], code: int, word: str, own: str, body: str = "") -> None:
        lines = [f"SIP/2.0 {code} {word}", *(f"Via: {via}" for via in fields["via"])]
        lines += [f"From: {fields['from'][0]}", f"To: {own}", f"Call-ID: {fields['call-id'][0]}"]
        self._send([*lines, f"CSeq: {fields['cseq'][0]}"], body)

    def _send(self, lines: list[str], body: str, kind: str = "application/sdp") -> None:
        lines = [*lines, f"Contact: <sip:{self.name}@127.0.0.1:{self.port}>"]
        lines += [
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        if self._transport is not None:
            self._transport.sendto("\r\n".join(lines).encode(), ("127.0.0.1", self.exchange))

    def _begin_sound(self, call: Dialogue) -> None:
        if self.is_heard:
            task = asyncio.get_running_loop().create_task(self._sound(call), name=f"sound of {self.name}")
            self._sounding.add(task)
            task.add_done_callback(self._sounding.discard)

    async def _sound(self, call: Dialogue) -> None:
        """Silence, fifty times a second, for as long as they talk."""
        loop = asyncio.get_running_loop()
        sound, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("127.0.0.1", call.sound_port)
        )
        number = 0
        while call.state == "talking" and not sound.is_closing():
            head = b"\x80\x00" + number.to_bytes(2, "big") + (number * 160).to_bytes(4, "big") + b"live"
            sound.sendto(head + b"\xff" * 160)
            number = (number + 1) % 65_536
            await asyncio.sleep(0.02)
        sound.close()

    def _sdp(self, way: str = "sendrecv") -> str:
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
        # The discard port: what the exchange plays goes nowhere.
        lines += [
            "m=audio 9 RTP/AVP 0 101",
            "a=rtpmap:0 PCMU/8000",
            "a=rtpmap:101 telephone-event/8000",
            f"a={way}",
        ]
        return "\r\n".join(lines) + "\r\n"


def _tag(field_value: str) -> str:
    found = re.search(r";tag=([^;>]+)", field_value)
    return found[1] if found else ""


def _address(contact: str) -> str:
    found = re.search(r"<([^>]+)>", contact)
    return found[1] if found else contact.partition(";")[0]
