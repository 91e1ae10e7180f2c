"""The seam between the window and its screens: what a screen is given, and what it must answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtWidgets import QWidget

from agent_desktop.core.people import Role
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.telephony.actions import DialPurpose, Outcome
    from agent_desktop.workstation.contacts import ContactDesk
    from agent_desktop.workstation.workstation import Workstation
    from agent_desktop_ui.bridge import Bridge
    from agent_desktop_ui.calls.colleagues import Colleagues
    from agent_desktop_ui.calls.listening import Listening
    from agent_desktop_ui.shell.actions import DeskActions
    from agent_desktop_ui.shell.desk_settings import DeskSettings
    from agent_desktop_ui.shell.heartbeat import Heartbeat
    from agent_desktop_ui.theme.theme import Theme


class Desk(Protocol):
    """What a screen may ask of the window it stands in."""

    def show_customer(self, customer_id: str) -> None:
        """Go to the desk's first screen with this customer; used by lists and searches."""

    def show_ticket(self, ticket_id: str) -> None:
        """Go to the desk's first screen with this ticket and its customer."""

    def show_article(self, article_id: str) -> None:
        """Open an article to read beside the customer."""

    def open_figure(self, key: str) -> None:
        """Show the calls behind a figure of the KPI bar, by its key."""

    def use_answer(self, text: str) -> None:
        """Put a standard answer into the note, its placeholders filled."""

    def tell_outcome(self, outcome: Outcome) -> None:
        """Say that an action was refused, or that nobody knows how it went; nothing when it was done."""

    def open_outbox(self) -> None:
        """Show what waits for central, and what it did not accept."""

    def open_conflicts(self) -> None:
        """Show where a colleague was first, both texts side by side, and the texts that are kept."""

    def dial(
        self,
        number: str,
        *,
        purpose: DialPurpose = "manual",
        campaign_id: str | None = None,
        customer_id: str | None = None,
    ) -> None:
        """Call a number through the exchange; what speaks against it, and the outcome, are told in the window."""

    @property
    def last_dialled(self) -> str:
        """The number called last from this desk; empty where none was."""

    def note_rejected(self, call_id: str) -> None:
        """The person sends this ringing call away: it is not missed."""

    def block_caller(self, number: str) -> None:
        """Ask why this number shall be blocked, and block it."""

    @property
    def colleagues(self) -> Colleagues:
        """What the people of this site are called."""

    @property
    def listening(self) -> Listening:
        """Hearing a colleague's call, for those who may."""

    def hold_recording(self, reason: str, *, holds: bool) -> None:
        """For as long as ``holds`` a call in hand is not recorded; ``reason`` is a stable word of the asker's."""

    def number_at_hand(self) -> str:
        """The number that Shift F2 calls from the screen in view; empty where the person must type one."""

    def act(self, make: Callable[[str, str, Any], Any], then: Callable[[], None] | None = None) -> None:
        """Perform an action of ``telephony.actions`` at once; what was refused or is unknown is told.

        ``make(id, login, expires_at)`` builds it, ``then`` runs when it was done.
        """

    def notice(self, text: str, tone: Tone = Tone.NEUTRAL, *, detail: str = "") -> None:
        """Say something in one line in the window; it is also kept in the notifications list.

        ``detail`` is text of the person's own that must stay copyable. Never takes the keyboard.
        """

    def open_layer(self, layer: QWidget, *, focus: QWidget | None = None) -> None:
        """Show ``layer`` floating over the panels, below the call bar; Esc closes it and returns focus."""

    def close_layer(self, layer: QWidget) -> None:
        """Take a layer away and return focus, caret and selection to where they were."""

    def confirm(self, question: str, yes: str, then: Callable[[], None]) -> None:
        """Ask in the window, without blocking; ``then`` runs when the person presses ``yes``."""


@dataclass(frozen=True, slots=True)
class DeskContext:
    """What every screen is made with."""

    bridge: Bridge
    workstation: Workstation
    contacts: ContactDesk
    theme: Theme
    actions: DeskActions
    desk: Desk
    heartbeat: Heartbeat
    settings: DeskSettings


class Screen(QWidget):
    """One entry of the navigation rail. Made when first chosen, so a start pays for one screen only.

    ``name`` is stable and unique, ``icon`` a file of resources/icons without its ending, ``roles`` those who
    see it in the rail. A screen asks its questions in ``activate`` and follows the bridge's signals after.
    """

    name: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    roles: ClassVar[frozenset[Role]] = frozenset()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self.context = context

    @property
    def title(self) -> str:
        """Its name in the rail and for screen readers, translated."""
        raise NotImplementedError

    def activate(self) -> None:
        """It is shown now: ask again for what may be old. Must not take the keyboard."""

    def deactivate(self) -> None:
        """Another screen is shown now."""

    def panels(self) -> list[QWidget]:
        """The panels F6 goes through, in reading order; each must take focus or hold something that does."""
        return []

    def take_keyboard(self) -> None:
        """The person has just signed in here: put the keyboard where they begin."""

    def number_at_hand(self) -> str:
        """Whom Shift F2 calls from here without asking; empty where it asks for a number."""
        return ""

    def close_top(self) -> bool:
        """Esc with no layer open: close what this screen has open; False when there is nothing."""
        return False

    def reset_layout(self) -> None:
        """Bring panels back to their usual widths."""

    async def close_down(self) -> None:
        """The program ends: keep what is typed. Tasks of the bridge are ended by the window."""

    def open_panel(self, panel: QWidget) -> bool:
        """Bring a panel that is a drawer into view; False where it stays hidden."""
        return panel.isVisible()

    def has_unsaved(self) -> bool:
        """Whether an edit here is unsaved, so that a ringing call waits as a card."""
        return False
