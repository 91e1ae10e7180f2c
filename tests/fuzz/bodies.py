"""Bodies to throw at decoders: valid ones made from their types, the same bent out of shape, and plain noise."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec

from agent_desktop.core.ids import make_id

LARGEST_BYTES = 64 * 1024
DEEPEST = 10_000

_TEXTS = (
    "",
    "a",
    "Leila Ålund",
    "“no answer”\n",
    "\u0000",
    "\u202e\u200f",
    "x" * 300,
    "2026-11-21T12:30:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999-12:00",
    "2026-11-21T12:30:00",
    "+442079460142",
    "org",
    "queue:01a0c450-6c00-7000-8000-00000000000b",
    "'; DROP TABLE ticket; --",
    "../../etc/passwd",
    "applied",
    "U",
)
_NUMBERS = (0, 1, -1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63, 2**64, 10**30, 0.5, -0.0, 1e308, 5e-324)
_RAW = (
    b"NaN",
    b"Infinity",
    b"-",
    b"1e999",
    b"0x10",
    b"01",
    b'"\\ud800"',
    b'"\\u0000"',
    b'"\xff\xfe"',
    b'"\xed\xa0\x80"',
    b"9" * 4_400,
    b"tru",
    b"",
    b"{",
    b"]",
    b'{"a":1,"a":2}',
    b"\xef\xbb\xbf{}",
    b"[" * DEEPEST,
    b'{"a":' * DEEPEST,
    b"[" * DEEPEST + b"]" * DEEPEST,
)

_PARTS = {"TupleType": "item_types", "UnionType": "types"}
Make = Callable[[random.Random], Any]


class Maker:
    """Makes values of a type as they travel: what ``msgspec.inspect`` says of it, filled in by chance."""

    def __init__(self) -> None:
        self._kinds: dict[Any, Make] = {}

    def of(self, kind: Any) -> Make:
        """What makes values of this type; built once a type."""
        if kind not in self._kinds:
            self._kinds[kind] = self._make(msgspec.inspect.type_info(kind), depth=0)
        return self._kinds[kind]

    def _make(self, info: Any, depth: int) -> Make:
        name = type(info).__name__
        if name in _PLAIN:
            return _PLAIN[name]
        if name in {"LiteralType", "EnumType"}:
            values = [one.value for one in info.cls] if name == "EnumType" else info.values
            return lambda draw: draw.choice(values)
        if depth > 5:
            return lambda draw: None
        if name in {"ListType", "SetType", "FrozenSetType", "VarTupleType"}:
            part = self._make(info.item_type, depth + 1)
            return lambda draw: [part(draw) for _ in range(draw.choice((0, 1, 2, 5)))]
        if name == "DictType":
            part = self._make(info.value_type, depth + 1)
            return lambda draw: {draw.choice(_TEXTS): part(draw) for _ in range(draw.choice((0, 1, 3)))}
        if name == "StructType":
            return self._struct(info, depth)
        parts = [self._make(part, depth + 1) for part in getattr(info, _PARTS[name])]
        if name == "UnionType":
            return lambda draw: draw.choice(parts)(draw)
        return lambda draw: [part(draw) for part in parts]

    def _struct(self, info: Any, depth: int) -> Make:
        fields = [(f.encode_name, self._make(f.type, depth + 1), f.required) for f in info.fields]
        tag = {info.tag_field: info.tag} if info.tag_field else {}

        def make(draw: random.Random) -> Any:
            if info.array_like:
                return [*tag.values(), *(part(draw) for _, part, _ in fields)]
            return tag | {
                name: part(draw) for name, part, is_needed in fields if is_needed or draw.random() < 0.5
            }

        return make


def an_id(draw: random.Random) -> str:
    """An id that nothing has."""
    return make_id(1_790_000_000_000, draw.getrandbits(12), draw.getrandbits(62))


def _text(draw: random.Random) -> str:
    return an_id(draw) if draw.random() < 0.4 else draw.choice(_TEXTS)


def _moment(draw: random.Random) -> str:
    return f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}T12:30:00{draw.choice(('Z', '+02:00'))}"


_PLAIN: dict[str, Make] = {
    "StrType": _text,
    "IntType": lambda draw: draw.choice((0, 1, 7, 500)),
    "FloatType": lambda draw: draw.choice((0.0, 0.5, 3)),
    "BoolType": lambda draw: draw.random() < 0.5,
    "NoneType": lambda _draw: None,
    "DateTimeType": _moment,
    "DateType": lambda _draw: "2026-11-21",
    "UUIDType": an_id,
    "BytesType": lambda _draw: "AAAA",
    "DecimalType": lambda _draw: "1.50",
    "AnyType": lambda draw: draw.choice((None, 1, "a", [1, [2]], {"a": {"b": "c"}})),
    "RawType": lambda draw: draw.choice((None, {"id": "a"}, [1])),
}


def bent(value: Any, draw: random.Random) -> Any:
    """A valid value with something wrong somewhere: another type, a part gone, twice or made up."""
    if isinstance(value, dict) and value and draw.random() < 0.8:
        key = draw.choice(list(value))
        way = draw.randrange(5)
        if way == 0:
            return {name: part for name, part in value.items() if name != key}
        if way == 1:
            return value | {draw.choice(_TEXTS): _odd(draw)}
        return value | {key: bent(value[key], draw)}
    if isinstance(value, list) and value and draw.random() < 0.8:
        place = draw.randrange(len(value))
        way = draw.randrange(4)
        if way == 0:
            return value[:place]
        if way == 1:
            return value + value
        return [*value[:place], bent(value[place], draw), *value[place + 1 :]]
    return _odd(draw)


def _odd(draw: random.Random) -> Any:
    way = draw.randrange(7)
    if way < 2:
        return draw.choice(_TEXTS)
    if way < 4:
        return draw.choice(_NUMBERS)
    return draw.choice((None, True, [], {}, [[]], {"": {}}, [None] * 50))


def body(value: Any, draw: random.Random) -> bytes:
    """The bytes of a value: mostly bent, sometimes as they should be, sometimes hurt as bytes."""
    way = draw.random()
    if way < 0.02:
        return draw.choice(_RAW)
    if way < 0.06:
        return draw.randbytes(draw.randrange(200))
    for _ in range(draw.choice((0, 1, 1, 2, 4))):
        value = bent(value, draw)
    raw = encoded(value)
    if way < 0.75:
        return raw[:LARGEST_BYTES]
    place = draw.randrange(len(raw) + 1)
    if way < 0.83:
        return raw[:place]
    if way < 0.91:
        return raw[:place] + draw.randbytes(draw.randint(1, 4)) + raw[place + draw.randrange(3) :]
    return raw[:place] + draw.choice(_RAW) + raw[place:]


def encoded(value: Any) -> bytes:
    """JSON of anything, numbers of any size included."""
    try:
        return msgspec.json.encode(value)
    except (OverflowError, msgspec.MsgspecError):
        import json

        return json.dumps(value).encode()
