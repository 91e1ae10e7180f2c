"""A bug anywhere leaves a file that can be sent; a known error leaves a line."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.crash import FILES_KEPT, CrashLog


def crash_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("crash-*.txt"))


def a_bug() -> Exception:
    try:
        raise LookupError("no row for +33142685300")
    except LookupError as error:
        return error


def test_the_file_says_what_where_and_when_without_the_customer(tmp_path: Path) -> None:
    told: list[Path] = []
    clock = HeldClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    path = CrashLog(tmp_path, clock=clock, on_crash=told.append).record(a_bug(), where="the writer thread")
    assert path is not None
    text = path.read_text()
    assert "2026-11-21T09:30:00+00:00 in the writer thread" in text
    assert "LookupError: no row for [number]" in text
    assert "in a_bug" in text
    assert path.stat().st_mode & 0o077 == 0
    assert told == [path]


def test_a_known_error_is_a_line_and_no_crash(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert CrashLog(tmp_path).record(KnownError("The line is down.", todo="Wait."), where="here") is None
    assert not crash_files(tmp_path)
    assert "The line is down. Wait." in caplog.text


def test_only_the_last_files_are_kept(tmp_path: Path) -> None:
    clock = HeldClock(datetime(2026, 11, 21, tzinfo=UTC))
    crashes = CrashLog(tmp_path, clock=clock)
    for _ in range(FILES_KEPT + 3):
        clock.advance(1)
        crashes.record(a_bug(), where="here")
    files = crash_files(tmp_path)
    assert len(files) == FILES_KEPT
    assert "000004" in files[0].name


def test_a_full_disk_is_survived(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "occupied").write_text("")
    assert CrashLog(tmp_path / "occupied").record(a_bug(), where="here") is None
    assert "LookupError" in caplog.text


def test_a_bug_in_a_thread_is_heard_of(tmp_path: Path) -> None:
    def work() -> None:
        raise a_bug()

    with CrashLog(tmp_path):
        thread = threading.Thread(target=work, name="replica-writer")
        thread.start()
        thread.join()
    [file] = crash_files(tmp_path)
    assert "the thread replica-writer" in file.read_text()


async def test_a_bug_in_a_task_nobody_awaited_is_heard_of(tmp_path: Path) -> None:
    async def work() -> None:
        raise a_bug()

    loop = asyncio.get_running_loop()
    CrashLog(tmp_path).watch(loop)
    task = asyncio.create_task(work(), name="stream")
    await asyncio.wait([task])
    del task
    gc.collect()
    loop.set_exception_handler(None)
    [file] = crash_files(tmp_path)
    assert "LookupError" in file.read_text()


def test_hooks_are_put_back(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    crashes = CrashLog(tmp_path).install().install()
    assert sys.excepthook != before[0]
    crashes.uninstall()
    crashes.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    assert list(tmp_path.iterdir()) == []


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    head = "import sys; from pathlib import Path; from agent_desktop.runtime.crash import CrashLog;"
    head += "CrashLog(Path(sys.argv[1])).install();"
    command = [sys.executable, "-c", head + script, str(folder)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_a_bug_in_the_main_thread_ends_the_program_with_a_file(tmp_path: Path) -> None:
    assert run("1 / 0", tmp_path).returncode == 1
    [file] = crash_files(tmp_path)
    assert "ZeroDivisionError" in file.read_text()


def test_native_code_that_kills_the_process_leaves_its_stacks(tmp_path: Path) -> None:
    assert run("import faulthandler; faulthandler._sigsegv()", tmp_path).returncode < 0
    [file] = tmp_path.glob("fatal-*.txt")
    assert "Segmentation fault" in file.read_text()
