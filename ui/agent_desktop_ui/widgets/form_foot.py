"""The last line of a form: what else can be done on the left, Cancel and what the form is for on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.widgets.button import Button


class FormFoot(QWidget):
    """``cancel`` is its own button; its Esc is said on it, and taken by the layer."""

    def __init__(self, submit: Button, *beside: QWidget) -> None:
        super().__init__()
        self.cancel = Button(self.tr("Cancel"), key=self.tr("Esc"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in beside:
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(submit)
