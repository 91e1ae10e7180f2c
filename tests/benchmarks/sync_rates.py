"""How fast a desk's work goes to central and comes from it, beside PouchDB with the same records in the same run.

Ours is the whole way: an outbox and a replica on disk, handlers with permissions and rules, one durable
transaction a batch. The peer replicates documents: it checks no permissions, runs no rules, and does not appear to
sync its writes to disk. Both are measured on loopback with their clients on the same cores.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agent_desktop.runtime import paths
from tests.benchmarks.processes import ROOT, Child, ChildFailed, say, step
from tests.benchmarks.small_site import NOTE_LENGTH

_PEER = ROOT / "tests" / "benchmarks" / "pouchdb"


def measure(folder: Path, *, notes: int, rounds: int = 3) -> dict[str, Any]:
    """Push and pull ``notes`` notes, ours and the peer's in turn; rates, processor time, medians and ratios.

    What is compared, ours with durable commits and the peer's on disk with its own batches, is done
    ``rounds`` times; each ratio is of one round, and the median of them counts.
    """
    found: dict[str, Any] = {"notes": notes, "rounds": rounds, "ours": {}, "peer": {}}
    place = _peers_place(found)
    pairs = []
    for number in range(1, rounds + 1):
        with step(f"round {number} of {rounds}: {notes:,} notes, durable"):
            ours = _ours(folder / f"ours-{number}", "on", notes)
        found["ours"].setdefault("synchronous_commit_on", []).append(ours)
        if place is not None:
            with step(f"round {number} of {rounds}: the peer, leveldb, batches of 100"):
                peer = _peer(place, folder / f"peer-{number}", "leveldb", 100, notes)
            found["peer"].setdefault("leveldb_batch_100", []).append(peer)
            pairs.append((ours, peer))
    with step(f"{notes:,} notes, synchronous_commit off"):
        found["ours"]["synchronous_commit_off"] = [_ours(folder / "ours-off", "off", notes)]
    if place is None:
        return found
    for adapter, batch in (("leveldb", 1_000), ("memory", 100), ("memory", 1_000)):
        name = f"{adapter}_batch_{batch}"
        with step(f"the peer, {adapter}, batches of {batch}"):
            found["peer"][name] = [_peer(place, folder / name, adapter, batch, notes)]
    for what, peers in (("push", "push"), ("pull", "pull"), ("snapshot", "pull")):
        rates = [ours[what]["per_s"] / peer[peers]["per_s"] for ours, peer in pairs]
        times = [_peers_cpu(peer[peers]) / _our_cpu(ours[what]) for ours, peer in pairs]
        found.setdefault("ratio", {})[what] = round(statistics.median(rates), 2)
        found.setdefault("cpu_ratio", {})[what] = round(statistics.median(times), 2)
    found["median"] = {
        side: {name: _medians(told) for name, told in found[side].items()} for side in ("ours", "peer")
    }
    return found


def _peers_place(found: dict[str, Any]) -> Path | None:
    try:
        return _install()
    except (OSError, subprocess.SubprocessError) as problem:
        found["peer_not_measured"] = f"{type(problem).__name__}: {problem}"
        say(f"  the peer could not be measured: {problem}")
        return None


def _medians(told: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    return {
        way: {name: round(statistics.median(one[way][name] for one in told), 4) for name in told[0][way]}
        for way in told[0]
    }


def _our_cpu(told: dict[str, float]) -> float:
    """Processor milliseconds a note, both ends and the database together."""
    return told["desk_cpu_ms"] + told["central_cpu_ms"] + told["postgres_cpu_ms"]


def _peers_cpu(told: dict[str, float]) -> float:
    return told["client_cpu_ms"] + told["server_cpu_ms"]


def _ours(folder: Path, commit: str, notes: int) -> dict[str, Any]:
    folder.mkdir(parents=True)
    words = ["--store", str(folder / "postgres"), "--commit", commit, "--people", "3"]
    with Child(
        "tests.benchmarks.small_central", *words, home=folder / "home", ends_with_input=True
    ) as central:
        site = central.hear("listening", within_s=180)
        # The follower holds its working set before the pusher begins, so that its pull is all feed and no snapshot.
        with desk("follow", site, 1, folder) as follower, desk("push", site, 0, folder, notes) as pusher:
            follower.hear("ready", within_s=60)
            pusher.hear("ready", within_s=300)
            push = _timed(central, pusher, notes, expected=0)
            pull = _timed(central, follower, notes, expected=notes)
        with desk("pull", site, 2, folder) as newcomer:
            newcomer.hear("ready", within_s=60)
            snapshot = _timed(central, newcomer, notes, expected=notes)
    return {"push": push, "pull": pull, "snapshot": snapshot}


@contextmanager
def desk(what: str, site: dict[str, Any], number: int, folder: Path, commands: int = 0) -> Iterator[Child]:
    """A desk that does one thing; ``number`` says whose it is."""
    words = [what, "--server", site["listening"], "--login", site["logins"][number]]
    words += ["--password", site["password"], "--folder", str(folder), "--commands", str(commands)]
    with Child("tests.benchmarks.sync_desk", *words, home=folder / "home", ends_with_input=True) as child:
        yield child


def _timed(central: Child, child: Child, notes: int, *, expected: int) -> dict[str, Any]:
    """Let a desk go and see what it took; ``expected`` is how many notes shall have come to it."""
    central.tell(used="before")
    before = central.hear("used", within_s=30)
    child.tell(go=True)
    told = child.hear("done", within_s=600)
    central.tell(used="after")
    after = central.hear("used", within_s=30)
    if told["rows"] != expected:
        raise ChildFailed(f"{told['rows']} notes came, not {expected}")
    done = told["done"]
    return {
        "per_s": round(notes / done["seconds"], 1),
        "seconds": round(done["seconds"], 3),
        "desk_cpu_ms": round(done["cpu_s"] / notes * 1e3, 4),
        "central_cpu_ms": round((after["central_s"] - before["central_s"]) / notes * 1e3, 4),
        "postgres_cpu_ms": round((after["postgres_s"] - before["postgres_s"]) / notes * 1e3, 4),
        "desk_rss_mb": round(done["rss_mb"], 1),
        "central_rss_mb": round(after["central_mb"], 1),
    }


def _install() -> Path:
    """The peer's packages, fetched once from the registry of this machine into the cache folder."""
    place = paths.cache_dir() / "benchmarks" / "pouchdb"
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "server.js", "client.js"):
        shutil.copyfile(_PEER / name, place / name)
    if not (place / "node_modules" / "express-pouchdb").is_dir():
        say("    fetching the peer")
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
        subprocess.run(command, cwd=place, check=True, timeout=300, stdout=subprocess.DEVNULL)
    return place


def _peer(place: Path, folder: Path, adapter: str, batch: int, notes: int) -> dict[str, Any]:
    for name in ("server", "client"):
        (folder / name).mkdir(parents=True)
    with _node(place, "server.js", adapter, str(folder / "server")) as server:
        port = server.hear("listening", within_s=60)["listening"]
        words = [adapter, str(folder / "client"), f"http://127.0.0.1:{port}", str(notes), str(batch)]
        with _node(place, "client.js", *words, str(NOTE_LENGTH)) as client:
            told = client.hear("pull", within_s=600)
    return {way: {name: round(value, 4) for name, value in told[way].items()} for way in ("push", "pull")}


def _node(place: Path, script: str, *words: str) -> Child:
    return Child(script, script, *words, program=("node",), folder=place, ends_with_input=True)
