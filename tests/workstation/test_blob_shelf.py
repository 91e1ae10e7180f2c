"""Attachments at the desk: sent once, opened also without central, kept encrypted and within bounds."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.store.blob_tables import blob
from agent_desktop.workstation import blob_shelf
from agent_desktop.workstation.transport import Unreachable

NOISE = b"RIFF a voice that nobody else should hear " * 3000


async def test_what_was_sent_or_opened_here_is_here_without_central(central, sit_down):
    leila = await sit_down("leila")
    name = await leila.put_blob(NOISE, "audio/wav")
    async with central.app.service.engine.begin() as connection:
        assert (await connection.execute(sa.select(blob.c.created_by))).scalar() == leila.person.agent_id
    elsewhere = await sit_down("leila", folder="elsewhere")
    assert await elsewhere.get_blob(name) == NOISE
    marcus = await sit_down("marcus")
    with pytest.raises(Refused):
        await marcus.get_blob(name)
    await central.stop()
    assert await leila.get_blob(name) == NOISE
    assert await elsewhere.get_blob(name) == NOISE
    with pytest.raises(Unreachable):
        await leila.get_blob("0" * 64)


async def test_a_kind_that_central_does_not_take_is_told(sit_down):
    leila = await sit_down("leila")
    with pytest.raises(Refused, match="not taken"):
        await leila.put_blob(b"MZ", "application/x-msdownload")


async def test_files_used_longest_ago_make_room_and_none_lies_on_the_disk_in_the_open(
    sit_down, tmp_path, monkeypatch
):
    monkeypatch.setattr(blob_shelf, "MOST_KEPT_BYTES", len(NOISE) * 2)
    leila = await sit_down("leila")
    names = [await leila.put_blob(bytes([n]) + NOISE[1:], "audio/wav") for n in range(3)]
    on_disk = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"nobody else should hear" not in on_disk
    monkeypatch.setattr(leila._transport, "get_bytes", _gone)
    assert (await leila.get_blob(names[2]))[:1] == b"\x02"
    assert (await leila.get_blob(names[1]))[:1] == b"\x01"
    with pytest.raises(Unreachable):
        await leila.get_blob(names[0])


async def _gone(_path):
    raise Unreachable("gone")
