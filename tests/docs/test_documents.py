"""The documents tell the truth: links lead somewhere, files exist, and commands are ones the program has."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from agent_desktop import cli

ROOT = Path(__file__).parents[2]
SKIPPED = {".venv", "build", "dist", "node_modules"}
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not SKIPPED & set(path.relative_to(ROOT).parts) and not path.is_relative_to(ROOT / "resources")
)

# A link or a picture; what stands in code is no link.
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\bagent-desktop((?: +[a-z][a-z-]*(?=[\s`]|$))*)", re.MULTILINE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(document: Path) -> set[str]:
    """The anchors that headings get: lower case, without punctuation, with hyphens for spaces."""
    headings = re.findall(r"^#+ +(.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in _LINK.findall(_CODE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), f"{named(document)} links to {target}"
        assert found.is_relative_to(ROOT), f"{named(document)} links out of the repository: {target}"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found), f"{named(document)} links to {target}"


def unknown_part(words: list[str]) -> str | None:
    """The first word that is no command where it stands; words after a full command are arguments."""
    parser = cli.parser()
    for word in words:
        nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not nested:
            return None
        if word not in nested[0].choices:
            return word
        parser = nested[0].choices[word]
    return None


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_in_code_is_one_the_program_has(document: Path) -> None:
    for code in _CODE.findall(document.read_text()):
        for words in _COMMAND.findall(code):
            assert unknown_part(words.split()) is None, f"{named(document)}: agent-desktop{words}"


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        for code in _CODE.findall(document.read_text()):
            for target in re.findall(r"\bmake ([a-z]+)", code):
                assert target in targets, f"{named(document)}: make {target}"


def test_the_readme_holds_the_two_commands_that_ci_follows() -> None:
    lines = re.findall(r"^\$ (make [a-z]+)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert lines == ["make run", "make test"]


def test_every_decision_is_listed_and_numbered_once() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text())
    assert listed == pages
    assert [page[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        text = (folder / page).read_text()
        assert text.startswith(f"# {page[:4]}: ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**Alternatives.**"):
            assert part in text, f"{page} has no {part}"


def test_a_command_the_program_does_not_have_would_be_seen() -> None:
    assert unknown_part(["central", "fly"]) == "fly"
    assert unknown_part(["central", "user", "add"]) is None


def test_the_links_of_a_document_are_seen() -> None:
    text = "see [this](a.md#b) and ![that](p.png) but `[not](this)`\n```\n[nor](that)\n```\n"
    assert _LINK.findall(_CODE.sub("", text)) == ["a.md#b", "p.png"]
    assert _COMMAND.findall("agent-desktop central serve --listen X\n`agent-desktop`") == [
        " central serve",
        "",
    ]
