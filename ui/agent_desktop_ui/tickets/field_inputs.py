"""The fields that a category's tickets have of their own, each as an input that fits its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.tab_order import settle_tab_order
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.features.tickets.model import FieldSpec

NOTHING = "-"


class FieldInputs(QWidget):
    """The inputs in two columns; a value is told when the person has chosen it, or left its field."""

    changed = Signal(dict)
    """Values by key; None empties one."""

    def __init__(self) -> None:
        super().__init__()
        self._specs: list[FieldSpec] = []
        self._values: dict[str, Any] = {}
        self._inputs: dict[str, TextField | ComboField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)

    def show_fields(self, specs: list[FieldSpec], values: dict[str, Any]) -> None:
        """Show these fields; what is being typed in one stays."""
        if specs != self._specs:
            self._build(specs)
        self._values = dict(values)
        for spec in specs:
            value, part = values.get(spec.key), self._inputs[spec.key]
            if isinstance(part, ComboField):
                part.set_value(_key_of(value))
            elif not part.edit().hasFocus():
                part.set_text("" if value is None else f"{value:g}" if spec.kind == "number" else str(value))

    def _build(self, specs: list[FieldSpec]) -> None:
        for old in self._inputs.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._specs, self._inputs = list(specs), {}
        for place, spec in enumerate(specs):
            label = _tr("{label} (needed)").format(label=spec.label) if spec.is_required else spec.label
            part: TextField | ComboField
            if spec.kind in {"choice", "yes_no"}:
                part = ComboField(label, keeps_case=True, opens_list=True)
                options = [(choice, choice) for choice in spec.choices]
                if spec.kind == "yes_no":
                    options = [("true", _tr("Yes")), ("false", _tr("No"))]
                part.set_options([(NOTHING, "–"), *options])
                part.chosen.connect(lambda value, spec=spec: self._chose(spec, value))
            else:
                part = TextField(label, placeholder="2026-11-23" if spec.kind == "date" else "")
                part.edit().editingFinished.connect(lambda spec=spec: self._typed(spec))
            self._inputs[spec.key] = part
            self._grid.addWidget(part, place // 2, place % 2, Qt.AlignmentFlag.AlignBottom)
        settle_tab_order(self)

    def _chose(self, spec: FieldSpec, value: str) -> None:
        said: Any = None if value == NOTHING else value
        if spec.kind == "yes_no" and said is not None:
            said = said == "true"
        self._tell(spec, said)

    def _typed(self, spec: FieldSpec) -> None:
        part = self._inputs[spec.key]
        if not isinstance(part, TextField):
            return
        part.set_error("")
        said: Any = part.text().strip() or None
        if spec.kind == "number" and said is not None:
            try:
                said = float(said.replace(",", "."))
            except ValueError:
                part.set_error(_tr("This is no number."))
                return
        self._tell(spec, said)

    def _tell(self, spec: FieldSpec, value: Any) -> None:
        if value != self._values.get(spec.key):
            self.changed.emit({spec.key: value})


def _key_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return NOTHING if value is None else str(value)


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketFields", words)
