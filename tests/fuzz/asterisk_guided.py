"""The manager protocol fuzzed by coverage: atheris looks for bytes that reach new lines, and keeps those.

    uv pip install atheris
    .venv/bin/python tests/fuzz/asterisk_guided.py -runs=1000000 -max_len=4096 [FOLDER OF FINDINGS]

What it found stays in the folder; a crash prints its bytes. It is no dependency: the same promises are held by
``tests/plugins/asterisk/test_asterisk_fuzz.py`` with a million inputs of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0:1] = [str(ROOT), str(ROOT / "ui")]

import atheris  # type: ignore[import-not-found]  # noqa: E402

with atheris.instrument_imports(include=["plugins.asterisk", "agent_desktop.telephony"]):
    from tests.support.asterisk_fuzz import Behind


def one_input(data: bytes) -> None:
    """Any bytes at all, in two pieces."""
    behind = Behind()
    cut = len(data) // 3
    behind.feed(data[:cut])
    behind.feed(data[cut:])
    behind.finish()


if __name__ == "__main__":
    # Recorded events to begin with: from nothing it would take days to find the first.
    seeds = Path("build/fuzz-seeds")
    seeds.mkdir(parents=True, exist_ok=True)
    folder = ROOT / "tests" / "plugins" / "asterisk" / "transcripts"
    for path in folder.glob("*.txt"):
        blocks = [b for b in path.read_text(encoding="utf-8").split("\n\n") if b.startswith("Event: ")]
        for at in range(0, len(blocks), 6):
            text = "\n\n".join([*blocks[at : at + 6], ""]).replace("\n", "\r\n")
            (seeds / f"{path.stem}-{at}").write_bytes(text.encode())
    atheris.Setup([*sys.argv, str(seeds)], one_input)
    atheris.Fuzz()
