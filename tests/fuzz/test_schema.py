"""Central's own description of its interface, tried out by a stranger to it: valid and invalid, at every address."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.central.serving.conftest import Central
from tests.fuzz.answers import faults_in

EXAMPLES, LONG_EXAMPLES = 4, 400
SIGNING_IN = ("/api/v1/session", "/api/v1/session/refresh")
"""Each try costs a password's hash, so there are fewer of them."""


def try_everything(url: str, token: str, examples: int) -> tuple[int, list[str]]:
    """Ask every operation in every way; answers how often, and what was wrong."""
    schema = schemathesis.openapi.from_url(f"{url}/schema/openapi.json")
    session = requests.Session()
    session.trust_env = False
    asked, wrong = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()
        is_dear = operation.path in SIGNING_IN
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                strategy = operation.as_strategy(mode)
            except schemathesis.errors.SchemathesisError:
                continue

            @given(case=strategy)
            @settings(
                max_examples=2 if is_dear else examples,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: Any) -> None:
                nonlocal asked
                # Its person signs out here for certain; whoever has no token is tried by other tests.
                headers = {} if case.method == "DELETE" else {"authorization": f"Bearer {token}"}
                response = case.call(base_url=url, session=session, headers=headers, timeout=20)
                asked += 1
                for what in faults_in(response.status_code, response.text):
                    wrong.append(f"{case.as_curl_command()}: {what}")

            ask()
    return asked, wrong


@pytest.mark.parametrize(
    "examples", [EXAMPLES, pytest.param(LONG_EXAMPLES, marks=pytest.mark.long)], ids=["some", "many"]
)
async def test_no_operation_fails_or_tells_too_much(central: Central, examples: int) -> None:
    leila = await central.desk("leila")
    token = leila.session["access_token"]
    asked, wrong = await asyncio.to_thread(try_everything, central.url, token, examples)
    assert wrong == []
    assert asked >= 10 * examples
