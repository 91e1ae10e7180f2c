"""The settings tell how large this desk's copy is, how it is encrypted, and where its key lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from agent_desktop.core.errors import KnownError
from agent_desktop.workstation.desk_copy import DeskCopy
from agent_desktop_ui import formats
from agent_desktop_ui.shell.copy_section import CopySection
from agent_desktop_ui.widgets.label import Label
from tests.ui.conftest import Stage

MEGABYTE = 1024 * 1024
COPY = DeskCopy(
    Path("leila.replica"),
    12 * MEGABYTE,
    2048 * MEGABYTE,
    43,
    "SQLCipher 4, AES-256",
    "keyring",
    "Secret Service",
)


def words(section: CopySection) -> list[str]:
    return [label.text() for label in section.findChildren(Label)]


def test_size_limit_cipher_and_keyring_are_named(qtbot: QtBot) -> None:
    section = CopySection()
    qtbot.addWidget(section)
    section.show_copy(COPY)
    heading, size, cipher, key = words(section)
    assert heading == "This desk's copy"
    assert size == f"12 MB of at most {formats.count(2048)} MB · 43 customers in full"
    assert cipher == "Encrypted with SQLCipher 4, AES-256"
    assert key == "Its key is in the system's keyring (Secret Service)"


def test_a_key_file_is_said_to_be_one_and_no_limit_is_none(qtbot: QtBot) -> None:
    section = CopySection()
    qtbot.addWidget(section)
    section.show_copy(replace(COPY, key_place="file", key_where="/home/leila/keys", largest_bytes=None))
    assert words(section)[1] == "12 MB · 43 customers in full"
    assert words(section)[3] == "Its key is in a file that only this account can read, in /home/leila/keys"


async def test_it_stands_in_the_settings(stage: Stage) -> None:
    stage.frame.open_settings()
    await stage.settle(0.1)
    (section,) = stage.window.findChildren(CopySection)
    assert "SQLCipher" in words(section)[2]


async def test_what_the_workstation_has_to_say_of_it_is_noticed(stage: Stage) -> None:
    before = stage.frame.notices.unread
    stage.floor.problems.tell(KnownError("This desk's copy is larger than the 10 MB your site allows."))
    await stage.settle(0.05)
    assert stage.frame.notices.unread == before + 1
