"""Made-up values of any message type, for tests that ask for every operation there is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from agent_desktop.core.ids import new_id


def made_up(kind: type[msgspec.Struct], **given: Any) -> dict[str, Any]:
    """JSON values for every field of a struct that must be there; those ``given`` where it has them."""
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    return {
        field.encode_name: given.get(field.name, _value(field.type))
        for field in info.fields
        if field.required or field.name in given
    }


def _value(info: msgspec.inspect.Type) -> Any:
    if isinstance(info, msgspec.inspect.UnionType):
        return _value(info.types[0])
    if isinstance(info, msgspec.inspect.LiteralType):
        return info.values[0]
    if isinstance(info, msgspec.inspect.StructType):
        return made_up(info.cls)
    plain: tuple[tuple[type[Any], Any], ...] = (
        (msgspec.inspect.DateTimeType, datetime.now(UTC).isoformat()),
        (msgspec.inspect.ListType, []),
        (msgspec.inspect.DictType, {}),
        (msgspec.inspect.BoolType, False),
        (msgspec.inspect.IntType, 1),
        (msgspec.inspect.FloatType, 1),
    )
    return next((value for kind, value in plain if isinstance(info, kind)), new_id())
