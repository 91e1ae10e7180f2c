"""What no answer of central may ever be or hold, whatever was asked."""

from __future__ import annotations

import re

from tests.central.serving.conftest import PASSWORD

_INSIDES = re.compile(
    r"Traceback|site-packages|agent_desktop[/.\\]|\.py\b|sqlalchemy|asyncpg|psycopg|litestar|argon2|postgresql://"
    r"|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|\bUPDATE\b.*\bSET\b|violates|constraint|line \d+, in "
)
"""Traces of code, of statements, of paths and of addresses."""


def faults_in(status: int, text: str, secrets: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with an answer: a fault of central's own, or something told that nobody may be told."""
    found = []
    if status >= 500:
        found.append(f"central answered {status}")
    if inside := _INSIDES.search(text):
        found.append(f"the answer tells {inside.group()!r}")
    found += [f"the answer holds the secret {secret!r}" for secret in (PASSWORD, *secrets) if secret in text]
    return [f"{what}: {text[:300]}" for what in found]
