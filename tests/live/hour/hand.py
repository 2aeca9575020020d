"""The operator's hands on one agent: they type, wait to see it stand there, press, and tell the log what they did."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil

from tests.live.hour.log import Log
from tests.live.hour.truth import Heard
from tests.live.scene import READY
from tests.live.scenes_more import SIGNS
from tests.live.script import Script
from tests.live.turns import Turn
from tests.support.waiting import until

LOOK_S = 0.4
"""How often a person looks whether something is there."""
START_S = 90.0
ARRIVES_S = 6.0
ENTERS = 4
FULL = {"copilot": 60_000}
"""Tokens after which the next prompt counts from the start: a fuller window would be compacted by the agent itself."""


SHOWS = {cli: SIGNS[cli].ready for cli in ("copilot", "pi")}


class Panes(Protocol):
    """A tmux server that agents live in."""

    def tmux(self, *words: str, text: str | None = None) -> str:
        """One call of tmux on it; its output."""

    def command_of(self, pane: str) -> int:
        """Process id of the first process in a pane."""


class Hand:
    """One agent in one pane of the user's tmux."""

    def __init__(self, desk: Panes, log: Log, name: str, cli: str, pane: str, line: str, seed: int) -> None:
        self.desk = desk
        self.log = log
        self.name = name
        self.cli = cli
        self.ready = SHOWS.get(cli) or READY[cli]
        """What its screen shows once it takes a prompt."""
        self.pane = pane
        self.rng = random.Random(f"{seed} {name}")
        self.quiet = threading.RLock()
        """Held while keys go in: nobody may turn the pane away meanwhile."""
        self.queue: Callable[[str, str], None] = lambda name, text: None
        self.why: Callable[[], str] = str
        """Why what is queued for it is not sent now, as published."""
        self.queued: list[str] = []
        self.tokens = 0
        """What the model will say went in; 0 in a new conversation."""
        self.pace = 1.0
        """What every wait is multiplied with."""
        self.compacting = False
        """Whether what is asked of the model now is to make the conversation short."""
        self._line = line
        self.first = desk.command_of(pane) if pane else 0
        """Process id of what lives in the pane first; the agent is below it."""
        self._serial = 0

    def hears(self, kind: str, turn: Turn, script: Script) -> None:
        """What the model server says of this agent's requests; those for titles and the like are nobody's work."""
        if turn.side and not self.compacting:
            return
        if kind == "called" and (script.shell or script.ask or script.plan or script.write):
            kind = "asked"
        if kind == "said" and self.compacting:
            kind = "compacted"
        first = turn.prompt.split(maxsplit=1)[0] if turn.prompt.strip() else ""
        self.log.add(self.name, kind, str(script.error) if kind == "refused" else first)

    # ------------------------------------------------------------ looking

    def text(self) -> str:
        """What the pane shows."""
        return self.desk.tmux("capture-pane", "-p", "-t", self.pane)

    def sees(self, *parts: str, timeout: float = 20.0, without: str = "") -> str:
        """Wait for a pane that shows all ``parts`` and not ``without``."""

        def seen() -> str:
            text = self.text()
            return text if all(part in text for part in parts) and not (without and without in text) else ""

        try:
            return until(seen, timeout, every=LOOK_S)
        except AssertionError as error:
            raise AssertionError(f"{parts} (without {without!r}) not seen within {timeout} s") from error

    def processes(self) -> list[psutil.Process]:
        """The agent's processes, below the shell."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.first).children(recursive=True)
        return []

    def alive(self) -> bool:
        """Whether anything runs in the shell. Cheap: looked at all the time."""
        with suppress(OSError):
            return bool(Path(f"/proc/{self.first}/task/{self.first}/children").read_text().strip())
        return False

    # ------------------------------------------------------------ typing

    def press(self, *keys: str) -> None:
        """Keys by tmux name."""
        self.desk.tmux("send-keys", "-t", self.pane, *keys)

    def paste(self, text: str) -> None:
        """Bracketed paste, no Enter."""
        self.desk.tmux("load-buffer", "-b", self.name, "-", text=text)
        self.desk.tmux("paste-buffer", "-p", "-r", "-d", "-b", self.name, "-t", self.pane)

    def type(self, text: str) -> None:
        """Word by word."""
        for word in text.replace(" ", "\0 ").split("\0"):
            self.desk.tmux("send-keys", "-t", self.pane, "-l", "--", word)
            time.sleep(self.rng.uniform(0.05, 0.15))

    def prompt(self, rest: str) -> str:
        """A prompt of its own number, which is a part of what the model will say went in."""
        self._serial += 1
        before = self.tokens if 14_000 < self.tokens < FULL.get(self.cli, 130_000) else 14_000
        tokens = before + self.rng.randint(1_000, 9_000)
        self.tokens = tokens // 1000 * 1000 + self._serial % 1000
        return f"tokens:{self.tokens} {rest}"

    def queues(self, text: str) -> None:
        """A follow-up through fleetui."""
        self.queue(self.name, text)
        self.queued.append(text)

    def compose(self, text: str) -> None:
        """Bring a text into the composer and see it stand there."""
        with self.quiet:
            if "\n" in text or len(text) > 70 or self.rng.random() < 0.5:
                self.paste(text)
            else:
                self.type(text)
            self.sees_either(text.split()[0], "[Pasted ")
            time.sleep(self.rng.uniform(0.3, 0.8))

    def sees_either(self, *parts: str) -> None:
        """Wait for a pane that shows one of them."""
        until(lambda: any(part in self.text() for part in parts), 20, every=LOOK_S)

    def submit(self, *kinds: str) -> Heard:
        """Enter, until the model hears of it."""
        since = self.log.count(self.name)
        for _ in range(ENTERS):
            with self.quiet:
                self.log.add(self.name, "submit")
                self.press("Enter")
            if heard := self.log.comes(self.name, kinds or ("open", "tried", "refused"), since, ARRIVES_S):
                return heard
        raise AssertionError("the model never heard of it")

    def say(self, text: str) -> None:
        """A prompt, up to its arrival."""
        self.compose(text)
        self.submit()

    def waits(self, *kinds: str, timeout: float = 90.0, since: int | None = None) -> Heard:
        """Wait until one of these things happens to the agent."""
        place = self.log.count(self.name) if since is None else since
        heard = self.log.comes(self.name, kinds, place, timeout)
        assert heard, f"none of {kinds} within {timeout} s"
        return heard

    def finish(self, text: str, timeout: float = 120.0) -> None:
        """A prompt, up to the end of its answer."""
        self.compose(text)
        since = self.log.count(self.name)
        self.submit()
        self.waits("said", timeout=timeout, since=since)

    def told(self, kind: str, *keys: str) -> None:
        """Press keys that mean something, and say so."""
        with self.quiet:
            self.log.add(self.name, kind)
            self.press(*keys)

    def some(self, least: int, most: int) -> int:
        """So many seconds, at the pace of this play."""
        return round(self.pace * self.rng.randint(least, most))

    def rest(self, least: float, most: float) -> None:
        """Let some time pass."""
        time.sleep(self.pace * self.rng.uniform(least, most))

    # ------------------------------------------------------------ its life

    def start(self) -> None:
        """Type its name into the shell and wait for the first prompt."""
        with self.quiet:
            self.press("C-u")
            self.type(self._line)
            self.log.add(self.name, "launch")
            self.press("Enter")
        until(self.alive, 20, every=LOOK_S)
        until(lambda: self.ready in self.text().rpartition(self._line[-20:])[2], START_S, every=LOOK_S)
        self.log.add(self.name, "ready")
        self.tokens = 0

    def clear_screen(self) -> None:
        """What a killed agent left in the shell's terminal."""
        with self.quiet:
            self.desk.tmux("send-keys", "-R", "-t", self.pane)
            self.press("Enter")

    def leave(self) -> None:
        """Its own command for leaving."""
        with self.quiet:
            self.type("/quit" if self.cli in ("codex", "pi") else "/exit")
            time.sleep(0.5)
        self.told("leave", "Enter")
        until(lambda: not self.alive(), 20, every=LOOK_S)

    def kill(self) -> None:
        """The end that nobody announces."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        until(lambda: not self.alive(), 20, every=LOOK_S)
