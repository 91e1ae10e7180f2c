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
    if isinstance(info, msgspec.inspect.DateTimeType):
        return datetime.now(UTC).isoformat()
    if isinstance(info, msgspec.inspect.ListType):
        return []
    if isinstance(info, msgspec.inspect.StructType):
        return made_up(info.cls)
    if isinstance(info, msgspec.inspect.DictType):
        return {}
    if isinstance(info, msgspec.inspect.BoolType):
        return False
    if isinstance(info, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        return 1
    return new_id()
