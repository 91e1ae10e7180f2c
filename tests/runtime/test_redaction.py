"""What must never be read in a log, and what must stay readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.core.ids import make_id
from agent_desktop.runtime.redaction import redact

# As people and exchanges write numbers: a plus or not, groups, and what stands between them.
groups = st.lists(st.from_regex(r"\d{1,6}", fullmatch=True), min_size=2, max_size=6)
separators = st.sampled_from(["", " ", "-", ".", "/", " - ", ") ", "\u00a0", "\u2011"])
numbers = (
    st.tuples(st.sampled_from(["", "+", "00", "(0", "tel:", "+ ("]), groups, separators)
    .map(lambda parts: parts[0] + parts[2].join(parts[1]))
    .filter(lambda text: sum(c.isdigit() for c in text) >= 7)
    .filter(lambda text: not re.search(r"(19|20)\d\d-[01]\d-[0-3]\d|\d+\.\d+\.\d+\.\d+", text))
)
around = st.sampled_from(["", " ", ", ", "'", '"', "\n", "(", ")", ":", "=", "<", "x", "called "])


@given(around, numbers, around)
def test_no_telephone_number_is_left_however_it_is_written(before: str, number: str, after: str) -> None:
    assert sum(c.isdigit() for c in redact(before + number + after)) < 7


@given(around, st.emails(), around)
def test_no_e_mail_address_is_left(before: str, address: str, after: str) -> None:
    domain = address.rpartition("@")[2]
    assert f"@{domain}" not in redact(f"{before}{address}{after}")


secrets = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters="-_.~"), min_size=8)


@given(secrets.filter(lambda text: re.search(r"\d", text)))
def test_no_password_or_token_is_left(secret: str) -> None:
    for line in (
        f"postgresql://central:{secret}@db.internal:5432/agent_desktop",
        f"Authorization: Bearer {secret}",
        f"sent bearer {secret}",
        f"password={secret}",
        f'{{"access_token": "{secret}"}}',
        f"{{'api_key': '{secret}'}}",
        f"POST /cti/{secret} 200",
    ):
        assert secret not in redact(line)


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("call from +33 1 42 68 53 00 waits", "call from [number] waits"),
        ("dial (020) 7946-0958.", "dial [number]."),
        ("caller=０１４２６８５３００", "caller=[number]"),
        ("postgresql+asyncpg://u:p@ss@h:5432/d", "postgresql+asyncpg://[hidden]@h:5432/d"),
        ('{"password": "two words", "a": 1}', '{"password": "[hidden]", "a": 1}'),
        ("write to anna@example.org, please", "write to [e-mail], please"),
        ("sip:1001@10.0.0.1 rings", "sip:[e-mail] rings"),
    ],
)
def test_the_rest_of_the_line_stays_readable(line: str, shown: str) -> None:
    assert redact(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21T22:25:27.285123Z took 0.35 s",
        "2026-11-21 22:25:27,285 and 2026-11-22",
        "listening on 127.0.0.1:8440",
        f"command {make_id(1_790_000_000_000, 7, 99)} applied",
        "12 of 345 calls answered in 2026, token expired, 80 % in 20 s",
        'File "/opt/agent/store/engine.py", line 1234, in begin',
    ],
)
def test_times_ids_and_counts_stay(line: str) -> None:
    assert redact(line) == line
