"""Windows over the two real stores: a desk's replica, and central with the small floor in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.record_desk import RecordDesk
from tests.support.stores import Central


@pytest.fixture
def floor(central: Central, tmp_path: Path) -> RecordDesk:
    """Leila's desk, with a replica of its own."""
    return RecordDesk(central, tmp_path / "leila.db")
