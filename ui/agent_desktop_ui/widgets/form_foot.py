"""The last line of a form: what else can be done on the left, Cancel and what the form is for on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.widgets.button import Button


class FormFoot(QHBoxLayout):
    """``cancel`` is its own button; its Esc is said on it, and taken by the layer."""

    def __init__(self, submit: Button, *beside: QWidget) -> None:
        super().__init__()
        self.cancel = Button(self.tr("Cancel"), key=self.tr("Esc"))
        self.setSpacing(8)
        for part in beside:
            self.addWidget(part)
        self.addStretch(1)
        self.addWidget(self.cancel)
        self.addWidget(submit)
