"""The line under the first cards of a very long list: how many more there are, and where they are whole."""

from __future__ import annotations

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.label import Paragraph

MOST_CARDS = 100
"""So many cards of a kind are made: nobody reads more, and thousands would stop the window while they are made."""


class MoreLine(Paragraph):
    """Hidden where every card is shown."""

    def __init__(self) -> None:
        super().__init__("", Role.META, Token.TEXT3)
        self.hide()

    def show_left(self, total: int) -> None:
        """Say how many of ``total`` are beyond the cards that are made."""
        left = max(0, total - MOST_CARDS)
        words = self.tr(
            "… and %n more. They come up as these are dealt with; copy, export and print have them all.",
            "",
            left,
        )
        self.setText(words if left else "")
        self.setVisible(left > 0)
