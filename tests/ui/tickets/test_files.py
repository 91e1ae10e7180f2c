"""Files of a ticket: within limits, by their hash, and opened outside the program only."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from agent_desktop.features.tickets import detail_commands
from agent_desktop.features.tickets.detail_commands import AttachFile
from agent_desktop.features.tickets.file_names import LONGEST_NAME, is_program, safe_name
from agent_desktop_ui.tickets import attaching
from agent_desktop_ui.tickets.attaching import size_words
from agent_desktop_ui.tickets.files_page import FilesPage
from agent_desktop_ui.tickets.opened_files import OpenedFiles
from agent_desktop_ui.tickets.ticket_view import FILES
from tests.support import floor_tickets
from tests.ui.conftest import Stage

TICKET = "ticket-48213"


async def opened(stage: Stage) -> FilesPage:
    stage.screen.show_ticket(TICKET)
    page = stage.screen.customer_desk.ticket
    await stage.until(lambda: page.view is not None)
    page.tabs.setCurrentIndex(FILES)
    await stage.settle(0.1)
    return page.files


def attached(stage: Stage) -> list[AttachFile]:
    return [command for command in stage.floor.done if isinstance(command, AttachFile)]


async def test_a_file_goes_under_its_hash_and_then_onto_the_ticket(stage: Stage, tmp_path: Path) -> None:
    page = await opened(stage)
    body = b"%PDF-1.7 the display shows E-42"
    (tmp_path / "فاتورة.pdf").write_bytes(body)
    page.attach(tmp_path / "فاتورة.pdf")
    await stage.until(lambda: attached(stage))
    (command,) = attached(stage)
    assert command.sha256 == hashlib.sha256(body).hexdigest()
    assert (command.name, command.media_type, command.size) == ("فاتورة.pdf", "application/pdf", len(body))
    assert stage.floor.ticket_parts.blobs == {command.sha256: body}


async def test_what_is_too_large_empty_or_a_program_is_never_sent(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "MOST_FILE_BYTES", 100)
    page = await opened(stage)
    (tmp_path / "large.txt").write_bytes(b"x" * 101)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "run.sh").write_text("#!/bin/sh\necho no\n")
    (tmp_path / "setup.exe").write_bytes(b"MZ")
    (tmp_path / "setup.exe.").write_bytes(b"MZ")
    (tmp_path / "invoice.desktop").write_text("[Desktop Entry]\nType=Application\nExec=x\n")
    refused = ("large.txt", "empty.txt", "run.sh", "setup.exe", "setup.exe.", "invoice.desktop", "gone.txt")
    for name in refused:
        page.attach(tmp_path / name)
        await stage.until(lambda name=name: any(name in one.text for one in stage.frame.notices.entries))
    assert stage.floor.ticket_parts.blobs == {}
    assert attached(stage) == []


async def test_a_file_opens_outside_and_can_be_read_by_its_person_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(shown.append(url)) or True)
    body = b"a picture"
    sha256 = hashlib.sha256(body).hexdigest()
    parts = stage.floor.ticket_parts
    parts.blobs[sha256] = body
    (plain,) = floor_tickets.details(TICKET).attachments
    one = floor_tickets.replace_hash(plain, sha256)
    parts.details[TICKET] = floor_tickets.details(TICKET, attachments=[one])
    page = await opened(stage)
    page.list.setFocus()
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: shown)
    path = Path(shown[0].toLocalFile())
    _is_for_its_person_alone(path, body)
    page._opened.forget()
    _is_gone(path)


def _is_for_its_person_alone(path: Path, body: bytes) -> None:
    assert path.read_bytes() == body
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.parent.stat().st_mode & 0o077 == 0


def _is_gone(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b.txt", "ab.txt"),
        ('what? "this" <or> that|.pdf', "what_ _this_ _or_ that_.pdf"),
        ("...", "file"),
        ("صورة العداد.jpg", "صورة العداد.jpg"),
    ],
)
def test_names_are_names_everywhere(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.parametrize(
    "name",
    [
        "evil.exe",
        "EVIL.EXE ",
        "evil.exe.",
        "evil.exe. .",
        "evil.exe\u200b",
        "evil.e\u200dxe",
        "invoice\u202efdp.exe",
        "evil.\uff45\uff58\uff45",
        "x" * 300 + ".scr",
        "free.desktop",
        "page.xhtml",
        "picture.svg",
    ],
)
def test_what_would_be_a_program_once_it_is_opened_is_one(name: str) -> None:
    assert is_program(name, "application/octet-stream")


@pytest.mark.parametrize("name", ["exe", "letter.exe.pdf", "عقد.pdf", "prices.csv", "photo.heic", "a.b c"])
def test_what_is_no_program_is_taken(name: str) -> None:
    assert not is_program(name, "application/octet-stream")


@pytest.mark.parametrize(
    "media_type", ["text/html; charset=utf-8", "Application/X-Executable", "image/svg+xml"]
)
def test_a_type_that_runs_is_a_program_whatever_its_name(media_type: str) -> None:
    assert is_program("letter.pdf", media_type)


async def test_a_program_that_was_taken_once_is_not_opened(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(shown.append(url)) or True)
    body = b"[Desktop Entry]"
    sha256 = hashlib.sha256(body).hexdigest()
    parts = stage.floor.ticket_parts
    parts.blobs[sha256] = body
    (plain,) = floor_tickets.details(TICKET).attachments
    one = msgspec.structs.replace(floor_tickets.replace_hash(plain, sha256), name="free.desktop")
    parts.details[TICKET] = floor_tickets.details(TICKET, attachments=[one])
    page = await opened(stage)
    page.list.setFocus()
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    await stage.until(
        lambda: any("not opened from here" in entry.text for entry in stage.frame.notices.entries)
    )
    assert shown == []


def test_a_long_name_keeps_its_end() -> None:
    shown = safe_name("x" * 300 + ".pdf")
    assert len(shown) == LONGEST_NAME
    assert shown.endswith("x.pdf")


def test_nothing_is_left_behind() -> None:
    files = OpenedFiles()
    path = files.write("a" * 64, "note.txt", b"words")
    assert files.write("a" * 64, "note.txt", b"words") == path, "opened twice it is one file"
    files.forget()
    assert not path.exists()


def test_sizes_are_said_shortly() -> None:
    assert [size_words(n) for n in (0, 999, 340_000, 2_400_000, 25_000_000)] == [
        "0 B",
        "999 B",
        "340 kB",
        "2.4 MB",
        "25 MB",
    ]
    assert detail_commands.MOST_FILE_BYTES == 25_000_000
