"""What fleetui publishes, looked at four times a second, with the screen kept whenever it seems wrong for a while."""

from __future__ import annotations

import json
import os
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli_w

from tests.live.hour.hand import Hand
from tests.live.hour.log import Log
from tests.live.hour.truth import Said
from tests.support.processes import lives

EVERY_S = 0.25
SEEMS_S = 0.8
"""How long something must seem wrong before the screen is kept."""
KEPT = 3
"""Screens of one such time, a second apart and more."""
_PARTS = (
    "pane_title",
    "cursor_flag",
    "cursor_x",
    "cursor_y",
    "pane_width",
    "pane_height",
    "pane_current_command",
)
_FACTS = "\t".join(f"#{{{part}}}" for part in _PARTS)


class Watch(threading.Thread):
    """Samples until it is stopped."""

    def __init__(self, published: Path, hands: Sequence[Hand], log: Log, out: Path) -> None:
        super().__init__(daemon=True)
        self.published: dict[str, list[Said]] = defaultdict(list)
        self.latest: dict[str, dict[str, Any]] = {}
        self.late: list[tuple[float, float]] = []
        """Moments at which the watch itself was not given the processor for a second or more, and for how long."""
        self.ended = 0.0
        self._path = published
        self._hands = hands
        self._log = log
        self._out = out
        self._done = threading.Event()
        self._stamp = 0
        self._seems: dict[str, tuple[float, int]] = {}
        self._alive: dict[str, bool] = {}

    def run(self) -> None:
        """Look, and look again."""
        before = time.time()
        while not self._done.wait(EVERY_S):
            now = time.time()
            if now - before > 1 + EVERY_S:
                self.late.append((now, now - before))
            before = now
            self._look_at_processes()
            self._look_at_words(now)
            self._look_at_screens(now)
        self.ended = time.time()

    def stop(self) -> None:
        """End it."""
        self._done.set()
        self.join(20)

    def _look_at_processes(self) -> None:
        for hand in self._hands:
            alive = hand.alive()
            if alive is not self._alive.get(hand.name, False):
                self._alive[hand.name] = alive
                self._log.add(hand.name, "alive" if alive else "gone")

    def _look_at_words(self, now: float) -> None:
        with suppress(OSError, ValueError):
            stamp = self._path.stat().st_mtime_ns
            if stamp != self._stamp:
                self._stamp, said = stamp, json.loads(self._path.read_bytes())
                self._owner = said.get("owner")
                for agent in said["agents"]:
                    self.latest[agent["name"]] = agent
        published = _exists(getattr(self, "_owner", None))
        for name, agent in self.latest.items():
            evidence = agent["evidence"]
            said_now = (
                Said(now, agent["phase"], evidence["source"], evidence["rule"])
                if published
                else Said(now, "")
            )
            known = self.published[name]
            if not known or known[-1][1:] != said_now[1:]:
                known.append(said_now)

    def _look_at_screens(self, now: float) -> None:
        for hand in self._hands:
            said = self.published[hand.name][-1] if self.published[hand.name] else None
            if said is None or not said.phase or said.phase in self._log.right_now(hand.name):
                self._seems.pop(hand.name, None)
                continue
            since, kept = self._seems.get(hand.name, (now, 0))
            if kept < KEPT and now - since >= SEEMS_S + kept:
                self._keep(hand, said, since)
                kept += 1
            self._seems[hand.name] = (since, kept)

    def _keep(self, hand: Hand, said: Said, since: float) -> None:
        """The screen as a test case, and beside it what fleetui and the truth say."""
        desk, pane = hand.desk, hand.pane
        with suppress(AssertionError):
            raw = desk.tmux("capture-pane", "-e", "-p", "-t", pane) + "\n"
            facts = desk.tmux("display-message", "-p", "-t", pane, _FACTS).split("\t")
            title, shown, x, y, columns, rows, command = facts
            stem = (
                self._out / f"{time.time() - since:04.1f}-{hand.name}-{time.strftime('%H%M%S')}-{said.phase}"
            )
            case: dict[str, Any] = {
                "profile": hand.cli, "title": title, "columns": int(columns), "rows": int(rows), "command": command,
                "dead": False, "expected": {"phase": "/".join(sorted(self._log.right_now(hand.name)))},
            }  # fmt: skip
            if shown == "1":
                case["cursor"] = [int(x), int(y)]
            stem.with_name(stem.name + ".screen").write_text(raw)
            stem.with_name(stem.name + ".toml").write_text(tomli_w.dumps(case))
            told = [f"{one.at:.2f} {one.kind} {one.detail}" for one in self._log.of(hand.name)[-8:]]
            words = {
                "now": time.time(),
                "load": os.getloadavg()[0],
                "told": told,
                "agent": self.latest[hand.name],
            }
            stem.with_name(stem.name + ".json").write_text(json.dumps(words, indent=1))


def _exists(pid: int | None) -> bool:
    return pid is not None and lives(pid)
