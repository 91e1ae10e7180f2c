"""The first request waits for the whole of its library, however slowly a thread is reading it beforehand."""

from __future__ import annotations

import subprocess
import sys

_SLOWLY = """
import sys, threading, time
from importlib.machinery import PathFinder
from agent_desktop.workstation.transport import load_httpx

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "httpx._client":
            begun.set()
            time.sleep(0.5)
        return None

begun = threading.Event()
sys.meta_path.insert(0, Slow())
reading = threading.Thread(target=load_httpx)
reading.start()
assert begun.wait(60)
print(load_httpx().AsyncClient.__name__)
reading.join()
"""


def test_a_request_during_the_reading_waits_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SLOWLY], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("AsyncClient", 0), done.stderr
