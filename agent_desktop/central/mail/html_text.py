"""HTML as plain text: what a person would read of it, and nothing that runs, loads or hides."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "div",
        "dl",
        "dt",
        "dd",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    }
)


def text_of_html(html: str) -> str:
    """The words of a page, a line a paragraph; a link is followed by where it leads, if that is not what it says."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(reader.said).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br" or tag in _BLOCKS:
            self.said.append("\n")
        elif tag == "li":
            self.said.append("\n- ")
        elif tag in {"td", "th"}:
            self.said.append(" ")
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self.said))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:  # An empty one hides nothing.
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.said.append("\n")
        elif tag == "a" and self._link is not None:
            href, began = self._link
            self._link = None
            words = "".join(self.said[began:]).strip()
            if href.startswith(("https://", "http://")) and href.rstrip("/") != words.rstrip("/"):
                self.said.append(f" ({href})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(re.sub(r"\s+", " ", data))
