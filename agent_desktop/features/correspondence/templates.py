"""The words around a mail: templates by kind and language, their placeholders, and their look as HTML. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

import msgspec

from agent_desktop.core.errors import Invalid

PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "reply": ("text", "customer", "number", "subject", "agent", "site"),
    "rating": ("link", "customer", "number", "subject", "agent", "site"),
    "contact_rating": ("link", "customer", "agent", "site"),
}
"""What may stand in braces in each kind of mail."""

NEEDED = {"reply": "text", "rating": "link", "contact_rating": "link"}
"""What the body of each kind is nothing without."""

LONGEST = {"subject": 200, "body": 20_000, "signature": 4_000}
_BRACED = re.compile(r"\{([a-z_]+)\}")
_PUT = re.compile(r"( ?)\{([a-z_]+)\}")


class Template(msgspec.Struct, frozen=True):
    """Subject, body and signature, with placeholders in braces."""

    subject: str
    body: str
    signature: str


class Filled(msgspec.Struct, frozen=True):
    """A template with everything put in: one line of subject, the plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


OWN: Mapping[tuple[str, str], Template] = {
    ("reply", "en"): Template("Re: {subject}", "{text}", "{agent}\n{site}"),
    ("reply", "de"): Template("Re: {subject}", "{text}", "{agent}\n{site}"),
    ("rating", "en"): Template(
        "How did we do? ({number})",
        "Hello {customer},\n\nyour request “{subject}” is solved. How did we do?\n\n{link}\n\n"
        "It takes one click, and you can add a few words.",
        "{site}",
    ),
    ("rating", "de"): Template(
        "Wie waren Sie mit uns zufrieden? ({number})",
        "Guten Tag {customer},\n\nIhr Anliegen „{subject}“ ist erledigt. Wie zufrieden sind Sie?\n\n{link}\n\n"
        "Es dauert einen Klick, und Sie können ein paar Worte dazu schreiben.",
        "{site}",
    ),
    ("contact_rating", "en"): Template(
        "How did we do?",
        "Hello {customer},\n\nthank you for being in touch with us. How did we do?\n\n{link}\n\n"
        "It takes one click, and you can add a few words.",
        "{site}",
    ),
    ("contact_rating", "de"): Template(
        "Wie waren Sie mit uns zufrieden?",
        "Guten Tag {customer},\n\ndanke, dass Sie sich an uns gewandt haben. Wie zufrieden sind Sie?\n\n{link}\n\n"
        "Es dauert einen Klick, und Sie können ein paar Worte dazu schreiben.",
        "{site}",
    ),
}
"""Those that come with the program."""


def checked_template(kind: str, language: str, template: Template) -> Template:
    """A template that can be used, trimmed; raises ``Invalid`` with the field and what is wrong."""
    if kind not in PLACEHOLDERS:
        raise Invalid("kind", f"{kind!r} is no kind of mail.", todo=f"Use one of {', '.join(PLACEHOLDERS)}.")
    if not re.fullmatch(r"[a-z]{2}", language):
        raise Invalid("language", f"{language!r} is no language.", todo="Use its two letters, such as de.")
    kept = Template(" ".join(template.subject.split()), template.body.strip(), template.signature.strip())
    for field, longest in LONGEST.items():
        said = getattr(kept, field)
        if len(said) > longest:
            raise Invalid(field, f"This is longer than {longest} characters.", todo="Shorten it.")
        unknown = sorted(set(_BRACED.findall(said)) - set(PLACEHOLDERS[kind]))
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS[kind])
            raise Invalid(field, f"Nothing is known of {{{unknown[0]}}}.", todo=f"Use {known}.")
    if not kept.subject:
        raise Invalid("subject", "A mail needs a subject.")
    if f"{{{NEEDED[kind]}}}" not in kept.body:
        raise Invalid("body", f"The body needs {{{NEEDED[kind]}}}.", todo="Put it where it belongs.")
    return kept


def filled(template: Template, values: Mapping[str, str]) -> Filled:
    """Put the values in, once: braces within a value mean nothing. Lines that stay empty at the end are left out."""
    text = _put(template.body, values).strip()
    signature = _put(template.signature, values).strip()
    if signature:
        text = f"{text}\n\n-- \n{signature}"
    subject = " ".join(_put(template.subject, values).split())
    return Filled(subject, text, as_html(text, values.get("link", "")))


def _put(words: str, values: Mapping[str, str]) -> str:
    """What is not known leaves no gap: "Hello {customer}," becomes "Hello,"."""

    def put(found: re.Match[str]) -> str:
        value = values.get(found[2])
        return found[0] if value is None else found[1] + value if value else ""

    return _PUT.sub(put, words)


def as_html(text: str, link: str = "") -> str:
    """Plain text as a small page: everything escaped, paragraphs and lines kept, our own link a link."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        shown = escape(paragraph, quote=True)
        if link:
            safe = escape(link, quote=True)
            shown = shown.replace(safe, f'<a href="{safe}">{safe}</a>')
        lines = "<br>\n".join(shown.split("\n"))
        parts.append(f"<p>{lines}</p>")
    return "<!doctype html>\n<html><body>\n" + "\n".join(parts) + "\n</body></html>\n"


def chosen(
    kind: str, languages: Iterable[str], site: Mapping[tuple[str, str, str | None], Template], channel_id: str
) -> Template:
    """The template for a customer: the first of their languages there is one for, the channel's own before the site's.

    ``site`` has the site's by kind, language and channel. English there is always.
    """
    for language in (*languages, "en"):
        for key in ((kind, language, channel_id), (kind, language, None)):
            if key in site:
                return site[key]
        if (kind, language) in OWN:
            return OWN[kind, language]
    raise KeyError(kind)
