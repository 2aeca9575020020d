"""One release with real agents: what runs into what is seen before either commits, and each way to main is gone."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.live.agents import Home
from tests.live.fleet import LiveFleet
from tests.live.script import Script, read
from tests.live.turns import Turn
from tests.support.person import Person, person
from tests.support.tmux import private_tmux
from tests.support.waiting import until

pytestmark = pytest.mark.live
GATE_S = 120
REVIEW = """
[projects.shop.review]
profile = "claude"
required = {required}
"""
REBASED = (
    "git rebase -q main || (echo '# A small and large shop' > README.md && git add -A && "
    "GIT_EDITOR=true git rebase --continue)"
)


class ReleaseFleet(LiveFleet):
    """A fleet in which the agents of Claude Code may work without asking."""

    def __init__(self) -> None:
        super().__init__(prepare=_lets_work)
        self._required = False

    def _config(self) -> str:
        return super()._config() + REVIEW.format(required=str(self._required).lower())

    def require_reviews(self) -> None:
        """From now on nothing lands that no review accepted."""
        self._required = True
        (self.folder / "fleet" / "fleet.toml").write_text(self._config())

    def row(self, agent: str) -> dict[str, Any]:
        """What the board says of an agent's branch."""
        rows = json.loads(self.verb("merge", "list", "--json"))
        return next(row for row in rows if row["agent"] == agent)


def _lets_work(home: Home) -> None:
    settings = {"permissions": {"allow": ["Bash", "Write", "Edit"]}}
    (home.path / ".claude" / "settings.json").write_text(json.dumps(settings))


def _script(turn: Turn) -> Script:
    """What a prompt says, but for the two that fleetui writes itself, the longer of which Claude Code wraps."""
    if not turn.side and "Review one patch" in turn.prompt:
        return Script(call=("Bash", _verdict(turn.prompt)), once=True, say="It is written.")
    if not turn.side and "ebase" in turn.prompt:
        return Script(shell=REBASED, say="It is rebased and proven.")
    return read(turn.prompt)


def _verdict(prompt: str) -> dict[str, str]:
    """A rejection in the form that was asked for, written where it was asked for."""
    asked = json.loads(prompt[prompt.index("{\n") : prompt.rindex("\n}") + 2])
    finding = {"severity": "blocker", "path": "more.py", "line": 1, "quote": "more = 1", "text": "It is 2."}
    said = {
        **asked,
        "verdict": "reject",
        "summary": "It is wrong.",
        "findings": [finding],
        "earlier": [],
    }
    path = re.search(r"(/\S+/verdict\.json)", prompt)
    assert path
    program = f"import json; open({path[1]!r}, 'x').write(json.dumps({said!r}))"
    return {"command": f"python3 -c {shlex.quote(program)}", "description": "Write the verdict"}


def test_a_conflict_is_seen_the_first_lands_the_second_in_a_train_and_a_review_holds_the_fourth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ReleaseFleet() as fleet, private_tmux() as terminal:
        monkeypatch.setattr(fleet.server, "script", _script)
        shop, ada, cody = fleet.home.project, fleet.add("ada", "claude"), fleet.add("cody", "codex")
        cleo = fleet.add("cleo", "claude")
        # both change one line, and neither has committed
        fleet.queue("ada", "run:sed -i 's/A shop/A small shop/' README.md")
        fleet.queue("cody", "run:sed -i 's/A shop/A large shop/' README.md")
        until(lambda: ("cody", "README.md") in _met(fleet, "ada"), GATE_S, every=0.5)
        assert {_subject(ada), _subject(cody)} == {"Begin"}
        _commits(fleet, "ada", "git commit -qam 'Say small'", ada)
        _commits(fleet, "cody", "git commit -qam 'Say large'", cody)
        pane = fleet.dashboard(terminal, (140, 40), shows="cody")
        with person(terminal) as somebody:
            # the first lands by m; the other one conflicts then, and goes back by one key
            somebody.types("3")
            until(lambda: fleet.row("ada")["may_land"], GATE_S, every=1)
            somebody.lands(pane)
            assert _subject(shop) == "Merge agent/ada"
            until(lambda: fleet.row("cody")["conflict"], GATE_S, every=1)
            somebody.goes_to(pane, "agent/cody")
            somebody.types("R")
            assert somebody.reads(pane, re.compile("rebase-and-prove for cody"), 20)
            somebody.types("\x13")  # ctrl+s
            _agrees(fleet, "cody")
            _commits(
                fleet, "cleo", "echo 'made = 1' > made.py && git add -A && git commit -qm 'Make it'", cleo
            )
            until(lambda: fleet.row("cody")["may_land"] and fleet.row("cleo")["may_land"], GATE_S, every=1)
            _lands_train(somebody, pane, "cody", "cleo")
            assert (shop / "README.md").read_text() == "# A small and large shop\n"
            assert (shop / "made.py").read_text() == "made = 1\n"
            assert _subject(shop) == "Merge agent/cleo"
            # a fourth does not, whatever its gates say: its review was rejected
            fleet.require_reviews()
            dora = fleet.add("dora", "claude")
            _commits(fleet, "dora", "echo 'more = 1' > more.py && git add -A && git commit -qm 'More'", dora)
            until(lambda: fleet.row("dora")["gates"][0]["verdict"] == "pass", GATE_S, every=1)
            fleet.verb("review", "start", "dora")
            fleet.until("review-shop", phase="asking")  # whether it may trust the checkout, with No first
            fleet.press("review-shop", "Down")
            until(lambda: "❯ Yes" in fleet.screen("review-shop"), GATE_S)
            fleet.press("review-shop", "Enter")
            until(lambda: "rejected" in fleet.row("dora")["reason"], GATE_S, every=1)
            assert not fleet.row("dora")["may_land"]
            # the next round stands at the same place, for which that was answered already
            _commits(fleet, "dora", "echo 'last = 1' > last.py && git add -A && git commit -qm 'Last'", dora)
            until(lambda: fleet.row("dora")["review"]["state"] == "outdated", GATE_S, every=1)
            fleet.verb("review", "start", "dora")
            until(lambda: fleet.row("dora")["review"]["round"] == 2, GATE_S, every=1)
            until(lambda: fleet.row("dora")["review"]["state"] == "rejected", GATE_S, every=1)


def _met(fleet: LiveFleet, name: str) -> list[tuple[str, str]]:
    return [(one["agent"], path) for one in fleet.agent(name)["runs_into"] for path in one["files"]]


def _subject(folder: Path) -> str:
    done = subprocess.run(
        ["git", "log", "-1", "--format=%s"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return done.stdout.strip()


def _commits(fleet: LiveFleet, name: str, command: str, worktree: Path) -> None:
    """Have an agent commit; Codex asks first, as it writes outside of its worktree for that."""
    codex, before = fleet.agent(name)["profile"] == "codex", _subject(worktree)
    fleet.queue(name, f"{'shell' if codex else 'run'}:{command}")
    if codex:
        _agrees(fleet, name)
    until(lambda: _subject(worktree) != before, GATE_S)


def _agrees(fleet: LiveFleet, name: str) -> None:
    fleet.until(name, phase="asking")
    fleet.press(name, "y")


def _lands_train(somebody: Person, pane: str, *agents: str) -> None:
    for agent in agents:
        somebody.goes_to(pane, f"agent/{agent}")
        somebody.types("Space")
    assert somebody.reads(pane, re.compile("2 marked"), 20)
    somebody.types("m")
    assert somebody.reads(pane, re.compile("2 of 2 ready"), GATE_S), somebody.tmux.text(pane)
    for _ in range(10):
        somebody.types("m")
        if not somebody.reads(pane, re.compile("Land a train of 2"), 20):
            continue
        pressed = int(time.time())
        until(lambda: int(time.time()) > pressed + 1)  # noqa: B023 - reading takes a person longer than that
        somebody.types("m")
        if somebody.reads(
            pane, re.compile(rf"landed as.*agent/{agents[0]}|agent/{agents[0]} .*landed as"), 20
        ):
            return
    raise AssertionError(f"it did not land:\n{somebody.tmux.text(pane)}")
