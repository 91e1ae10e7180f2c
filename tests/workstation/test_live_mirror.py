"""What a desk knows of the exchange and of the phones: how old what it shows is, and whose call is heard."""

from datetime import UTC, datetime, timedelta

import msgspec

from agent_desktop.sync.live import FloorReply, FloorUpdate, Listening
from agent_desktop.telephony.views import ExchangeView, FloorView, PhoneView, SupervisionView
from agent_desktop.workstation.live import LiveMirror

TEN_FORTY_TWO = datetime(2026, 3, 2, 10, 42, tzinfo=UTC)
NOW = TEN_FORTY_TWO + timedelta(minutes=5)
UP = ExchangeView(connector="asterisk", is_up=True, since=TEN_FORTY_TWO, changed_at=TEN_FORTY_TWO)
AWAY = ExchangeView(connector="asterisk", is_up=False, what="It hangs.", since=TEN_FORTY_TWO, changed_at=NOW)
HEARD = SupervisionView(supervisor="sue", agent="ada", mode="listen", since=NOW)


def reply(**floor: object) -> FloorReply:
    view = FloorView(at=NOW, calls=(), queues=(), people=(), **floor)  # type: ignore[arg-type]
    listening = [Listening("c1", HEARD)]
    return FloorReply(floor=view, calls=[], kpi=msgspec.Raw(), capabilities=[], listening=listening)


def test_an_exchange_that_is_away_says_since_when_what_is_shown_is_true() -> None:
    mirror = LiveMirror()
    mirror.take_snapshot(reply(exchanges=(UP,)), NOW)
    assert mirror.away() == []
    mirror.update(FloorUpdate([], [], [AWAY]), NOW)
    assert [(one.connector, one.since, one.what) for one in mirror.away()] == [
        ("asterisk", TEN_FORTY_TWO, "It hangs.")
    ]
    mirror.update(FloorUpdate([], [], [UP]), NOW)
    assert mirror.away() == []


def test_phones_are_known_by_extension_and_replaced_one_by_one() -> None:
    mirror = LiveMirror()
    mirror.take_snapshot(reply(phones=(PhoneView(extension="1001", is_registered=True, holder="ada"),)), NOW)
    mirror.update(FloorUpdate([], [], phones=[PhoneView(extension="1002")]), NOW)
    assert {name: phone.holder for name, phone in mirror.phones.items()} == {"1001": "ada", "1002": None}


def test_a_supervisor_knows_whose_call_they_hear_also_after_a_reconnect() -> None:
    mirror = LiveMirror()
    mirror.take_snapshot(reply(), NOW)
    assert mirror.listening == {"c1": HEARD}
    mirror.listen(Listening("c1"), NOW)
    assert mirror.listening == {}


def test_a_central_of_the_release_before_tells_nothing_of_either() -> None:
    old = b'{"queues": [], "people": []}'
    update = msgspec.json.decode(old, type=FloorUpdate)
    assert (update.exchanges, update.phones) == ([], [])
