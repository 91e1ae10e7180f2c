"""A real exchange for the tests of this folder, which run by ``make test-pbx`` alone."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.pbx.phone import Phone
from tests.pbx.real_exchange import PEOPLE, RealExchange, install

# PBX=run is what ``make test-pbx`` sets; PBX=skip is for who has no Debian mirror, and no CI sets it.
collect_ignore_glob = [] if os.environ.get("PBX") == "run" else ["test_*.py"]


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealExchange]:
    work: Path = tmp_path_factory.mktemp("pbx")
    one = RealExchange(install(os.environ.get("PBX_SUITE") or "sid"), work)
    one.start()
    yield one
    one.stop()


@pytest.fixture
async def phones(exchange: RealExchange) -> AsyncIterator[dict[str, Phone]]:
    """A phone each for the people, and one outside that calls in and is called."""
    found = {name: Phone(name, exchange.phones[name], exchange.sip) for name in PEOPLE}
    found["outside"] = Phone("outside", exchange.carrier, exchange.sip)
    for phone in found.values():
        await phone.plug_in()
    yield found
    for phone in found.values():
        phone.hang_up()
        phone.unplug()
