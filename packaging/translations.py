"""The catalogues of translations: collects every text of the window, merges and compiles.

    python packaging/translations.py           refresh resources/translations/*.ts and compile them to .qm
    python packaging/translations.py --check   only say what is not in the catalogues; exit code 1 if anything

Qt's own lupdate reads Python, but not a text that is translated through a function of a module or out of a
table. So the texts are found here and handed to lupdate as a list; merging and compiling are Qt's.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "ui" / "agent_desktop_ui"
CATALOGUES = ROOT / "resources" / "translations"
TRANSLATED = ("de",)
PLURALS = ("en",)
"""Catalogues that hold plural forms alone: one ticket, two tickets."""

_NOT_SHOWN = {"gallery.py", "gallery_data.py", "gallery_wallboard.py", "tour.py", "driver.py"}


class Text(NamedTuple):
    """A text to translate: where it belongs, the English, and whether it counts something."""

    context: str
    english: str
    is_plural: bool = False


class Unreadable(NamedTuple):
    """A call whose text cannot be known from the source: a variable, an f-string."""

    file: str
    line: int
    call: str


TABLES: dict[str, tuple[str, str]] = {
    # Modules that translate words out of tables: the context, and what answers the words.
    "calls/caller_words.py": ("Callers", "_REASONS"),
    "calls/directory.py": ("Directory", "_PRESENCE:0"),
    "calls/my_calls.py": ("MyCalls", "_WAYS:0"),
    "calls/refusals.py": ("Refusals", "_CANNOT"),
    "calls/wrap_up_choices.py": ("WrapUp", "USUAL_TOPICS USUAL_DISPOSITIONS"),
    "customers/commerce_words.py": ("Commerce", "_STATES:0"),
    "customers/header_words.py": ("Customers", ""),
    "customers/private_form.py": ("PrivateDetails", "_WORDS"),
    "customers/record_rows.py": ("CustomerRecord", "_DETAILS:2 _NONE"),
    "customers/import_words.py": ("ImportWords", "FIELDS ENCODINGS"),
    "customers/record_words.py": (
        "CustomerRecord",
        "PHONE_LABELS DETAIL_LABELS KINDS OTHER_IS PURPOSES CHANNELS WAYS IDENTITY_WAYS"
        " ENTITIES:0 ENTITIES:1 REASONS",
    ),
    "customers/timeline_words.py": ("Customers", "_EVENTS:1 GROUPS:1 _CHIPS _CONSENT _CHANNELS _WAYS"),
    "floor/figures.py": ("Floor", "WITHOUT_FIGURES"),
    "floor/state_words.py": ("States", "_STATES:0"),
    "outbound/words.py": ("Outbound", "DISPOSITIONS"),
    "own_work/ticket_words.py": ("OwnWork", "TICKET_FIELDS _about() _promise() _named() _linked()"),
    "own_work/words.py": ("OwnWork", "_ABOUT:0 FIELDS"),
    "shell/actions.py": ("DeskActions", "KEYMAP.words KEYMAP.chapter"),
    "shell/figure_calls.py": ("FigureCalls", "_OUTCOMES:0"),
    "shell/key_help.py": ("DeskActions", ""),
    "shell/palette.py": ("DeskActions", ""),
    "shell/palette_search.py": ("FoundBy", "_FOUND_BY"),
    "shell/rooms.py": ("Rooms", "ROOMS.name ROLE_NAMES"),
    "tickets/bulk_words.py": ("BulkChange", "_FIELDS"),
    "tickets/complaint_parts.py": ("Complaint", "_NAMES"),
    "tickets/conversation.py": ("TicketNotes", "_DELIVERIES:0"),
    "tickets/deed_words.py": ("TicketHistory", "DEEDS _OWN:0 _OWN:1 FIELDS"),
    "tickets/due.py": ("Due", "_words()"),
    "tickets/history_words.py": ("TicketHistory", "_RECORDS"),
    "tickets/list_words.py": ("TicketList", "SORTS GROUPINGS _LEVELS _CHANNELS _WHEN _AGES _NONE"),
    "tickets/promises_due.py": ("Promises", "PROMISE_KINDS:0"),
    "tickets/rows.py": ("QueueRows", "PROMISE_KINDS:0"),
    "tickets/rule_form.py": ("Rules", "TRIGGER_WORDS"),
    "tickets/words.py": ("Tickets", "_PRIORITIES _STATES:0"),
}


def collect() -> tuple[list[Text], list[Unreadable]]:
    """Every text of the window, and the calls that hide theirs and are in no table."""
    texts: set[Text] = set()
    unreadable: list[Unreadable] = []
    for file in sorted(SOURCE.rglob("*.py")):
        if file.name in _NOT_SHOWN:
            continue
        name = file.relative_to(SOURCE).as_posix()
        found, hidden = _of_module(ast.parse(file.read_text(encoding="utf-8")), name)
        texts |= found
        if name in TABLES:
            texts |= set(_of_tables(name))
        else:
            unreadable += hidden
    return sorted(texts), unreadable


def refresh() -> None:
    """Merge the texts into the catalogues and compile them."""
    texts, unreadable = collect()
    if unreadable:
        raise SystemExit("\n".join(f"{one.file}:{one.line}: {one.call} hides its text" for one in unreadable))
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "texts.cpp"
        listed.write_text("\n".join(_as_source(texts)), encoding="utf-8")
        for language in (*TRANSLATED, *PLURALS):
            more = ["-pluralonly"] if language in PLURALS else []
            ts = CATALOGUES / f"agent_desktop_{language}.ts"
            options = ["-silent", "-no-obsolete", "-locations", "none", *more]
            languages = ["-source-language", "en", "-target-language", language]
            _run("pyside6-lupdate", *options, *languages, str(listed), "-ts", str(ts))
            compile_catalogue(ts, ts.with_suffix(".qm"))


def compile_catalogue(ts: Path, qm: Path) -> None:
    """What is not translated yet is left out, so that the English shows."""
    _run("pyside6-lrelease", "-silent", str(ts), "-qm", str(qm))


def catalogued(language: str) -> dict[Text, list[str]]:
    """What a catalogue says of each text: its translations, several for a plural, empty where there is none."""
    tree = ET.parse(CATALOGUES / f"agent_desktop_{language}.ts")  # noqa: S314 - our own file
    found: dict[Text, list[str]] = {}
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            is_plural = message.get("numerus") == "yes"
            forms = [] if translation is None else list(translation.iter("numerusform"))
            said = [form.text or "" for form in forms] if is_plural else [_text(translation)]
            found[Text(context.findtext("name", ""), message.findtext("source", ""), is_plural)] = said
    return found


def missing() -> list[str]:
    """What is amiss with the catalogues, a line each."""
    texts, unreadable = collect()
    lines = [f"{one.file}:{one.line}: {one.call} hides its text" for one in unreadable]
    for language in TRANSLATED:
        known = catalogued(language)
        lines += [
            f"{language}: {text.context}: {text.english!r} is not there"
            for text in texts
            if text not in known
        ]
        lines += [
            f"{language}: {text.context}: {text.english!r} is no more" for text in known if text not in texts
        ]
    return lines


def _text(element: ET.Element | None) -> str:
    return (element.text or "") if element is not None else ""


def _of_module(tree: ast.Module, name: str) -> tuple[set[Text], list[Unreadable]]:
    texts: set[Text] = set()
    hidden: list[Unreadable] = []
    own = _own_context(tree)
    for call, scope in _calls(tree, ""):
        where = _asks(call)
        if where is None:
            continue
        context: str | None
        if where == "translate":
            context, words = _literal(call.args[0]), call.args[1]
        else:
            context, words = (scope if where == "tr" else own), call.args[0]
        english = _literal(words)
        if english is None or not context:
            if not _is_own_definition(call, scope):
                hidden.append(Unreadable(name, call.lineno, ast.unparse(call)))
            continue
        counts = len(call.args) > (3 if where == "translate" else 2)
        texts.add(Text(context, english, counts))
    return texts, hidden


def _asks(call: ast.Call) -> str | None:
    """By which of the three ways a call asks for a translation."""
    function = call.func
    if isinstance(function, ast.Attribute):
        if function.attr == "tr" and call.args:
            return "tr"
        owner = function.value
        if function.attr == "translate" and isinstance(owner, ast.Name) and owner.id == "QCoreApplication":
            return "translate"
    elif isinstance(function, ast.Name) and function.id == "_tr" and call.args:
        return "_tr"
    return None


def _own_context(tree: ast.Module) -> str | None:
    """The context of a module's ``_tr``."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _asks(call) == "translate":
                    return _literal(call.args[0])
    return None


def _is_own_definition(call: ast.Call, scope: str) -> bool:
    return scope == "_tr" and _asks(call) == "translate"


def _calls(node: ast.AST, scope: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the class it stands in; inside ``_tr`` itself that name."""
    for child in ast.iter_child_nodes(node):
        inner = scope
        if isinstance(child, ast.ClassDef) or (isinstance(child, ast.FunctionDef) and child.name == "_tr"):
            inner = child.name
        if isinstance(child, ast.Call):
            yield child, inner
        yield from _calls(child, inner)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _of_tables(name: str) -> Iterator[Text]:
    context, tables = TABLES[name]
    module = importlib.import_module("agent_desktop_ui." + name.removesuffix(".py").replace("/", "."))
    for table in tables.split():
        if table.endswith("()"):
            yield from (Text(context, words) for words in _given_to(table.removesuffix("()"), module))
            continue
        attribute, _, field = table.partition(".")
        attribute, _, place = attribute.partition(":")
        held: Any = getattr(module, attribute)
        for value in held.values() if isinstance(held, dict) else held:
            words = getattr(value, field) if field else value[int(place)] if place else value
            if words:
                yield Text(context, words)


def _given_to(function: str, module: ModuleType) -> Iterator[str]:
    """The literals that a module gives one of its own functions first."""
    for call, _scope in _calls(ast.parse(inspect.getsource(module)), ""):
        if isinstance(call.func, ast.Name) and call.func.id == function and call.args:
            words = _literal(call.args[0])
            if words is not None:
                yield words


def _as_source(texts: Iterable[Text]) -> Iterator[str]:
    """The texts in the marks that lupdate knows from C++."""
    yield "static const char *texts[] = {"
    for text in texts:
        mark = "QT_TRANSLATE_N_NOOP" if text.is_plural else "QT_TRANSLATE_NOOP"
        yield f"  {mark}({json.dumps(text.context)}, {json.dumps(text.english, ensure_ascii=False)}),"
    yield "};"


def _run(*command: str) -> None:
    subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:]], check=True)  # noqa: S603 - Qt's own


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        lines = missing()
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.exit(1 if lines else 0)
    refresh()
