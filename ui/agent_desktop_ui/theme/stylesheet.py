"""Turns tokens into the palette and style sheet of the parts that Qt paints itself.

Chips, buttons, rows and charts paint themselves from the tokens; what is here covers the native parts:
labels, fields, tables, menus, scroll bars, tool tips.
"""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette

from agent_desktop.runtime.paths import resources
from agent_desktop_ui.theme.tokens import FOCUS_WIDTH, HEIGHT, RADIUS, TYPE, Palette, Token

_RULES = Template(
    """
QMainWindow, QDialog { background: $bg; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 6px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${r_control}px;
}
QLineEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
  min-height: ${field}px; max-height: ${field}px; padding: 0 8px;
}
QLineEdit[compact="true"] { min-height: ${field_compact}px; max-height: ${field_compact}px; }
QPlainTextEdit, QTextEdit { padding: 3px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus,
QTimeEdit:focus, QDateTimeEdit:focus { border: ${ring}px solid $focus; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QTimeEdit:focus, QDateTimeEdit:focus {
  min-height: ${field_in}px; max-height: ${field_in}px; padding: 0 7px;
}
QLineEdit[compact="true"]:focus { min-height: ${field_compact_in}px; max-height: ${field_compact_in}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 2px 3px; }
QLineEdit[failed="true"], QPlainTextEdit[failed="true"], QComboBox[failed="true"] { border-color: $bad; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {
  background: $sunken; color: $text3; border-color: $line;
}
QLineEdit[readOnly="true"] { background: $sunken; }
QLineEdit[plain="true"], QLineEdit[plain="true"]:focus { border: none; background: transparent; padding: 0; }
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus {
  border: none; background: transparent; padding: 0 7px; min-height: 0;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox { padding-right: 30px; }
QComboBox::drop-down { border: none; width: 30px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QComboBox QAbstractItemView, QMenu {
  background: $surface; color: $text; border: 1px solid $edge; padding: 4px; outline: none;
}
QComboBox QAbstractItemView::item { min-height: ${target}px; padding: 0 8px; }
QComboBox QAbstractItemView::item:selected { background: $accent_bg; color: $text; }
QMenu::item { padding: 6px 20px 6px 12px; border-radius: ${r_chip}px; background: transparent; }
QMenu::item:selected { background: $accent_bg; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::icon { padding-left: 8px; }
QCheckBox, QRadioButton { spacing: 8px; min-height: ${target}px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { border: ${ring}px solid $focus; border-radius: ${r_chip}px; }
QCheckBox:disabled, QRadioButton:disabled { color: $text3; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QListView, QTableView, QTreeView { background: transparent; outline: none; border: none; }
QListView[floating="true"] {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${r_control}px; padding: 3px;
}
QListView[floating="true"]::item { min-height: ${target}px; padding: 0 8px; border-radius: ${r_chip}px; }
QListView[floating="true"]::item:selected { background: $accent_bg; color: $text; }
QTableView { gridline-color: transparent; selection-background-color: $accent_bg; selection-color: $text; }
QHeaderView, QHeaderView::section { background: $surface; color: $text3; border: none; font-weight: 500; }
QHeaderView::section { border-bottom: 1px solid $line; padding: 0 12px; min-height: ${header}px; }
QHeaderView::section:hover { color: $text; background: $hover; }
QTableCornerButton::section { background: $surface; border: none; }
QTabBar QToolButton { background: $surface; border: 1px solid $line; border-radius: 4px; width: 20px; }
QTabBar QToolButton:hover { background: $hover; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $focus; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
"""
)


def build_palette(tokens: Palette) -> QPalette:
    """The palette Qt's own drawing falls back on, so that no part is left in a foreign theme."""
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: Token.BG,
        role.WindowText: Token.TEXT,
        role.Base: Token.SURFACE,
        role.AlternateBase: Token.SUNKEN,
        role.Text: Token.TEXT,
        role.Button: Token.SURFACE,
        role.ButtonText: Token.TEXT,
        role.BrightText: Token.BAD,
        role.ToolTipBase: Token.SURFACE,
        role.ToolTipText: Token.TEXT,
        role.PlaceholderText: Token.TEXT3,
        role.Highlight: Token.ACCENT,
        role.HighlightedText: Token.ON_ACCENT,
        role.Link: Token.ACCENT_TX,
        role.LinkVisited: Token.ACCENT_TX,
        role.Light: Token.SURFACE,
        role.Midlight: Token.HOVER,
        role.Mid: Token.LINE,
        role.Dark: Token.EDGE,
        role.Shadow: Token.SHADE,
        role.Accent: Token.ACCENT,
    }
    for where, token in pairs.items():
        palette.setColor(where, QColor(tokens.value(token)))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.text3))
    return palette


def build_stylesheet(tokens: Palette, factor: float) -> str:
    """The style sheet of one theme at one text size (1.0 is 100 %)."""

    def px(length: int) -> int:
        return round(length * factor)

    values: dict[str, str | int] = {token.value: tokens.value(token) for token in Token}
    # A field's rule counts without its border, the design counts with it.
    values |= {
        "field": px(HEIGHT.field) - 2,
        "field_in": px(HEIGHT.field) - 2 * FOCUS_WIDTH,
        "field_compact": px(30) - 2,
        "field_compact_in": px(30) - 2 * FOCUS_WIDTH,
        "header": px(HEIGHT.table_row),
        "target": px(HEIGHT.pointer_target),
        "ring": FOCUS_WIDTH,
        "r_control": RADIUS.control,
        "r_chip": RADIUS.chip,
        "images": (resources() / "icons").as_posix(),
    }
    rules = [_RULES.substitute(values)]
    for token in Token:
        rules.append(f'QLabel[ink="{token.value}"] {{ color: {tokens.value(token)}; }}')
    for role, kind in TYPE.items():
        size = max(9, px(kind.size))
        rules.append(f'QLabel[role="{role.value}"] {{ font-size: {size}px; font-weight: {kind.weight}; }}')
    return "\n".join(rules)
