"""A desk that is locked, then signed out everywhere, then revoked on the command line, with real processes."""

from __future__ import annotations

import platform

from tests.end_to_end.conftest import Site
from tests.support.processes import PASSWORD, Shown


def test_locked_and_then_revoked(site: Site) -> None:
    ada, _ben = site.windows()
    ada.until("an idle desk", lambda shown: "Ready" in shown["call_bar"])
    ada.press("Ctrl+Alt+L")
    locked = ada.until("the lock", lambda shown: "Unlock" in shown["buttons"])
    assert locked["call_bar"] == locked["header"] == []
    site.new_call("call-1", "020 7946 0018")
    rings = ada.until("that a call rings", lambda shown: "Answer" in shown["buttons"])
    assert "Margaret" not in str(_in_view(rings)), "who rings is nobody's business yet"
    ada.type(PASSWORD)
    ada.press("Return")
    ada.until("the caller", lambda shown: "Margaret Hughes" in shown["header"])

    told = site.command("central", "device", "revoke", "ada", platform.node() or "desk")
    assert "wipes its copy" in told
    gone = ada.until("why there is no desk any more", lambda shown: "words" in shown)
    assert any("may not be used any more" in words for words in gone["words"])
    assert "wiped" in site.command("central", "device", "list")
    folder = site.machine.home / "workstations" / "ada"
    assert list(folder.glob("*.replica*")) == []


def _in_view(shown: Shown) -> Shown:
    """What is in view; what was told before is kept for later and is not."""
    return {key: value for key, value in shown.items() if key != "told"}
