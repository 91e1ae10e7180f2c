"""Our own connectors hold to the contract, each with its own exchange."""

from __future__ import annotations

import pytest

from plugins.asterisk import connector as asterisk_connector
from tests.contracts.connector_contract import ConnectorContract
from tests.contracts.connector_drivers import AsteriskDriver, SimulatorDriver, WebhookDriver


class TestSimulator(ConnectorContract):
    driver_type = SimulatorDriver


class TestWebhook(ConnectorContract):
    driver_type = WebhookDriver


class TestAsterisk(ConnectorContract):
    driver_type = AsteriskDriver

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(asterisk_connector, "FIRST_WAIT_S", 0.02)
        monkeypatch.setattr(asterisk_connector, "TICK_S", 0.02)
