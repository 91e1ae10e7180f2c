"""Our own connectors hold to the contract, each with its own exchange."""

from __future__ import annotations

import pytest

from agent_desktop.plugins.loader import bundled_folder
from agent_desktop.plugins.manifest import read_manifest
from agent_desktop.telephony.port import Connector
from plugins.asterisk import connector as asterisk_connector
from plugins.asterisk.connector import Asterisk
from plugins.cti_webhook.connector import CtiWebhook
from plugins.simulator.connector import Simulator
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


@pytest.mark.parametrize(
    "connector",
    [Simulator({}), CtiWebhook({}), Asterisk({"phone_control": True})],
    ids=lambda one: str(one.name),
)
def test_what_a_manifest_says_a_connector_can_do_is_what_it_can(connector: Connector) -> None:
    manifest = read_manifest(bundled_folder() / connector.name)
    assert set(manifest.capabilities) == connector.capabilities
