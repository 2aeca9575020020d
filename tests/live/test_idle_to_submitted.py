"""How long an idle agent waits for its next follow-up: from its own word, its hook Stop, to the model server."""

from __future__ import annotations

import json
import sqlite3
import statistics
import time
from pathlib import Path

import pytest

from tests.live.fleet import READY_S, LiveFleet
from tests.live.model_server import ModelServer
from tests.live.script import Script
from tests.live.turns import Turn
from tests.support.waiting import until

pytestmark = pytest.mark.live
ROUNDS = 15
STEPS = ("idle counts", "intended", "pasted", "submitted", "accepted")


def test_what_waits_is_submitted_soon_after_its_agent_says_that_it_is_idle(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with LiveFleet() as fleet:
        arrived = _heard(fleet.server)
        fleet.verb("hook", "install", "claude", "--yes")
        fleet.add("ada", "claude")
        texts = ["think:600 say:begun", *(f"slow:2 say:answer {number}" for number in range(ROUNDS))]
        for text in texts:
            fleet.queue("ada", text)
        fleet.server.go_on()  # now that all of them wait
        fleet.received(*texts)
        until(lambda: len(_stops(fleet)) >= ROUNDS, READY_S)
        stops = _stops(fleet)[:ROUNDS]
        waits = [arrived[text] - stop for text, stop in zip(texts[1:], stops, strict=True)]
        with capsys.disabled():
            _report(fleet, stops, waits)
        assert min(waits) > 0  # what is not idle is told nothing


OWN_STOP = """\
sleep 1
[ -e "$1/went-on" ] || echo '{"decision": "block", "reason": "say:went on"}'
[ -e "$1/blocked" ] && : >"$1/went-on"
: >"$1/blocked"
cut -d' ' -f1 /proc/uptime >>"$1/ended"
"""


def test_it_is_told_nothing_while_an_own_hook_may_make_it_go_on() -> None:
    with LiveFleet() as fleet:
        arrived = _heard(fleet.server)
        (fleet.folder / "stop.sh").write_text(OWN_STOP)
        command = {"type": "command", "command": f"sh {fleet.folder}/stop.sh {fleet.folder}"}
        settings = fleet.home.path / ".claude" / "settings.json"
        settings.write_text(json.dumps({"hooks": {"Stop": [{"hooks": [command]}]}}))
        fleet.verb("hook", "install", "claude", "--yes")
        fleet.add("ada", "claude")
        texts = ["think:600 say:begun", "say:follows"]
        for text in texts:
            fleet.queue("ada", text)
        for _ in range(3):  # what the hook makes it go on with is answered as its prompt was
            fleet.server.go_on()
        until(lambda: texts[1] in arrived, READY_S)
        ended = [float(line) for line in (fleet.folder / "ended").read_text().split()]
        assert (fleet.folder / "went-on").exists()
        assert len([at for at in ended if at < arrived[texts[1]]]) == 3  # twice it was made to go on


def _heard(server: ModelServer) -> dict[str, float]:
    """When each prompt arrived, on the clock of the hooks; filled as they do."""
    arrived: dict[str, float] = {}

    def hear(kind: str, turn: Turn, script: Script) -> None:
        if kind == "open" and not turn.side:
            arrived.setdefault(turn.prompt, time.clock_gettime(time.CLOCK_BOOTTIME))

    server.tell = hear
    return arrived


def _stops(fleet: LiveFleet) -> list[float]:
    """When its hook told that a turn was over (s since boot, to a hundredth)."""
    spool = fleet.folder / "fleet" / "state" / "hooks" / "spool"
    files = [path for path in spool.iterdir() if not path.name.endswith(".line")]
    told = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    return sorted(float(one["up"]) for one in told if one["event"] == "Stop")


def _report(fleet: LiveFleet, stops: list[float], waits: list[float]) -> None:
    print(
        f"\nClaude Code: its hook Stop to the model server: median {statistics.median(waits) * 1000:.0f} ms,"
        f" longest {max(waits) * 1000:.0f} ms of {len(waits)}"
    )
    for step, at in _steps(fleet, stops).items():
        print(f"  {step}: {statistics.median(at) * 1000:.0f} ms after it, longest {max(at) * 1000:.0f} ms")


def _steps(fleet: LiveFleet, stops: list[float]) -> dict[str, list[float]]:
    """How long after each Stop the journal holds each step of the delivery that follows."""
    since_boot = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    found: dict[str, list[float]] = {step: [] for step in STEPS}
    rows = _records(fleet.folder / "fleet" / "state" / "journal.db")
    for stop, end in zip(stops, [*stops[1:], float("inf")], strict=True):
        for step, at in rows:
            if stop <= at - since_boot < end:
                found[step].append(at - since_boot - stop)
    return {step: at for step, at in found.items() if at}


def _records(journal: Path) -> list[tuple[str, float]]:
    db = sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)
    try:
        rows = db.execute("SELECT kind, at, body FROM records ORDER BY seq").fetchall()
    finally:
        db.close()
    named = [(kind.removeprefix("delivery-"), at) for kind, at, _ in rows if kind.startswith("delivery-")]
    idle = [
        ("idle counts", at)
        for kind, at, body in rows
        if kind == "status-changed" and json.loads(body)["phase"] == "idle"
    ]
    return [one for one in [*named, *idle] if one[0] in STEPS]
