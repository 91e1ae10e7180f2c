"""The words of the page on which customers say how we did, in each language it speaks."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """Everything the page says."""

    title: str
    question: str
    scores: tuple[str, str, str, str, str]
    comment: str
    send: str
    thanks: str
    gone: str
    choose: str


LANGUAGES = {
    "en": Words(
        "How did we do?",
        "How content are you with the help you got?",
        ("Very poor", "Poor", "Fair", "Good", "Very good"),
        "A few words, if you like",
        "Send",
        "Thank you. We have noted what you said.",
        "This link is not valid any more.",
        "Please choose one of the five first.",
    ),
    "de": Words(
        "Wie zufrieden sind Sie?",
        "Wie zufrieden sind Sie mit der Hilfe, die Sie bekommen haben?",
        ("Sehr schlecht", "Schlecht", "Mittelmäßig", "Gut", "Sehr gut"),
        "Ein paar Worte, wenn Sie möchten",
        "Absenden",
        "Vielen Dank. Wir haben notiert, was Sie gesagt haben.",
        "Dieser Link ist nicht mehr gültig.",
        "Bitte wählen Sie zuerst eine der fünf Antworten.",
    ),
}


def language_of(header: str) -> str:
    """The first language of an Accept-Language header that the page speaks; English otherwise."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:200].split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, place, name.strip().lower()[:2]))
    return next((name for weight, _, name in sorted(wishes) if name in LANGUAGES and weight < 0), "en")
