"""Adopted Codex agents whose daemon is listened to: each state is told by it, of exactly the agent that it is of."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.live.fleet import READY_S, LiveFleet
from tests.live.stage import stop_below
from tests.support.waiting import until

pytestmark = pytest.mark.live


class Operator:
    """Somebody with agents in a tmux of their own."""

    def __init__(self, fleet: LiveFleet) -> None:
        self.fleet = fleet
        self.socket = fleet.folder / "operator"

    def tmux(self, *words: str) -> str:
        """One call of tmux on that server; its output."""
        command = ["tmux", "-u", "-S", str(self.socket), "-f", "/dev/null", *words]
        clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True, env=clean)
        return done.stdout.strip("\n")

    def start(self, name: str) -> None:
        """A Codex that uses the daemon, in the project's folder, and adopted once its composer is there."""
        words = [*self.fleet.home.bare(), "codex"]
        folder = str(self.fleet.home.project)
        self.tmux("new-session", "-d", "-s", name, "-x", "120", "-y", "40", "-c", folder, *words)
        until(lambda: "Ask Codex" in self.tmux("capture-pane", "-p", "-t", name), READY_S, every=0.3)
        self.fleet.verb("adopt", f"{name}:0.0", "--name", name, "--socket", str(self.socket))

    def say(self, name: str, text: str) -> None:
        """Type a prompt and send it, as by hand."""
        self.tmux("send-keys", "-t", name, "-l", text)
        until(lambda: text in self.tmux("capture-pane", "-p", "-t", name), READY_S, every=0.1)
        self.tmux("send-keys", "-t", name, "Enter")

    def close(self) -> None:
        """End the agents, their tmux and the daemon, by identity."""
        with suppress(subprocess.CalledProcessError):
            stop_below(psutil.Process(int(self.tmux("display-message", "-p", "#{pid}"))))
        for file in ("daemon-updater.pid", "daemon.pid"):
            with suppress(OSError, ValueError, KeyError):
                known = json.loads((self.home / "app-server-daemon" / file).read_text())
                os.kill(int(known["pid"]), signal.SIGKILL)

    @property
    def home(self) -> Path:
        """Codex's own folder."""
        return self.fleet.home.path / ".codex"


@pytest.fixture
def operator() -> Iterator[Operator]:
    with LiveFleet() as fleet:
        made = Operator(fleet)
        try:
            yield made
        except BaseException:
            print(fleet.story())
            raise
        finally:
            made.close()


def told(operator: Operator, name: str, phase: str, rule: str) -> None:
    """Wait until the server is why an agent is in a phase."""

    def seen() -> bool:
        agent = operator.fleet.agent(name)
        evidence = agent["evidence"]
        return (agent["phase"], evidence["source"], evidence["rule"]) == (phase, "server", rule)

    until(seen, READY_S, every=0.2)


def test_two_adopted_agents_in_one_folder_are_told_by_their_daemon_and_never_mixed_up(
    operator: Operator,
) -> None:
    fleet = operator.fleet
    for name in ("ada", "bob"):
        operator.start(name)
    operator.say("ada", "say:first of ada")
    operator.say("bob", "say:first of bob")
    for name in ("ada", "bob"):
        told(operator, name, "idle", "idle")
        until(lambda name=name: fleet.session(name).get("session"), READY_S, every=0.3)
    assert fleet.session("ada")["session"] != fleet.session("bob")["session"]
    operator.say("ada", "think:60 say:thought")
    told(operator, "ada", "working", "active")
    told(operator, "bob", "idle", "idle")
    fleet.server.go_on()
    told(operator, "ada", "idle", "idle")
    operator.say("bob", f"shell:touch {fleet.folder}/made")
    told(operator, "bob", "asking", "active waitingOnApproval")
    assert fleet.agent("bob")["question"]["choices"]
    told(operator, "ada", "idle", "idle")
    operator.tmux("send-keys", "-t", "bob", "Enter")
    told(operator, "bob", "idle", "idle")
    operator.say("ada", "error:400")
    told(operator, "ada", "failed", "systemError")
    operator.say("ada", "think:60 say:one more thought")
    told(operator, "ada", "working", "active")
    operator.tmux("send-keys", "-t", "ada", "Escape")
    told(operator, "ada", "idle", "idle")
    fleet.queue("bob", "say:delivered")
    until(lambda: fleet.server.oracle.texts()[-1] == "say:delivered", READY_S)
    told(operator, "bob", "idle", "idle")
    log = (fleet.folder / "fleet" / "state" / "fleetui.log").read_text()
    assert "an agent's server" not in log
    daemon = json.loads((operator.home / "app-server-daemon" / "daemon.pid").read_text())
    os.kill(daemon["pid"], signal.SIGKILL)
    until(lambda: fleet.agent("ada")["evidence"]["source"] != "server", READY_S, every=0.2)
    assert fleet.agent("bob")["phase"] != "exited"
