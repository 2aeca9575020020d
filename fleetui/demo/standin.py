"""A stand-in for a coding agent: a small terminal program with an agent's manners, and its bad ones on request.

It needs nothing but the standard library and is started by its path: ``python -I standin.py [options]``.
It draws inline like an agent: a transcript that scrolls, and below it what is redrawn in place: a spinner while
working, its own queue, a composer between two rules (prompt glyph ``❯``) and a footer such as ``83% context left``.
Enter sends; while it works Enter queues. ``/compact``, ``/clear`` and ``/exit`` are commands. A permission dialog
replaces the composer: 1, 2, 3, arrows, Enter, Esc; whatever else is typed or pasted into it is lost, as in a real one.

What it does
  --name NAME          its name, in the pane title (default: standin)
  --voice V            claude, codex or gemini: the marks of its transcript only; rules and composer stay the same
  --seed N             same seed, same words and figures (default 1)
  --speed X            divides every time below (default 1)
  --work FILE          JSON list of turns, each a list of steps (see WORK STEPS); the n-th turn answers the n-th prompt
  --session ID         its session has this id; it is named at the end
  --resume ID          goes on with this session: only its transcript says so
  --unattended         asks nobody: what it would ask for is done
  --begin              plays the first turn without a prompt, once
  --state FILE         remembers over restarts how many turns were played
  --turn S             how long a turn without script works (default 2)
  --context N          percent left at the first start (default 100); falls with the work, see also the step "context"
  --record FILE        JSON lines of exactly what it got, see RECORD

Bad manners
  --start S            shows "Starting…" and no composer for S seconds; what is typed meanwhile is kept
  --discard-start      … what is typed meanwhile is thrown away
  --deaf S             throws away all input for S seconds although the composer is there
  --swallow-enter N    ignores the first N Enter keys; ``all`` ignores every one
  --deaf-after-paste S ignores Enter within S seconds after a paste (not divided by the speed)
  --slow-paste S       a paste takes S seconds to show; Enter before that is ignored
  --hide-paste         takes a paste but never shows it
  --no-bracketed       never asks for bracketed paste: every line of a paste is an Enter
  --late S             shows only S seconds after an Enter that it works (not divided by the speed)
  --vanish             Enter empties the composer and nothing comes of it
  --ask-after-paste    opens a permission dialog as soon as something is pasted
  --ask-on N           asks for permission at the start of the n-th turn
  --hang-on N          stops for ever at the start of the n-th turn: nothing moves, input is not read
  --crash-on N         exits at the start of the n-th turn with --exit-code (default 1)
  --exit-code N        the code of --crash-on and --exit-file
  --exit-file FILE     exits as soon as FILE exists
  --storm HZ           redraws everything HZ times a second, with a figure that changes
  --strays N           starts N processes of its own session that outlive it (``sleep 600``)
  --deaf-to-term       ignores SIGTERM and SIGHUP

RECORD: one object per line: ``t`` (seconds since the epoch), ``pid``, ``kind`` and more. Kinds: ``start`` (argv, cwd,
agent, run), ``ready``, ``paste`` (text, where: composer, dialog, starting or deaf), ``submit`` (text, sha256 of its
bytes, queued, turn), ``swallowed`` (an Enter that was ignored), ``rejected`` (an unknown command), ``command``,
``dialog``, ``key`` (in a dialog), ``answer`` (choice), ``done`` (a turn is over), ``hang``, ``exit`` (code).
Texts are UTF-8 with surrogate escapes: every byte can be had back.

WORK STEPS: {"say": TEXT}, {"read": PATH, "lines": N}, {"run": COMMAND, "out": [LINES], "bad": true, "for": S} (shown,
not run), {"edit": PATH, "find": TEXT, "put": TEXT}, {"each": GLOB, "most": N, "find": TEXT, "put": TEXT} (in the first
N files), {"write": PATH, "text": TEXT}, {"commit": MESSAGE} (these four are real), {"think": S, "word": TEXT}, {"ask":
COMMAND}, {"context": N}, {"limit": MINUTES}, {"error": TEXT}, {"puzzle": [LINES]} (a screen without a composer that
nobody can read), {"hang": true}, {"exit": CODE}, {"loop": [STEPS]}.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import hashlib
import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import termios
import time
import tty
import unicodedata
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

Step = dict[str, Any]
Turn = Generator["float | str", int, None]
"""Yields seconds to wait, or a command to ask permission for; is sent the number of the answer."""

RESET = "\x1b[0m"
BOLD, DIM = "1", "2"
RED, GREEN, YELLOW, BLUE, VIOLET, TEAL, ORANGE = (
    "38;5;203",
    "38;5;114",
    "38;5;221",
    "38;5;111",
    "38;5;140",
    "38;5;73",
    "38;5;173",
)
SPINNER = "·✢✳✶✻✽"
WORDS = ("Percolating", "Simmering", "Brewing", "Musing", "Baking", "Pondering", "Weaving", "Sifting")
BULLETS = {"claude": "●", "codex": "•", "gemini": "✦"}
PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
KEYS = {
    b"\r": "Enter",
    b"\x03": "C-c",
    b"\x04": "C-d",
    b"\x15": "C-u",
    b"\x7f": "BSpace",
    b"\x1b[A": "Up",
    b"\x1b[B": "Down",
    b"\x1bOA": "Up",
    b"\x1bOB": "Down",
    b"\x1b": "Escape",
    b"\t": "Tab",
    b"\x1b[Z": "BTab",
}
JOINERS = "\u200c\u200d"
CHOICES = ("Yes", "Yes, and don't ask again", "No, and say what to do differently (esc)")


def paint(style: str, text: str) -> str:
    """Text in one style. Anything in it that could steer the terminal is made visible."""
    clean = "".join(c if c.isprintable() or c in JOINERS else "�" for c in text.replace("\t", "    "))
    return f"\x1b[{style}m{clean}{RESET}" if style else clean


def width_of(text: str) -> int:
    """Terminal columns of a text without escapes."""
    return sum(
        0 if unicodedata.combining(c) or c in JOINERS else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrap(text: str, columns: int) -> list[str]:
    """Rows of a text, broken at spaces where that fits, never losing a character that shows."""
    rows: list[str] = []
    for line in text.split("\n"):
        row = ""
        for piece in re.findall(r"\s*\S+|\s+", line):
            if row and width_of(row + piece) > columns:
                rows.append(row)
                row = ""
            for char in piece.lstrip() if not row and rows and line else piece:
                if width_of(row + char) > columns:
                    rows.append(row)
                    row = ""
                row += char
        rows.append(row)
    return rows


class Record:
    """The file that says exactly what arrived."""

    def __init__(self, path: str | None) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if path else -1

    def __call__(self, kind: str, **facts: object) -> None:
        """Append one line; whole lines only, also when two runs write."""
        if self._fd >= 0:
            line = json.dumps({"t": time.time(), "pid": os.getpid(), "kind": kind, **facts})  # noqa: TID251 - a stamp
            os.write(self._fd, line.encode() + b"\n")


class Input:
    """Turns the bytes of a terminal into texts, pastes and keys."""

    def __init__(self) -> None:
        self._bytes = b""

    def feed(self, data: bytes, *, more_may_come: bool = True) -> Iterator[tuple[str, bytes]]:
        """Pairs of ``text``, ``paste`` or ``key`` and their bytes; half a sequence waits for its rest."""
        self._bytes += data
        while self._bytes:
            found = self._next(more_may_come=more_may_come)
            if found is None:
                return
            yield found

    @property
    def waits(self) -> bool:
        """True while half a sequence stands."""
        return bool(self._bytes)

    def _next(self, *, more_may_come: bool) -> tuple[str, bytes] | None:
        head = self._bytes
        if head.startswith(PASTE_BEGIN):
            end = head.find(PASTE_END)
            return None if end < 0 else self._take("paste", len(PASTE_BEGIN), end, end + len(PASTE_END))
        if head[:1] == b"\x1b":
            if more_may_come and (len(head) < 3 or PASTE_BEGIN.startswith(head)):
                return None
            length = next((n for n in (3, 1) if head[:n] in KEYS), 1)
            return self._take("key", 0, length, length)
        if head[:1] in KEYS:
            return self._take("key", 0, 1, 1)
        end = next((at for at in range(len(head)) if head[at : at + 1] in KEYS), len(head))
        return self._take("text", 0, end, end)

    def _take(self, kind: str, begin: int, end: int, used: int) -> tuple[str, bytes]:
        taken, self._bytes = self._bytes[begin:end], self._bytes[used:]
        return kind, taken


class Draft:
    """What stands in the composer: pieces of bytes, each with how it shows."""

    def __init__(self) -> None:
        self.pieces: list[tuple[bytes, str]] = []
        self._typed = codecs.getincrementaldecoder("utf-8")("replace")
        self._pastes = 0

    def type(self, data: bytes) -> None:
        """Keys, which may end in the middle of a character."""
        self.pieces.append((data, self._typed.decode(data)))

    def paste(self, data: bytes, *, shown: bool) -> None:
        """A long paste shows as a placeholder, as agents do it."""
        text = data.decode("utf-8", "replace")
        lines = text.count("\n")
        if lines > 10 or len(text) > 1500:
            self._pastes += 1
            text = f"[Pasted text #{self._pastes} +{lines} lines]"
        self.pieces.append((data, text if shown else ""))

    def rub_out(self) -> None:
        """Take one character, or one pasted piece, away."""
        if self.pieces:
            data, shown = self.pieces.pop()
            if len(shown) > 1 and not shown.startswith("[Pasted"):
                rest = data.decode("utf-8", "replace")[:-1]
                self.pieces.append((rest.encode(), shown[:-1]))

    def take(self) -> bytes:
        """Everything, leaving the composer empty."""
        data = b"".join(piece for piece, _ in self.pieces)
        self.pieces = []
        return data

    @property
    def shown(self) -> str:
        """What the composer shows."""
        return "".join(text for _, text in self.pieces)


class Screen:
    """Draws the transcript and the live rows below it, in place."""

    def __init__(self) -> None:
        self._above: list[tuple[str, str, str, str]] = []
        self._fresh: list[tuple[str, str, str, str]] = []
        self._cursor_row = 0
        self._last: tuple[list[str], tuple[int, int]] | None = None
        self.columns, self.rows = 80, 24
        self.resize()

    def resize(self) -> None:
        """Take the terminal's size and draw everything anew at the next ``draw``."""
        self.columns, self.rows = os.get_terminal_size(1)
        self._fresh = self._above[-self.rows :]
        self._cursor_row, self._last = 0, None
        self._write("\x1b[H\x1b[2J")

    def say(self, lead: str, text: str, style: str = "", lead_style: str = "") -> None:
        """Add to the transcript: ``lead`` before the first row, the rest indented below it."""
        item = (lead, lead_style, text, style)
        self._above = [*self._above[-400:], item]
        self._fresh.append(item)

    def draw(self, live: list[str], cursor: tuple[int, int]) -> None:
        """Show what is new in the transcript and the live rows; ``cursor`` is a row of those and a column."""
        cut = max(0, len(live) - self.rows + 1)
        live, cursor = live[cut:], (max(0, cursor[0] - cut), cursor[1])
        if not self._fresh and (live, cursor) == self._last:
            return
        above = [row for item in self._fresh for row in self._rendered(*item)]
        up = f"\x1b[{self._cursor_row}A" if self._cursor_row else ""
        back = len(live) - 1 - cursor[0]
        text = f"\r{up}\x1b[J" + "".join(f"{row}\r\n" for row in above) + "\r\n".join(live)
        self._write(text + (f"\x1b[{back}A" if back else "") + f"\r\x1b[{cursor[1]}C")
        self._fresh, self._cursor_row, self._last = [], cursor[0], (live, cursor)

    def leave(self) -> None:
        """Take the live rows away; the transcript stays."""
        up = f"\x1b[{self._cursor_row}A" if self._cursor_row else ""
        self._write(f"\r{up}\x1b[J")

    def full(self, rows: list[str]) -> None:
        """Show these rows alone."""
        self._write("\x1b[H\x1b[2J" + "\r\n".join(rows[: self.rows]))

    def _rendered(self, lead: str, lead_style: str, text: str, style: str) -> Iterator[str]:
        for number, row in enumerate(wrap(text, max(8, self.columns - len(lead) - 1))):
            first = paint(lead_style, lead) if number == 0 else " " * len(lead)
            yield first + paint(style, row)

    @staticmethod
    def _write(text: str) -> None:
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(1, data) :]


class Work:
    """Plays turns: what an agent says, and what it really does to its worktree."""

    def __init__(self, options: argparse.Namespace, screen: Screen, chance: random.Random) -> None:
        self.options, self.screen, self.chance = options, screen, chance
        self.context = float(options.context)
        self.word = WORDS[0]
        self.puzzle = False
        self.bullet = BULLETS[options.voice]

    def turn(self, steps: list[Step]) -> Turn:
        """One turn, step by step."""
        self.word = self.chance.choice(WORDS)
        for step in steps:
            self.context = max(1.0, self.context - self.chance.uniform(0.2, 1.2))
            verb = next(iter(step))
            doing: Callable[[Step], Turn] = getattr(self, f"do_{verb}")
            yield from doing(step)

    def do_say(self, step: Step) -> Turn:
        """Say something."""
        self.screen.say(f"{self.bullet} ", step["say"])
        yield 0.6

    def do_read(self, step: Step) -> Turn:
        """Pretend to read a file."""
        self._tool("Read", step["read"])
        yield 0.5
        self._result(f"Read {step.get('lines', self.chance.randint(40, 400))} lines", DIM)

    def do_run(self, step: Step) -> Turn:
        """Pretend to run a command."""
        self._tool("Bash" if self.options.voice != "codex" else "Ran", step["run"])
        yield float(step.get("for", 1.0))
        for line in step.get("out", ()):
            self._result(line, RED if step.get("bad") else GREEN)

    def do_edit(self, step: Step) -> Turn:
        """Really change a file, and show how."""
        path = Path(step["edit"])
        before = path.read_text()
        path.write_text(before.replace(step["find"], step["put"], 1))
        self._tool("Update", step["edit"])
        line = before[: before.find(step["find"])].count("\n") + 1
        for sign, style, text in (("-", RED, step["find"]), ("+", GREEN, step["put"])):
            for number, row in enumerate(text.rstrip("\n").split("\n")):
                self.screen.say(f"    {line + number:4} {sign} ", row, style, style)
        yield 0.8

    def do_each(self, step: Step) -> Turn:
        """Really change the first files that match, and show their names."""
        for path in sorted(Path().glob(step["each"]))[: step["most"]]:
            path.write_text(path.read_text().replace(step["find"], step["put"], 1))
            self._tool("Update", str(path))
            yield 0.1

    def do_write(self, step: Step) -> Turn:
        """Really write a file."""
        path = Path(step["write"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step["text"])
        self._tool("Write", step["write"])
        self._result(f"Wrote {step['text'].count(chr(10))} lines", DIM)
        yield 0.8

    def do_commit(self, step: Step) -> Turn:
        """Really commit everything in the worktree."""
        self._git("add", "-A")
        said = self._git("commit", "-q", "-m", step["commit"])
        self._tool("Bash" if self.options.voice != "codex" else "Ran", f"git commit -m {step['commit']!r}")
        self._result(said or self._git("log", "-1", "--format=%h %s"), YELLOW)
        yield 0.8

    def do_think(self, step: Step) -> Turn:
        """Only the spinner moves."""
        self.word = step.get("word", self.word)
        yield float(step["think"])

    def do_ask(self, step: Step) -> Turn:
        """Ask for permission and go on as answered."""
        self._tool("Bash", step["ask"])
        answer = 1 if self.options.unattended else (yield str(step["ask"]))
        said = ("Done.", "Done.", "Declined by the user")[min(answer, 3) - 1]
        self._result(said, RED if answer == 3 else GREEN)
        yield 0.6

    def do_context(self, step: Step) -> Turn:
        """Set the percentage left."""
        self.context = float(step["context"])
        yield 0.0

    def do_limit(self, step: Step) -> Turn:
        """Run into a usage limit that ends in so many minutes."""
        ends_at = time.time() + 60 * float(step["limit"])  # noqa: TID251 - agents read the clock on the wall
        ends = time.strftime("%H:%M", time.localtime(ends_at))
        self.screen.say("■ ", f"usage limit reached, resets at {ends}", RED, RED)
        yield 0.0

    def do_error(self, step: Step) -> Turn:
        """End with an error line."""
        self.screen.say("■ ", f"Error: {step['error']}", RED, RED)
        yield 0.0

    def do_puzzle(self, step: Step) -> Turn:
        """Show a screen without a composer."""
        self.puzzle = True
        self.screen.full([paint(VIOLET, row) for row in step["puzzle"]])
        yield 1e9

    def do_hang(self, step: Step) -> Turn:
        """Stop for ever."""
        yield -1.0

    def do_exit(self, step: Step) -> Turn:
        """Leave."""
        raise SystemExit(int(step["exit"]))
        yield 0.0

    def do_loop(self, step: Step) -> Turn:
        """Do the same again and again."""
        while True:
            yield from self.turn(step["loop"])

    def _tool(self, name: str, what: str) -> None:
        lead = f"{self.bullet} {name}"
        if self.options.voice == "codex":
            self.screen.say(f"{lead} ", what, "", BOLD)
        else:
            self.screen.say(f"{lead}(", f"{what})", "", GREEN if self.options.voice == "claude" else BLUE)

    def _result(self, text: str, style: str) -> None:
        self.screen.say("  └  ", text, style, DIM)

    @staticmethod
    def _git(*arguments: str) -> str:
        who = (
            "-c",
            "user.name=stand-in",
            "-c",
            "user.email=stand-in@localhost",
            "-c",
            "commit.gpgsign=false",
        )
        done = subprocess.run(
            ["git", *who, *arguments], capture_output=True, text=True, timeout=30, check=False
        )
        return (done.stdout or done.stderr).strip().split("\n")[0]


class Face:
    """The rows below the transcript: spinner, own queue, composer or dialog, footer."""

    def __init__(self, options: argparse.Namespace, screen: Screen, work: Work) -> None:
        self.options, self.screen, self.work = options, screen, work
        self._drawn = 0

    def working(self, seconds: int, now: float) -> str:
        """The row that moves while it works."""
        tokens = f"{seconds * 0.07 + 0.1:.1f}k"
        glyph = SPINNER[int(now * 4) % len(SPINNER)]
        told = f"{clock(seconds)} · ↑ {tokens} tokens · esc to interrupt"
        return paint(ORANGE, f"{glyph} {self.work.word}… ({told})")

    def composer(self, rows: list[str], queue: list[bytes], draft: str) -> tuple[list[str], tuple[int, int]]:
        """``rows``, then queue, composer and footer; and where the cursor stands."""
        rows = rows + [paint(DIM, f"  ❯ {readable(text).splitlines()[0][:60]}") for text in queue]
        rule = paint(DIM, "─" * (self.screen.columns - 1))
        shown = wrap(draft, max(8, self.screen.columns - 3))[-12:]
        marks = [paint(BOLD, "❯ "), *["  "] * (len(shown) - 1)]
        typed = [mark + paint("", text) for mark, text in zip(marks, shown, strict=True)]
        cursor = (len(rows) + len(typed), 2 + width_of(shown[-1]))
        return [*rows, rule, *typed, rule, self._footer()], cursor

    def dialog(self, rows: list[str], command: str, choice: int) -> list[str]:
        """``rows``, then the question, in place of the composer."""
        marks = [f" {'❯' if n == choice else ' '} {n}. {text}" for n, text in enumerate(CHOICES, 1)]
        listed = [paint(f"{BOLD};{YELLOW}" if "❯" in mark else "", mark) for mark in marks]
        asked = [paint(BOLD, " Bash command"), "", paint(VIOLET, f"   {command}"), ""]
        question = paint(BOLD, " Do you want to proceed?")
        return [*rows, *asked, question, *listed, "", paint(DIM, " Esc to cancel · Enter to confirm")]

    def _footer(self) -> str:
        left = int(self.work.context)
        self._drawn += 1
        storm = f" · redraw {self._drawn}" if self.options.storm else ""
        return paint(DIM, "  ? for help · ") + paint(
            ORANGE if left < 20 else TEAL, f"{left}% context left{storm}"
        )


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
        self.turn, self.turn_began = self.work.turn(steps), time.monotonic()
        self._title()
        self._step(None)

    def _small_turn(self, data: bytes) -> list[Step]:
        first = data.decode("utf-8", "replace").strip().split("\n")[0][:60]
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


def readable(data: bytes) -> str:
    """Bytes as text from which every byte can be had back."""
    return data.decode("utf-8", "surrogateescape")


def clock(seconds: int) -> str:
    """A time as agents write it."""
    return f"{seconds // 60}m {seconds % 60}s" if seconds >= 60 else f"{seconds}s"


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options; see the text at the top of this file."""
    parser = argparse.ArgumentParser(
        prog="standin",
        usage="standin.py [options]",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    add = parser.add_argument
    add("--name", default="standin")
    add("--voice", choices=sorted(BULLETS), default="claude")
    for name in ("--work", "--state", "--record", "--exit-file", "--session", "--resume"):
        add(name)
    for name, whole in (
        ("--seed", 1),
        ("--context", 100),
        ("--ask-on", 0),
        ("--hang-on", 0),
        ("--strays", 0),
    ):
        add(name, type=int, default=whole)
    for name, whole in (("--crash-on", 0), ("--exit-code", 1)):
        add(name, type=int, default=whole)
    for name, real in (
        ("--speed", 1.0),
        ("--turn", 2.0),
        ("--start", 0.0),
        ("--deaf", 0.0),
        ("--storm", 0.0),
    ):
        add(name, type=float, default=real)
    for name in ("--deaf-after-paste", "--slow-paste", "--late"):
        add(name, type=float, default=0.0)
    add("--swallow-enter", default="0")
    flags = (
        "begin",
        "unattended",
        "discard-start",
        "hide-paste",
        "no-bracketed",
        "vanish",
        "ask-after-paste",
        "deaf-to-term",
    )
    for name in flags:
        add(f"--{name}", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run in this terminal until it ends; the exit code."""
    options = parse(arguments)
    if options.deaf_to_term:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for _ in range(options.strays):
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    before = termios.tcgetattr(0)
    tty.setraw(0)
    if not options.no_bracketed:
        os.write(1, b"\x1b[?2004h")
    agent = StandIn(options)
    run = {"agent": os.environ.get("FLEETUI_AGENT", ""), "run": os.environ.get("FLEETUI_RUN", "")}
    agent.record("start", argv=arguments, cwd=str(Path.cwd()), **run)
    code = 0
    try:
        agent.run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except OSError:  # the terminal is gone
        while options.deaf_to_term:
            time.sleep(1)
        code = 129
    finally:
        with contextlib.suppress(OSError, termios.error):
            agent.screen.leave()
            os.write(1, b"\x1b[?2004l")
            termios.tcsetattr(0, termios.TCSANOW, before)
    agent.record("exit", code=code)
    with contextlib.suppress(OSError):
        print(f"Resume this session with: standin.py --resume {agent.session}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
