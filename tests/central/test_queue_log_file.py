"""Whatever bytes a file holds, its lines are read, refused with a reason, or it is said to be no log."""

from __future__ import annotations

import gzip
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desktop.central.queue_log_file import LogFiles
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.features.calls.queue_log import CallsOfLog

CELLS = st.one_of(
    st.sampled_from(
        [b"1795338294", b"NONE", b"support", b"ENTERQUEUE", b"CONNECT", b"ABANDON", b"1|1|5", b""]
    ),
    st.binary(max_size=12),
)
BODIES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.lists(CELLS, max_size=9).map(b"|".join), max_size=12).map(b"\n".join),
)


@given(BODIES, st.booleans())
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_lines_refusals_or_a_known_error(
    tmp_path: Path, body: bytes, is_compressed: bool
) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes(gzip.compress(body) if is_compressed else body)
    calls = CallsOfLog("DE")
    try:
        log = LogFiles([path], ZoneInfo("UTC"))
        for line in log.lines():
            try:
                calls.take(line)
            except Invalid as problem:
                log.refuse(problem)
    except KnownError:
        return
    assert log.read <= body.count(b"\n") + body.count(b"\r")
    assert all(refused.reason and refused.row >= 1 for refused in log.refused)


@given(st.integers(1, 200))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_compressed_file_cut_anywhere_is_no_file_to_import(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(
        b"".join(b"%d|1.%d|q|NONE|ABANDON|1|1|1\n" % (1795338294 + n, n) for n in range(60))
    )
    path = tmp_path / "queue_log.gz"
    path.write_bytes(whole[: max(2, len(whole) - cut)])
    with pytest.raises(KnownError, match="cut off or damaged"):
        list(LogFiles([path], ZoneInfo("UTC")).lines())
