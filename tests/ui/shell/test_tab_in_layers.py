"""Tab within a layer: round and round, and never to what lies under the veil."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agent_desktop_ui.shell.layers import Layer, LayerHost

TAB, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab


def test_tab_stays_in_the_layer_also_among_parts_that_come_later(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    under = QLineEdit(window)
    host = LayerHost(window)
    layer = Layer("Tags")
    field, off = QLineEdit(), QPushButton("Off")
    off.setEnabled(False)
    layer.body().addWidget(field)
    layer.body().addWidget(off)
    window.resize(800, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    host.show_layer(layer, field)
    # The room under the veil goes on making parts, and so does the layer.
    QVBoxLayout(window).addWidget(QPushButton("New ticket"))
    late = QPushButton("Take off heat pump")
    layer.body().addWidget(late)
    qtbot.waitUntil(late.isVisible)

    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), TAB)
        seen.append(QApplication.focusWidget())
    assert seen[0] is late
    assert layer.isAncestorOf(seen[1]), "the cross of the layer"
    assert seen[2] is field
    qtbot.keyClick(field, BACK)
    assert QApplication.focusWidget() is seen[1]
    qtbot.keyClick(seen[1], BACK)
    assert QApplication.focusWidget() is late
    assert not under.hasFocus()
