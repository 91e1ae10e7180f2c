"""The campaign's script beside the lead: one step at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from agent_desktop.features.customers.read_models import CustomerView
from agent_desktop.features.scripts.read_models import Script
from agent_desktop.features.scripts.read_models import ScriptView as ScriptModel
from agent_desktop_ui.scripts.answers import filled
from agent_desktop_ui.scripts.progress import ScriptProgress
from agent_desktop_ui.shell.screen import DeskContext
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.script_view import ScriptStep, ScriptView


class LeadScript(QObject):
    """Walks the script of a campaign from its beginning for each lead."""

    def __init__(self, context: DeskContext, view: ScriptView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._script_id: str | None = None
        self._script: ScriptModel | None = None
        self._progress: ScriptProgress | None = None
        self._customer: CustomerView | None = None
        self._name = ""
        view.choice_made.connect(self.choose)
        view.step_asked.connect(self._go_back)
        view.show_knowledge(())
        for number in range(1, 10):
            action = context.actions.named(f"choice_{number}")
            action.triggered.connect(lambda _=False, number=number: self._key(number))
        self._show()

    def use(self, script_id: str | None) -> None:
        """The script of the campaign that was chosen."""
        self._script_id = script_id
        self._script = self._progress = None
        self._show()
        self.ask_again()

    def ask_again(self) -> None:
        """Read the script where it is not here yet; one that is followed is not changed under the person."""
        if self._script_id and self._script is None:
            script = self._context.workstation.read(Script(script_id=self._script_id))
            self._context.bridge.run(script, self._opened)

    def know(self, customer: CustomerView) -> None:
        """What is known of the lead has come: fill it in and stay where the script is."""
        self._customer = customer
        self._show()

    def begin(self, name: str) -> None:
        """Begin anew for another lead, who is called by this name until more is known."""
        self._customer, self._name = None, name
        self._restart()

    def _restart(self) -> None:
        self._progress = ScriptProgress.begin(self._script) if self._script else None
        self._show()

    def choose(self, number: int) -> None:
        """The customer's answer, counted from 1."""
        if self._progress is not None and self._progress.choose(number):
            self._show()

    def _key(self, number: int) -> None:
        if self._view.isVisible():
            self.choose(number)

    def _opened(self, script: ScriptModel | None) -> None:
        self._script = script if script is not None and script.steps else None
        self._restart()

    def _go_back(self, place: int) -> None:
        if self._progress is not None:
            self._progress.go_back_to(place)
            self._show()

    def _show(self) -> None:
        progress = self._progress
        if progress is None or progress.step is None:
            title = progress.script.name if progress else self.tr("Script")
            say = self.tr("The script is done.") if progress else self.tr("This campaign has no script.")
            self._view.show_step(ScriptStep(title, say))
            return
        step, done = progress.step, len(progress.trail())
        person = self._context.workstation.person
        say = filled(step.say, self._customer, person.name if person else "", name=self._name)
        self._view.show_step(
            ScriptStep(
                progress.script.name,
                "\n".join([say, *(f"→ {todo}" for todo in step.do)]),
                step=done,
                total=done + progress.ahead(),
                choices=tuple(choice.label for choice in step.choices),
                chosen=progress.answers.get(step.key, 0),
            )
        )
        for button in self._view.findChildren(ChoiceButton):
            # The window's own actions answer Alt and a number; two owners of a key would answer none.
            button.setShortcut(QKeySequence())
