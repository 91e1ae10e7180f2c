"""The manager protocol as bytes: messages read from a stream in any pieces, and actions written. No I/O.

A message is lines of ``Key: value`` up to a blank line; keys repeat (``ChanVariable``, ``Output``) and may hold
brackets and colons (``ChanVariable(SIP/[::1]:5060-1)``), values may hold ``: `` again. The first line of a
connection is a banner. Whatever arrives, memory stays below ``longest_packet`` and reading never raises: what is
too long is told as ``TooLong`` once, skipped up to the next blank line, and reading goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

LONGEST_BANNER = 256
LONGEST_LINE = 16_384
LONGEST_PACKET = 262_144

# The exchange drops longer lines and further headers in silence (1,024 bytes and 128 in its own source).
LONGEST_SENT_LINE = 1_000
MOST_SENT_LINES = 120

_END = b"\r\n\r\n"


class CannotSend(ValueError):
    """An action the exchange would cut off in silence: a line too long, too many of them, or no name."""


class Message:
    """One message of the exchange: an event, or the answer to an action.

    ``get`` answers the *first* value of a key, because what the dialplan adds to an event stands last and
    must not replace what the exchange itself says. Bytes that are no UTF-8 become U+FFFD. Fields are looked
    up in the text when they are asked for: of most events hardly any ever are.
    """

    __slots__ = ("_text",)

    def __init__(self, block: str) -> None:
        self._text = f"\r\n{block}\r\n"

    def get(self, key: str, default: str = "") -> str:
        """The first value of the key."""
        text = self._text
        at = text.find(f"\r\n{key}: ")
        if at < 0:
            return "" if f"\r\n{key}:\r\n" in text else default
        start = at + len(key) + 4
        return text[start : text.index("\r\n", start)]

    def all(self, key: str) -> list[str]:
        """Every value of a key that repeats, in order."""
        return [value for name, value in self.pairs if name == key]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every line as key and value, in order. A line that is no field is a key with an empty value."""
        return [_pair(line) for line in self._text.split("\r\n") if line]

    def __contains__(self, key: str) -> bool:
        return f"\r\n{key}: " in self._text or f"\r\n{key}:\r\n" in self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        # Numbers and names of callers stay out of logs and tracebacks.
        return f"<Message {self.event or self.get('Response') or '?'} of {len(self._text)} characters>"

    @property
    def event(self) -> str:
        """The event's name, empty for the answer to an action."""
        return self.get("Event")

    @property
    def action_id(self) -> str:
        """The id of the action this answers, empty where it answers none."""
        return self.get("ActionID")

    @property
    def is_answer(self) -> bool:
        """Whether this answers an action; ``OriginateResponse`` is an event that has a ``Response`` too."""
        return "Response" in self and "Event" not in self

    def variables(self, key: str = "ChanVariable") -> dict[str, str]:
        """The channel variables the exchange repeats on every event of a channel: ``name=value``."""
        return dict(value.partition("=")[::2] for value in self.all(key))


@dataclass(frozen=True, slots=True)
class Banner:
    """The first line of a connection, such as ``Asterisk Call Manager/11.0.0``."""

    text: str

    @property
    def is_known(self) -> bool:
        """Whether it is the manager interface that answers at this port."""
        return self.text.startswith("Asterisk Call Manager/")


@dataclass(frozen=True, slots=True)
class TooLong:
    """A banner, line or packet beyond the limit was skipped; what follows the next blank line is read."""

    what: Literal["banner", "line", "packet"]


Item = Message | Banner | TooLong


class Reader:
    """Bytes in, messages out. What comes out depends on the bytes alone, never on how they were split."""

    def __init__(self, *, longest_line: int = LONGEST_LINE, longest_packet: int = LONGEST_PACKET) -> None:
        self._longest_line = longest_line
        self._longest_packet = longest_packet
        self._buffer = bytearray()
        self._searched = 0
        self._awaits_banner = True
        self._is_skipping = False

    @property
    def held_bytes(self) -> int:
        """How much is kept of a message that has not ended."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Item]:
        """Take what the network gave; answers every message it completed, in order."""
        items: list[Item] = []
        # In pieces, so that even one giant read cannot make the buffer grow beyond its bound.
        for start in range(0, len(data), self._longest_packet):
            self._buffer += data[start : start + self._longest_packet]
            self._read(items)
        return items

    def _read(self, items: list[Item]) -> None:
        if self._awaits_banner and not self._read_banner(items):
            return
        buffer = self._buffer
        if buffer.find(_END, max(0, self._searched - 3)) >= 0:
            blocks = bytes(buffer).split(_END)
            self._buffer = buffer = bytearray(blocks.pop())
            if self._is_skipping:
                self._is_skipping = False
                del blocks[0]
            for block in blocks:
                if len(block) > self._longest_line:
                    self._read_long(block, items)
                elif block:
                    _append(block, items)
        if self._is_skipping:
            del buffer[:-3]
        elif len(buffer) > self._longest_packet + 3:
            self._is_skipping = True
            items.append(TooLong("packet"))
            del buffer[:-3]
        self._searched = len(buffer)

    def _read_banner(self, items: list[Item]) -> bool:
        end = self._buffer.find(b"\r\n", 0, LONGEST_BANNER + 2)
        if end < 0 and len(self._buffer) < LONGEST_BANNER + 2:
            return False
        self._awaits_banner = False
        if end < 0:
            items.append(TooLong("banner"))
            self._is_skipping = True
        else:
            items.append(Banner(self._buffer[:end].decode("utf-8", "replace").strip()))
            del self._buffer[: end + 2]
        return True

    def _read_long(self, block: bytes, items: list[Item]) -> None:
        if len(block) > self._longest_packet:
            items.append(TooLong("packet"))
        elif any(len(line) > self._longest_line for line in block.split(b"\r\n")):
            items.append(TooLong("line"))
        else:
            _append(block, items)


def _append(block: bytes, items: list[Item]) -> None:
    """Read one block; one of blank lines only is no message."""
    text = block.decode("utf-8", "replace").strip("\r\n")
    if text:
        items.append(Message(text))


def _pair(line: str) -> tuple[str, str]:
    key, found, value = line.partition(": ")
    return (key, value) if found else (line.removesuffix(":"), "")


def encode(action: str, action_id: str, fields: Iterable[tuple[str, str]] = ()) -> bytes:
    """One action as bytes. Line ends and NULs are taken out of everything, so no value can add a line.

    Raises ``CannotSend`` for what the exchange would silently cut.
    """
    lines: Sequence[tuple[str, str]] = [("Action", action), ("ActionID", action_id), *fields]
    if len(lines) > MOST_SENT_LINES:
        raise CannotSend(f"{len(lines)} lines, and the exchange reads {MOST_SENT_LINES}")
    sent = bytearray()
    for key, value in lines:
        name = _clean(key).replace(":", "").strip()
        if not name:
            raise CannotSend("a line has no name")
        line = f"{name}: {_clean(value)}".encode("utf-8", "replace")
        if len(line) > LONGEST_SENT_LINE:
            raise CannotSend(f"{name} is {len(line)} bytes long, and the exchange reads {LONGEST_SENT_LINE}")
        sent += line + b"\r\n"
    return bytes(sent + b"\r\n")


def _clean(text: str) -> str:
    return text.translate(_UNSENDABLE)


_UNSENDABLE = {ord("\r"): None, ord("\n"): None, 0: None}
