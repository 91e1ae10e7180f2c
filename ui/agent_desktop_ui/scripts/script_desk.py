"""The script page at work: the right script is offered, answers lead on, and the draft keeps where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QVBoxLayout

from agent_desktop.features.knowledge.read_models import ArticleHit, SearchArticles
from agent_desktop.features.scripts.read_models import Script, ScriptRow, Scripts, ScriptView
from agent_desktop_ui import formats
from agent_desktop_ui.scripts.answers import filled
from agent_desktop_ui.scripts.progress import ScriptProgress
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.script_view import KnowledgeItem, ScriptStep, Snippet

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.customers.read_models import CustomerView
    from agent_desktop.features.scripts.read_models import AnswerView
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.right_panel import RightPanelView

MOST_ARTICLES = 2
MOST_SNIPPETS = 3


class ScriptDesk(QObject):
    """Chooses, walks and keeps a script. The keys Alt 1 to 9 are the window's, so they work from anywhere."""

    moved = Signal(object, tuple)
    """The script's id or None, and the path for the draft."""

    payment_step = Signal(bool)
    """Whether the step on screen takes payment details, so that nothing may be recorded."""

    def __init__(self, context: DeskContext, panel: RightPanelView) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel
        self._choice = ComboField(self.tr("Script"))
        page = panel.script.widget()
        column = page.layout() if page is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, self._choice)
            column.insertSpacing(1, 8)
        self._rows: list[ScriptRow] = []
        self._progress: ScriptProgress | None = None
        self._customer: CustomerView | None = None
        self._queue_id: str | None = None
        self._topic: str | None = None
        self._asked = 0
        self._suggest = QTimer(self, singleShot=True, interval=120)
        self._suggest.timeout.connect(self._ask_knowledge)
        self._again = QTimer(self, singleShot=True, interval=200)
        self._again.timeout.connect(lambda: self.offer(self._queue_id, self._topic))
        context.bridge.changed.connect(self._changed)
        self._choice.chosen.connect(self.open_script)
        panel.script.choice_made.connect(self.choose)
        panel.script.step_asked.connect(self._go_back)
        for number in range(1, 10):
            action = context.actions.named(f"choice_{number}")
            action.triggered.connect(lambda _=False, number=number: self.choose(number))
        panel.script.show_knowledge(())
        panel.script.show_snippets(())
        self._show()

    def offer(self, queue_id: str | None, topic: str | None) -> None:
        """Ask which scripts fit this queue and topic; the best one opens if none is under way."""
        self._queue_id, self._topic = queue_id, topic
        self._asked += 1
        asked = self._asked
        query = Scripts(queue_id=queue_id, topic=topic)
        self._context.bridge.run(
            self._context.workstation.read(query), lambda rows: self._offered(asked, rows)
        )

    def open_script(self, script_id: str, path: tuple[str, ...] = ()) -> None:
        """Open a script, at its beginning or where ``path`` left it."""
        if script_id:
            self._context.bridge.run(
                self._context.workstation.read(Script(script_id=script_id)),
                lambda script: self._opened(script, path),
            )

    def close(self) -> None:
        """No script is under way."""
        self._progress = None
        self._choice.set_value("")
        self._show()

    def choose(self, number: int) -> None:
        """The customer's answer, counted from 1."""
        if self._progress is not None and self._progress.choose(number):
            self._show()
            self._tell()

    def set_customer(self, customer: CustomerView | None) -> None:
        """Whose name the words to say may hold."""
        self._customer = customer
        self._show()

    def show_snippets(self, answers: list[AnswerView]) -> None:
        """The quick answers under the script."""
        self._panel.script.show_snippets(
            tuple(Snippet(f"/{a.shortcut.lstrip('/')}", a.title) for a in answers[:MOST_SNIPPETS])
        )

    def _offered(self, asked: int, rows: list[ScriptRow]) -> None:
        if asked != self._asked:
            return
        self._rows = rows
        self._choice.set_options(
            tuple((row.script_id, row.name) for row in rows), empty=self.tr("choose one")
        )
        if self._progress is not None:
            self._choice.set_value(self._progress.script.script_id)
        elif rows and self._topic and rows[0].topic == self._topic:
            self.open_script(rows[0].script_id)
        self._suggest.start()

    def _opened(self, script: ScriptView | None, path: tuple[str, ...]) -> None:
        if script is None or not script.steps:
            return
        self._progress = ScriptProgress.begin(script, path)
        self._choice.set_value(script.script_id)
        self._show()
        self._suggest.start()
        if not path:
            self._tell()

    def _changed(self, changes: Changes) -> None:
        if changes.touches("script"):
            self._again.start()

    def _go_back(self, place: int) -> None:
        if self._progress is not None:
            self._progress.go_back_to(place)
            self._show()
            self._tell()

    def _tell(self) -> None:
        progress = self._progress
        if progress is not None:
            self.moved.emit(progress.script.script_id, progress.as_path())

    def _show(self) -> None:
        view, progress = self._panel.script, self._progress
        step = progress.step if progress is not None else None
        self.payment_step.emit(step is not None and step.is_payment)
        if progress is None:
            view.show_step(
                ScriptStep(
                    self.tr("No script chosen"),
                    self.tr("Choose a script above, or go on without one."),
                    heading=self.tr("Script"),
                )
            )
        elif progress.step is None:
            done = len(progress.trail())
            view.show_step(
                ScriptStep(
                    progress.script.name,
                    self.tr("The script is done. A segment above leads back to its step."),
                    heading=self.tr("Done"),
                    step=done + 1,
                    total=done + 1,
                )
            )
        else:
            step, done = progress.step, len(progress.trail())
            person = self._context.workstation.person
            say = filled(step.say, self._customer, person.name if person else "")
            pause = [self.tr("The recording pauses in this step.")] if step.is_payment else []
            words = "\n\n".join([say, *(f"→ {todo}" for todo in (*step.do, *pause))])
            view.show_step(
                ScriptStep(
                    progress.script.name,
                    words,
                    step=done,
                    total=done + progress.ahead(),
                    choices=tuple(choice.label for choice in step.choices),
                    chosen=progress.answers.get(step.key, 0),
                )
            )
        for button in view.findChildren(ChoiceButton):
            # The window's own actions answer Alt and a number, also while another tab is in front.
            button.setShortcut(QKeySequence())

    def _ask_knowledge(self) -> None:
        words = self._topic or (self._progress.script.name if self._progress else "")
        if not words:
            self._panel.script.show_knowledge(())
            return
        query = SearchArticles(text=words.partition(": ")[2] or words, limit=MOST_ARTICLES)
        self._context.bridge.run(self._context.workstation.read(query), self._show_knowledge)

    def _show_knowledge(self, hits: list[ArticleHit]) -> None:
        now = self._context.workstation.clock.now()
        self._panel.script.show_knowledge(
            tuple(
                KnowledgeItem(
                    hit.article_id,
                    hit.title,
                    self.tr("Fits {share}  ·  updated {when}").format(
                        share=formats.share(hit.fit_pct), when=formats.short_date(hit.published_at, now)
                    ),
                )
                for hit in hits
            )
        )
