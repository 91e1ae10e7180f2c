"""Whatever an exchange sends, and however the network cuts it, the same messages come out."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.asterisk.codec import Banner, CannotSend, Item, Message, Reader, TooLong, encode

BANNER = b"Asterisk Call Manager/11.0.0\r\n"


def read(data: bytes, **limits: int) -> list[Item]:
    return Reader(**limits).feed(BANNER + data)[1:]


def message(*pairs: tuple[str, str]) -> Message:
    return Message("\r\n".join(f"{key}: {value}" for key, value in pairs))


def test_an_event_is_read_field_by_field() -> None:
    (event,) = read(b"Event: Hangup\r\nCause: 16\r\nCause-txt: Normal Clearing\r\nAccountCode: \r\n\r\n")
    assert isinstance(event, Message)
    assert (event.event, event.get("Cause-txt"), event.get("AccountCode", "-")) == (
        "Hangup",
        "Normal Clearing",
        "",
    )
    assert not event.is_answer


def test_the_first_line_is_the_banner_and_others_are_noticed() -> None:
    assert Reader().feed(BANNER) == [Banner("Asterisk Call Manager/11.0.0")]
    (other,) = Reader().feed(b"SSH-2.0-OpenSSH_9\r\n")
    assert isinstance(other, Banner)
    assert not other.is_known


def test_repeated_keys_keep_every_value_and_the_first_one_counts() -> None:
    """A dialplan's own event repeats ``Uniqueid``: it must not stand for another channel."""
    (event,) = read(
        b"Event: UserEvent\r\nUniqueid: 1.1\r\nChanVariable: A=1\r\nChanVariable: B=\r\nUniqueid: 9.9\r\n\r\n"
    )
    assert isinstance(event, Message)
    assert event.get("Uniqueid") == "1.1"
    assert event.all("Uniqueid") == ["1.1", "9.9"]
    assert event.variables() == {"A": "1", "B": ""}


def test_colons_stay_in_names_and_in_keys_with_brackets() -> None:
    (event,) = read(
        "CallerIDName: Müller: & Söhne\r\nChanVariable(SIP/[::1]:5060-01): X=a: b\r\n\r\n".encode()
    )
    assert isinstance(event, Message)
    assert event.get("CallerIDName") == "Müller: & Söhne"
    assert event.get("CallerID", "none") == "none"
    assert event.pairs[1] == ("ChanVariable(SIP/[::1]:5060-01)", "X=a: b")
    assert event.get("ChanVariable(SIP/[::1]:5060-01)") == "X=a: b"


def test_the_answer_to_a_command_repeats_its_output() -> None:
    (answer,) = read(
        b"Response: Success\r\nActionID: 7\r\nMessage: Command output follows\r\n"
        b"Output: one: 1\r\nOutput:\r\nOutput:  two\r\n\r\n"
    )
    assert isinstance(answer, Message)
    assert answer.is_answer
    assert answer.action_id == "7"
    assert answer.all("Output") == ["one: 1", "", " two"]


def test_originate_response_is_an_event() -> None:
    (event,) = read(b"Event: OriginateResponse\r\nResponse: Failure\r\n\r\n")
    assert isinstance(event, Message)
    assert not event.is_answer


def test_invalid_utf8_is_replaced_and_the_rest_kept() -> None:
    assert read(b"CallerIDName: Jos\xe9\r\nCause: 1\r\n\r\n") == [
        message(("CallerIDName", "Jos\ufffd"), ("Cause", "1"))
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"A: " + b"x" * 40 + b"\r\n\r\n", "line"), (b"A: 12345678\r\n" * 20 + b"\r\n", "packet")],
)
def test_what_is_too_long_is_named_and_reading_goes_on_behind_it(data: bytes, what: str) -> None:
    items = read(data + b"B: 1\r\n\r\n", longest_line=30, longest_packet=120)
    assert items == [TooLong(what), message(("B", "1"))]  # type: ignore[arg-type]


def test_a_peer_that_speaks_something_else_is_bounded_from_the_first_byte() -> None:
    reader = Reader()
    items = [item for _ in range(100) for item in reader.feed(b"x" * 10_000)]
    assert items == [TooLong("banner")]
    assert reader.held_bytes < 10


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)
_KEY = st.text("ABCdef()/-;.@", min_size=1, max_size=12)
_MESSAGES = st.lists(st.lists(st.tuples(_KEY, _TEXT), min_size=1, max_size=6), max_size=5)


@given(_MESSAGES, st.lists(st.integers(0, 400), max_size=12))
def test_any_split_of_any_stream_gives_the_same_messages(
    messages: list[list[tuple[str, str]]], cuts: list[int]
) -> None:
    stream = BANNER + b"".join(
        "".join(f"{key}: {value}\r\n" for key, value in fields).encode() + b"\r\n" for fields in messages
    )
    reader, items, start = Reader(), list[Item](), 0
    for cut in [*sorted(cuts), len(stream)]:
        items += reader.feed(stream[start:cut])
        start = max(start, cut)
    assert items[1:] == [message(*fields) for fields in messages]
    for item, fields in zip(items[1:], messages, strict=True):
        assert isinstance(item, Message)
        assert item.pairs == fields
        for key, _ in fields:
            assert item.get(key) == next(value for name, value in fields if name == key)


_NOISE = st.lists(
    st.one_of(
        st.binary(max_size=80),
        st.sampled_from([b"\r\n", b"\r\n\r\n", b"\r", b"\n", b": ", b"A: 1\r\n\r\n", b"x" * 70, b"\xff"]),
    ),
    max_size=30,
)


@settings(max_examples=300)
@given(_NOISE, st.integers(1, 90))
@example([b"x" * 119, b"\r", b"\n\r\n", b"A: 1\r\n\r\n"], 1)
def test_noise_never_crashes_never_grows_and_reads_alike_in_any_pieces(
    pieces: list[bytes], step: int
) -> None:
    stream = b"".join(pieces)
    whole, cut = (Reader(longest_line=60, longest_packet=120) for _ in range(2))
    expected, items = whole.feed(stream), list[Item]()
    for start in range(0, len(stream), step):
        items += cut.feed(stream[start : start + step])
        assert cut.held_bytes <= max(120 + 3, 258)
    assert items == expected


def test_an_action_is_written_with_its_id_first() -> None:
    assert encode("Hangup", "a-1", [("Channel", "PJSIP/1001-00000002")]) == (
        b"Action: Hangup\r\nActionID: a-1\r\nChannel: PJSIP/1001-00000002\r\n\r\n"
    )


@given(_TEXT, st.text(max_size=50), st.text(max_size=50))
def test_no_value_can_add_a_line(action: str, before: str, after: str) -> None:
    """A caller's name or a note must never become an action of its own."""
    sent = encode(
        action, "1", [("Data", f"{before}\r\nAction: Originate\r\n\r\n{after}"), ("Va:\r\nlue", "x")]
    )
    assert sent.count(b"\r\n") == 5
    assert sent.count(b"\n") == sent.count(b"\r") == 5


def test_what_the_exchange_would_cut_off_is_refused() -> None:
    with pytest.raises(CannotSend, match="Data"):
        encode("Originate", "1", [("Data", "x" * 2_000)])
    with pytest.raises(CannotSend, match="lines"):
        encode("Originate", "1", [("Variable", "a=b")] * 130)
    with pytest.raises(CannotSend, match="no name"):
        encode("Originate", "1", [("\r\n:", "b")])
