"""``/rate/TOKEN``: where a customer says how we did, without a sign-in and without a script, once.

The secret in the address is all that is asked for; it names nobody, and central keeps its hash alone. To look at
the page uses nothing up, since mail programs look at links before people do.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs

import sqlalchemy as sa
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from agent_desktop.central.guard import PUBLIC, address
from agent_desktop.central.mail.units import unit
from agent_desktop.central.rating_words import LANGUAGES, Words, language_of
from agent_desktop.central.service import Service
from agent_desktop.core.errors import NotHere
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.ratings.commands import write
from agent_desktop.features.ratings.model import HIGHEST, LONGEST_COMMENT, LOWEST, hashed
from agent_desktop.features.ratings.tables import rating_invitation

LARGEST_BODY = 40_000
_LONGEST_TOKEN = 64
_STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:34em;margin:2em auto;padding:0 1em}"
    "label{display:block;padding:.4em 0}textarea{width:100%;font:inherit}"
    "button{font:inherit;padding:.5em 1.5em;margin-top:1em}fieldset{border:0;padding:0}legend{padding:0}"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_r = rating_invitation.c


@get("/rate/{token:str}", opt=PUBLIC, include_in_schema=False)
async def rate_page(
    token: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[bytes]:
    """The question, or where the link is spent or too old, that it is."""
    service.limits.stranger(address(request))
    language = language_of(request.headers.get("accept-language", ""))
    found = await service.read(lambda connection: _found(connection, token))
    if found is None or _is_over(found, service):
        return _page(language, LANGUAGES[language].gone, status=410)
    if found["answered_at"] is not None:
        return _page(language, LANGUAGES[language].thanks)
    return _page(language, _form(LANGUAGES[language]), is_html=True)


@post(
    "/rate/{token:str}",
    opt=PUBLIC,
    include_in_schema=False,
    request_max_body_size=LARGEST_BODY,
    status_code=200,
)
async def rate(
    token: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[bytes]:
    """What the customer says, once."""
    service.limits.stranger(address(request))
    language = language_of(request.headers.get("accept-language", ""))
    words = LANGUAGES[language]
    said = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
    score = said.get("score", [""])[-1]
    if not (score.isascii() and score.isdigit() and LOWEST <= int(score[:2]) <= HIGHEST):
        return _page(language, _form(words, words.choose), is_html=True, status=400)
    comment = said.get("comment", [""])[-1][:LONGEST_COMMENT]
    outcome = await unit(
        service, "rating.link", lambda work: _answer(work, token, int(score), comment, service)
    )
    return _page(language, words.thanks) if outcome else _page(language, words.gone, status=410)


def _answer(work: CentralWork, token: str, score: int, comment: str, service: Service) -> bool:
    """Keep what was said; False where the link is not valid. Whoever says it twice at once is heard once."""
    found = _found(work, token, is_locked=True)
    if found is None or _is_over(found, service):
        return False
    if found["answered_at"] is not None:
        return True
    about = _subject(work, found)
    if about is None:
        return False
    write(work, about, score, comment, "link", None, work.recorded_at)
    answered = sa.update(rating_invitation).where(_r.id == found["id"])
    work.execute(answered.values(answered_at=work.recorded_at, score=score))
    return True


def _subject(work: CentralWork, found: Row) -> Row | None:
    try:
        if found["ticket_id"] is not None:
            return work.get("ticket", str(found["ticket_id"]))
        return work.get("interaction", str(found["interaction_id"]))
    except NotHere:
        return None


def _found(connection: Any, token: str, *, is_locked: bool = False) -> Row | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    statement = sa.select(rating_invitation).where(_r.token_hash == hashed(token), _r.way == "link")
    row = connection.execute(statement.with_for_update() if is_locked else statement).mappings().first()
    return dict(row) if row is not None else None


def _is_over(found: Row, service: Service) -> bool:
    lasts = timedelta(days=service.settings.mail.rating_link_days)
    is_over: bool = service.clock.now() > found["asked_at"] + lasts
    return is_over


def _form(words: Words, problem: str = "") -> str:
    choices = "".join(
        f'<label><input type="radio" name="score" value="{score}" required> {score} – {escape(said)}</label>'
        for score, said in reversed(list(enumerate(words.scores, start=LOWEST)))
    )
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'{told}<form method="post"><fieldset><legend>{escape(words.question)}</legend>{choices}</fieldset>'
        f'<label>{escape(words.comment)}<textarea name="comment" rows="4" maxlength="{LONGEST_COMMENT}"></textarea>'
        f"</label><button>{escape(words.send)}</button></form>"
    )


def _page(language: str, body: str, *, is_html: bool = False, status: int = 200) -> Response[bytes]:
    shown = body if is_html else f"<p>{escape(body)}</p>"
    title = escape(LANGUAGES[language].title)
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{shown}</body></html>"
    )
    headers = {**_HEADERS, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(page.encode(), status_code=status, headers=headers, media_type="text/html; charset=utf-8")


HANDLERS = [rate_page, rate]
