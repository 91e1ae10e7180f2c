"""Log lines as people and programs read them."""

from __future__ import annotations

import io
import json
import logging
import warnings
from pathlib import Path

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.logging import FILES_KEPT, set_up_logging

log = logging.getLogger("agent_desktop.central.push")


def test_a_person_reads_time_level_place_and_message() -> None:
    out = io.StringIO()
    with set_up_logging(stream=out):
        log.info("%d commands applied", 12, extra={"client": "desk-7", "wait_s": 0.25})
        log.debug("not shown at this level")
    [line] = out.getvalue().splitlines()
    assert line[:4].isdigit()
    assert line[23] == "Z"
    assert line[25:] == "info    central.push: 12 commands applied  client=desk-7  wait_s=0.25"


def test_a_program_reads_one_object_a_line() -> None:
    out = io.StringIO()
    with set_up_logging(stream=out, format="json", level="debug", program="central"):
        log.warning("two\nlines", extra={"n": 3, "level": "mine"})
    [text] = out.getvalue().splitlines()
    line = json.loads(text)
    assert line["message"] == "two\nlines"
    assert (line["level"], line["logger"], line["program"], line["n"]) == ("warning", log.name, "central", 3)
    assert line["time"].endswith("Z")


@pytest.mark.parametrize("form", ["human", "json"])
def test_no_customer_and_no_secret_is_in_a_line(form: str, tmp_path: Path) -> None:
    out = io.StringIO()
    with set_up_logging(stream=out, format=form, directory=tmp_path) as setup:
        try:
            raise RuntimeError("refused for anna@example.org")
        except RuntimeError:
            log.exception(
                "call from %s", "+33142685300", extra={"caller": 33142685300, "password": "swordfish"}
            )
        assert setup.file is not None
        for text in (out.getvalue(), setup.file.read_text()):
            assert "RuntimeError: refused for [e-mail]" in text
            assert not any(secret in text for secret in ("33142685300", "anna@", "swordfish"))


def test_a_known_error_needs_no_traceback() -> None:
    out = io.StringIO()
    with set_up_logging(stream=out):
        try:
            raise KnownError("The disk is full.", todo="Make room.")
        except KnownError:
            log.exception("not saved")
    assert "The disk is full. Make room." in out.getvalue()
    assert "Traceback" not in out.getvalue()


def test_the_file_is_its_owners_alone_and_rolls_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_desktop.runtime.logging.FILE_BYTES", 1000)
    with set_up_logging(stream=io.StringIO(), directory=tmp_path / "log", program="central"):
        for _ in range(200):
            log.info("a line that takes up some of the room there is")
    files = sorted(path.name for path in (tmp_path / "log").iterdir())
    assert files[:2] == ["central.log", "central.log.1"]
    assert len(files) == 1 + FILES_KEPT
    assert (tmp_path / "log" / "central.log").stat().st_mode & 0o077 == 0


def test_a_warning_of_python_becomes_a_line_and_closing_restores_everything() -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    out = io.StringIO()
    setup = set_up_logging(stream=out)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("an old way of doing it", DeprecationWarning, stacklevel=1)
    setup.close()
    setup.close()
    assert "an old way of doing it" in out.getvalue()
    assert (list(root.handlers), root.level) == before


def test_a_file_that_cannot_be_written_is_a_known_error(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with pytest.raises(KnownError, match="cannot be written"):
        set_up_logging(directory=tmp_path / "log")
