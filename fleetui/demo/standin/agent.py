"""The agent: one loop over the terminal and the clock."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import select
import signal
import time
from pathlib import Path

from .face import Face, clock
from .keyboard import KEYS, Draft, Input, readable
from .record import Record
from .terminal import BOLD, DIM, RED, Screen, paint
from .work import Step, Turn, Work


class StandIn:
    """The program: one loop over the terminal and the clock."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.record = Record(options.record)
        self.chance = random.Random(options.seed)  # noqa: S311 - words and figures of a demo
        self.screen = Screen()
        self.work = Work(options, self.screen, self.chance)
        self.face = Face(options, self.screen, self.work)
        self.input, self.draft = Input(), Draft()
        self.queue: list[bytes] = []
        self.turns: list[list[Step]] = json.loads(Path(options.work).read_text()) if options.work else []
        self.known: list[Step] = json.loads(Path(options.known).read_text()) if options.known else []
        self.session = options.resume or options.session or f"standin-{options.seed:06d}"
        if options.resume:
            self.screen.say("─ ", f"Session {options.resume} goes on", DIM, DIM)
        self.played = self._played_before()
        if self.played:
            self.work.context = 100.0  # a fresh run has its whole window, whatever the first one began with
        self.turn: Turn | None = None
        self.wake = self.turn_began = self.pasted_at = 0.0
        self.dialog = ""
        self.choice = 1
        self.hangs = False
        self.late: list[tuple[float, bytes]] = []
        self.enters_ignored = 0
        self.signals = self._resizes()

    # ------------------------------------------------------------ the loop

    def run(self) -> None:
        """Until it exits."""
        self.ready_at = self._in(self.options.start)
        self.deaf_until = self._in(self.options.start + self.options.deaf)
        self.is_ready = False
        while True:
            now = time.monotonic()
            if not self.is_ready and now >= self.ready_at:
                self._become_ready()
            self._watch_exit_file()
            self._advance(now)
            if not self.work.puzzle and not self.hangs:
                self.screen.draw(*self._live(now))
            self._read(self._pause(now))

    def _pause(self, now: float) -> float:
        due = 0.25 if self.turn or self.options.exit_file or self.late or not self.is_ready else 5.0
        if self.options.storm:
            due = 1 / self.options.storm
        if self.input.waits:
            due = 0.05
        if self.turn and not self.dialog:
            due = min(due, self.wake - now)
        if not self.is_ready:
            due = min(due, self.ready_at - now)
        return max(0.0, due)

    def _read(self, seconds: float) -> None:
        if self.hangs or not (self.is_ready or self.options.discard_start):
            time.sleep(min(max(seconds, 0.01), 0.25))
            return
        ready = select.select([0, self.signals], [], [], seconds)[0]
        if self.signals in ready:
            os.read(self.signals, 64)
            self.screen.resize()
        data = os.read(0, 65536) if 0 in ready else b""
        if 0 in ready and not data:
            self._leave(0)
        for kind, taken in self.input.feed(data, more_may_come=bool(data)):
            self._take(kind, taken)

    def _become_ready(self) -> None:
        self.is_ready = True
        self.record("ready")
        self._title()
        if self.options.begin and self.played == 0:
            self._begin(b"")

    def _watch_exit_file(self) -> None:
        if self.options.exit_file and Path(self.options.exit_file).exists():
            self._leave(self.options.exit_code)

    # ------------------------------------------------------------ what arrives

    def _take(self, kind: str, data: bytes) -> None:
        now = time.monotonic()
        where = "starting" if not self.is_ready else "deaf" if now < self.deaf_until else ""
        where = where or ("dialog" if self.dialog or self.work.puzzle else "composer")
        if kind == "paste":
            self.record("paste", text=readable(data), where=where)
        if where == "dialog":
            self._take_in_dialog(kind, data)
        elif where == "composer":
            {"paste": self._pasted, "text": self.draft.type, "key": self._pressed}[kind](data)

    def _pasted(self, data: bytes) -> None:
        self.pasted_at = time.monotonic()
        if self.options.slow_paste:
            self.late.append((self._in(self.options.slow_paste), data))
        else:
            self.draft.paste(data, shown=not self.options.hide_paste)
        if self.options.ask_after_paste:
            self._ask("git push --force")

    def _pressed(self, data: bytes) -> None:
        name = KEYS[data]
        if name == "Enter":
            self._enter()
        elif name == "BSpace":
            self.draft.rub_out()
        elif name in ("C-u", "C-c") and self.draft.pieces:
            self.draft.take()
        elif name in ("C-d", "C-c") and not self.turn:
            self._leave(0)
        elif name in ("Escape", "C-c") and self.turn:
            self._interrupt()

    def _enter(self) -> None:
        limit = self.options.swallow_enter
        too_soon = time.monotonic() - self.pasted_at < self.options.deaf_after_paste
        if limit == "all" or self.enters_ignored < int(limit) or too_soon or self.late:
            self.enters_ignored += 1
            self.record("swallowed")
            return
        data = self.draft.take()
        if data.strip():
            self._submit(data)

    def _submit(self, data: bytes) -> None:
        if re.fullmatch(rb"/[a-z]+\s*", data):
            self._command(data.decode().strip())
            return
        digest = hashlib.sha256(data).hexdigest()
        busy = self.turn is not None
        self.record("submit", text=readable(data), sha256=digest, queued=busy, turn=self.played + 1)
        if self.options.vanish:
            return
        if busy:
            self.queue.append(data)
        else:
            self._begin(data)

    def _command(self, name: str) -> None:
        known = {"/exit": lambda: self._leave(0), "/compact": self._compact, "/clear": self._clear}
        self.record("command" if name in known else "rejected", text=name)
        known.get(name, lambda: self.screen.say("  ", f"Unknown command: {name}", RED))()

    def _compact(self) -> None:
        self.work.context = 92.0
        self.screen.say("─ ", "Conversation compacted", DIM, DIM)

    def _clear(self) -> None:
        self.work.context = 100.0
        self.screen.say("─ ", "Conversation cleared", DIM, DIM)

    # ------------------------------------------------------------ the dialog

    def _ask(self, command: str) -> None:
        self.dialog, self.choice = command, 1
        self.record("dialog", text=command)
        self._title()

    def _take_in_dialog(self, kind: str, data: bytes) -> None:
        name = KEYS.get(data, "") if kind == "key" else readable(data) if kind == "text" else ""
        if name:
            self.record("key", key=name)
        if not self.dialog:
            return
        if name in ("1", "2", "3"):
            self._answer(int(name))
        elif name == "Escape":
            self._answer(3)
        elif name == "Enter":
            self._answer(self.choice)
        elif name in ("Up", "Down"):
            self.choice = min(3, max(1, self.choice + (1 if name == "Down" else -1)))

    def _answer(self, number: int) -> None:
        self.record("answer", choice=number, text=self.dialog)
        self.dialog = ""
        self._title()
        if self.turn:
            self._step(number)

    # ------------------------------------------------------------ turns

    def _begin(self, data: bytes) -> None:
        self.played += 1
        self._remember()
        if data:
            self.screen.say("❯ ", data.decode("utf-8", "replace"), BOLD, DIM)
        steps = self.turns[self.played - 1] if self.played <= len(self.turns) else self._small_turn(data)
        if self.played == self.options.ask_on:
            steps = [{"ask": "git push"}, *steps]
        if self.played == self.options.hang_on:
            steps = [{"hang": True}]
        if self.played == self.options.crash_on:
            steps = [{"exit": self.options.exit_code}]
        self.turn = self.work.begin(data.decode("utf-8", "replace"), steps)
        self.turn_began = time.monotonic()
        self._title()
        self._step(None)

    def _small_turn(self, data: bytes) -> list[Step]:
        text = data.decode("utf-8", "replace")
        if known := next((one for one in self.known if one["words"] in text), None):
            return list(known["turn"])
        first = text.strip().split("\n")[0][:60]
        return [{"think": self.options.turn}, {"say": f"Done: {first}"}]

    def _advance(self, now: float) -> None:
        while self.late and self.late[0][0] <= now:
            self.draft.paste(self.late.pop(0)[1], shown=not self.options.hide_paste)
        if self.options.late and self._shows_turn(now):
            self._title()
        if self.turn and not self.dialog and now >= self.wake and not self.hangs:
            self._step(None)

    def _step(self, answer: int | None) -> None:
        if self.turn is None:
            return
        try:
            asked = next(self.turn) if answer is None else self.turn.send(answer)
        except StopIteration:
            self._end()
            return
        if isinstance(asked, str):
            self._ask(asked)
        elif asked < 0:
            self.hangs = True
            self.record("hang")
        else:
            self.wake = self._in(asked)

    def _end(self) -> None:
        seconds = int((time.monotonic() - self.turn_began) * self.options.speed)
        self.screen.say("✻ ", f"Worked for {clock(seconds)}", DIM, DIM)
        self.record("done", turn=self.played)
        self.turn = None
        self._title()
        if self.queue:
            self._begin(self.queue.pop(0))

    def _interrupt(self) -> None:
        self.turn = None
        self.screen.say("  └  ", "Interrupted by the user", RED, DIM)
        self._title()

    # ------------------------------------------------------------ what shows

    def _live(self, now: float) -> tuple[list[str], tuple[int, int]]:
        if not self.is_ready:
            return [paint(DIM, "Starting…")], (0, 9)
        seconds = int((now - self.turn_began) * self.options.speed)
        rows = ["", self.face.working(seconds, now)] if self._shows_turn(now) else [""]
        if self.dialog:
            return self.face.dialog(rows[:1], self.dialog, self.choice), (0, 0)
        return self.face.composer(rows, self.queue, self.draft.shown)

    def _shows_turn(self, now: float) -> bool:
        return self.turn is not None and now - self.turn_began >= float(self.options.late)

    def _title(self) -> None:
        works = self._shows_turn(time.monotonic())
        state = "asking" if self.dialog else "working" if works else "ready"
        os.write(1, f"\x1b]2;{self.options.name} {state}\x07".encode())

    # ------------------------------------------------------------ small things

    @staticmethod
    def _resizes() -> int:
        """A descriptor that can be read once the terminal has another size."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGWINCH, lambda *_: None)
        return reader

    def _in(self, seconds: float) -> float:
        return time.monotonic() + seconds / float(self.options.speed)

    def _played_before(self) -> int:
        path = Path(self.options.state) if self.options.state else None
        return int(path.read_text()) if path and path.exists() else 0

    def _remember(self) -> None:
        if self.options.state:
            Path(self.options.state).write_text(str(self.played))

    def _leave(self, code: int) -> None:
        raise SystemExit(code)
