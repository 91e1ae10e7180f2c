"""What opens over the desk: each layer by the name that screens, the palette and the rail ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from agent_desktop_ui.calls.blocking import BlockedLayer, BlockLayer
from agent_desktop_ui.calls.keypad import KeypadLayer
from agent_desktop_ui.calls.my_calls import MyCallsLayer
from agent_desktop_ui.calls.phone_layer import PhoneLayer
from agent_desktop_ui.own_work.conflict_layer import ConflictLayer
from agent_desktop_ui.own_work.outbox_layer import OutboxLayer
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.shell.connections import ConnectionsLayer
from agent_desktop_ui.shell.key_help import KeyHelpLayer
from agent_desktop_ui.shell.quarantine_view import QuarantineLayer
from agent_desktop_ui.widgets.card import Surface

if TYPE_CHECKING:
    from agent_desktop_ui.shell.layers import LayerHost
    from agent_desktop_ui.shell.screen import DeskContext


class DeskLayers(Surface):
    """The part of the desk that opens layers; whoever is the desk gives it the host and what layers stand on."""

    context: DeskContext
    layers: LayerHost

    def open_layer(self, layer: QWidget, *, focus: QWidget | None = None) -> None:
        """Show a layer below the call bar."""
        self.layers.show_layer(layer, focus)

    def close_layer(self, layer: QWidget) -> None:
        """Take a layer away."""
        self.layers.close_layer(layer)

    def confirm(self, question: str, yes: str, then: Callable[[], None]) -> None:
        """Ask in the window."""
        self.open_layer(ConfirmLayer(question, yes, then))

    def leads(self) -> bool:
        """Whether the person may decide on other people's devices."""
        person = self.context.workstation.person
        return person is not None and not {"supervisor", "admin"}.isdisjoint(person.roles)

    def offer_call(self, call: str) -> None:
        """A number that came from outside, such as a link: ready to be called by Enter."""
        self.open_layer(KeypadLayer(self.context, call_id=None, number=call))

    def block_caller(self, number: str) -> None:
        """Ask why, and block the number."""
        self.open_layer(BlockLayer(self.context, number))

    def open_blocked(self) -> None:
        """Everybody who is blocked."""
        self.open_layer(BlockedLayer(self.context))

    def open_my_calls(self) -> None:
        """My own calls: missed, taken, made."""
        self.open_layer(MyCallsLayer(self.context))

    def open_phone(self) -> None:
        """Sit down at another telephone."""
        self.open_layer(PhoneLayer(self.context))

    def open_connections(self) -> None:
        """How central and the exchanges are."""
        self.open_layer(ConnectionsLayer(self.context))

    def open_quarantine(self) -> None:
        """What revoked devices handed over."""
        self.open_layer(QuarantineLayer(self.context))

    def open_outbox(self) -> None:
        """What waits for central, and what it did not accept."""
        self.open_layer(OutboxLayer(self.context))

    def open_conflicts(self) -> None:
        """Where a colleague was first, and the texts that are kept."""
        self.open_layer(ConflictLayer(self.context))

    def open_help(self) -> None:
        """The keys."""
        self.open_layer(KeyHelpLayer(self.context.actions))
