"""A real X window and real key presses: what is typed while a call rings is neither lost nor taken for an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.end_to_end.conftest import TOKEN, Site
from tests.support.processes import WITHIN_S, Window

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)
CALLER = "+442079460018"


@pytest.fixture
def screen() -> Iterator[str]:
    """An X server of this test's own; answers its display."""
    told, tells = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=(tells,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(tells)
    try:
        with os.fdopen(told) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait(WITHIN_S)


def test_keys_typed_while_a_call_rings_go_into_the_note(screen: str, site: Site) -> None:
    ada = Window(site.machine, site.central.url, "ada", QT_QPA_PLATFORM="xcb", DISPLAY=screen).ready()
    ada.until("the note with the keyboard", lambda s: s["keyboard"] == "Note")
    typed = "The caller says the boiler is cold again since Tuesday and asks for a visit on Friday."

    keys = subprocess.Popen(
        ["xdotool", "type", "--delay", "40", typed],
        env=os.environ | {"DISPLAY": screen},
    )
    ada.until("the first words", lambda s: s["note"].startswith("The caller"))
    _ring(site)
    shown = ada.until("the card", lambda s: "Margaret Hughes" in s["card"])
    assert keys.poll() is None, "the call rings in the middle of the sentence"
    assert keys.wait(WITHIN_S) == 0
    ada.until("every letter", lambda s: s["note"] == typed)

    for key in ("space", "Return", "KP_Enter", "space"):
        subprocess.run(["xdotool", "key", key], env=os.environ | {"DISPLAY": screen}, check=True)
    shown = ada.until("four more keys", lambda s: s["note"] == f"{typed} \n\n ")
    assert "Margaret Hughes" in shown["card"], "it still rings"
    assert shown["keyboard"] == "Note"

    # The call could have been answered all along: F2 does it.
    subprocess.run(["xdotool", "key", "F2"], env=os.environ | {"DISPLAY": screen}, check=True)
    ada.until("the call", lambda s: "On call" in s["call_bar"] and "Margaret Hughes" in s["header"])
    assert ada.leave() == 0


def _ring(site: Site) -> None:
    """Somebody calls, at an exchange that lets the desk answer."""
    call = {"number": CALLER, "queue": "Support", "ring": "ada"}
    answer = httpx.post(
        f"{site.central.url}/simulator/call",
        json=call,
        headers={"Authorization": f"Bearer {TOKEN}"},
        trust_env=False,
        timeout=WITHIN_S,
    )
    assert answer.status_code < 300, answer.text
