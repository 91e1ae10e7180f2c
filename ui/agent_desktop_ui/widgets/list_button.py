"""The button of a list made of cards: what other lists have in their menu, where no row can be clicked for one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from agent_desktop_ui.widgets.button import ButtonKind, IconButton
from agent_desktop_ui.widgets.list_output import ListOutput
from agent_desktop_ui.widgets.list_sheet import Sheet, SheetColumn


class ListButton(IconButton):
    """Opens a menu that copies, exports and prints the list that ``view`` shows.

    ``columns`` are the titles, ``rows`` answers the words of each row as it stands now; a row of one field is the
    title of those after it. The list is called what ``view`` is called.
    """

    def __init__(
        self, view: QWidget, columns: tuple[str, ...], rows: Callable[[], list[tuple[str, ...]]]
    ) -> None:
        super().__init__("ellipsis", "", kind=ButtonKind.QUIET)
        self.set_label(self.tr("Copy, export, print"))
        self._view = view
        self._columns = columns
        self._rows = rows
        self.output = ListOutput(view, self._gather, has_rows=lambda: bool(self._rows()))
        self.clicked.connect(self.open_menu)

    def menu_of_list(self) -> QMenu:
        """The menu, not shown yet."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.output.add_to(menu)
        return menu

    def open_menu(self) -> None:
        """Show the menu below the button."""
        self.menu_of_list().popup(self.mapToGlobal(QPoint(0, self.height())))

    def _gather(self, _is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        columns = tuple(SheetColumn(title, width=110) for title in self._columns)
        then(Sheet(self._view.accessibleName(), columns, self._rows()))
