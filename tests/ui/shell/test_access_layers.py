"""Where one is signed in, and what revoked devices handed over, as the window shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from agent_desktop.sync.access import TYPED, Held
from agent_desktop.sync.messages import Person
from agent_desktop_ui.shell.quarantine_view import QuarantineLayer
from agent_desktop_ui.shell.sessions_view import SessionsLayer
from tests.support.desk_floor import NOW, FloorDesk
from tests.support.window_runner import words_of
from tests.ui.conftest import Stage

LEAD = Person("agent-aisha", "aisha", "Aisha Khan", ["supervisor"], [], None)


def held(command_id: str, text: str, kind: str = "tickets.AddTicketNote") -> Held:
    data = {"text": text}
    return Held(
        "client-9", command_id, "Leila Davies", "laptop-leila", kind, data, NOW, NOW - timedelta(hours=3)
    )


def button(layer: object, words: str) -> QPushButton:
    return next(b for b in layer.findChildren(QPushButton) if words in (b.text(), b.accessibleName()))


async def test_ones_own_sessions_are_listed_and_another_can_be_ended(stage: Stage) -> None:
    stage.frame.open_sessions()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, SessionsLayer)
    await stage.until(lambda: any("laptop-leila" in word for word in words_of(layer)))
    words = words_of(layer)
    assert any("desk-12" in word and "this window" in word for word in words)
    assert any(word.startswith("since ") and "last seen" in word for word in words)
    button(layer, "End the sign-in at laptop-leila").click()
    await stage.until(lambda: not any("laptop-leila" in word for word in words_of(layer)))
    assert [one.session_id for one in stage.floor.access.own] == ["s-1"]


async def test_signing_out_everywhere_asks_first(stage: Stage) -> None:
    told: list[bool] = []
    stage.frame.sign_out_everywhere_asked.connect(lambda: told.append(True))
    stage.frame.ask_to_sign_out_everywhere()
    assert told == []
    button(stage.frame.layers.top_layer(), "Sign out everywhere").click()
    assert told == [True]


async def test_an_agent_decides_on_nobodys_device(stage: Stage) -> None:
    assert not stage.frame.leads()
    assert not [entry for entry in stage.frame.palette_layer._commands() if entry.key == "held"]


@pytest.fixture
def floor() -> FloorDesk:
    return FloorDesk()


class TestSupervisor:
    @pytest.fixture
    def floor(self) -> FloorDesk:
        made = FloorDesk(LEAD)
        made.access.held = [
            held("c-1", "Customer will be in after 14:00"),
            held("c-2", "Gate code is with the neighbour"),
        ]
        return made

    async def test_held_work_is_shown_with_its_texts_and_released(self, stage: Stage) -> None:
        stage.frame.open_quarantine()
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, QuarantineLayer)
        await stage.until(lambda: "Gate code is with the neighbour" in words_of(layer))
        assert any("Leila Davies" in word and "laptop-leila" in word for word in words_of(layer))
        button(layer, "Discard").click()
        await stage.until(lambda: "Customer will be in after 14:00" not in words_of(layer))
        next(b for b in layer.findChildren(QPushButton) if b.text().startswith("Release all")).click()
        await stage.until(lambda: "Nothing is held" in words_of(layer))
        assert stage.floor.access.decided == [
            ("client-9", "discard", ["c-1"]),
            ("client-9", "release", None),
        ]

    async def test_what_was_only_begun_is_read_copied_and_discarded_but_not_released(
        self, stage: Stage
    ) -> None:
        stage.floor.access.held = [held("c-3", "She wants the plumber on", TYPED)]
        stage.frame.open_quarantine()
        layer = stage.frame.layers.top_layer()
        await stage.until(lambda: "She wants the plumber on" in words_of(layer))
        named = [b.text() for b in layer.findChildren(QPushButton)]
        assert not [words for words in named if words.startswith("Release")]
        button(layer, "Copy").click()
        assert QGuiApplication.clipboard().text() == "She wants the plumber on"
        button(layer, "Discard").click()
        await stage.until(lambda: "Nothing is held" in words_of(layer))
        assert stage.floor.access.decided == [("client-9", "discard", ["c-3"])]
