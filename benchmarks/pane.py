"""What runs in a measured pane. Standard library only; started as ``python -I -S pane.py KIND ...``.

``agent SEED BUSY``   an agent's screen. While busy: a spinner redrawn in place ten times a second and a burst of
                      coloured lines every 1 to 3 s. SIGUSR1 makes it busy, SIGUSR2 quiet.
``taker SEED FILE``   a busy agent that takes what is pasted into its composer: SIGUSR2 makes it idle, and with Enter it
                      works on that for ``TURN_S`` and is idle again. Notes both with their monotonic times in FILE.
``marker FILE``       rewrites a number in place every 0.63 s and notes each with its monotonic time in FILE.
``writer FILE``       writes lines as fast as the terminal takes them and keeps the number of bytes in FILE.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
import tty

WORDS = (
    "cache",
    "lru",
    "evict",
    "ttl",
    "parse",
    "token",
    "stream",
    "retry",
    "queue",
    "lease",
    "日本",
    "naïve",
)
SPINNER = "·✢✳✶✻✽"
HZ = 10
TURN_S = 4.0
SWITCHES = {signal.SIGUSR1, signal.SIGUSR2}


def put(text: str) -> None:
    os.write(1, text.encode())


class Agent:
    """Draws like an agent: a transcript that scrolls, a spinner, a composer, a footer."""

    def __init__(self, seed: int, busy: bool) -> None:
        self.chance = random.Random(seed)
        self.busy = busy
        self.width, self.height = shutil.get_terminal_size()
        signal.pthread_sigmask(signal.SIG_BLOCK, SWITCHES)

    def listen(self, seconds: float | None) -> None:
        """Sleep, or wait without any wake-up, until told to work or to rest."""
        told = signal.sigtimedwait(SWITCHES, seconds) if seconds else signal.sigwaitinfo(SWITCHES)
        if told:
            self.busy = told.si_signo == signal.SIGUSR1

    def line(self) -> str:
        parts, length = [], 0
        while length < self.width - 24:
            word = self.chance.choice(WORDS)
            colour = self.chance.choice(["32", "1;36", "38;5;174", "38;2;120;180;240", "2", "39"])
            parts.append(f"\x1b[{colour}m{word}\x1b[0m")
            length += len(word.encode("utf-16-le")) // 2 + 3
        return "  " + " ".join(parts)

    def start(self) -> None:
        put(f"\x1b[2J\x1b[1;{self.height - 5}r\x1b[1;1H")
        for _ in range(self.height):
            put(self.line() + "\r\n")
        rule = "\x1b[38;5;244m" + "─" * self.width + "\x1b[0m"
        put(f"\x1b[{self.height - 3};1H{rule}\x1b[{self.height - 2};1H❯ ")
        put(f"\x1b[{self.height - 1};1H{rule}\x1b[{self.height};1H  \x1b[38;5;246m? for shortcuts\x1b[0m")
        self.rest()

    def spin(self, tick: int) -> None:
        spinner = SPINNER[tick % len(SPINNER)]
        text = f"\x1b[38;5;174m{spinner} Thinking… \x1b[38;5;246m({tick // HZ}s · ↓ {tick * 7} tokens)\x1b[0m"
        put(f"\x1b[{self.height - 4};1H{text}\x1b[K\x1b[{self.height - 2};3H")

    def burst(self) -> None:
        lines = "".join(self.line() + "\r\n" for _ in range(self.chance.randint(1, 7)))
        put(f"\x1b[{self.height - 5};1H{lines}\x1b[{self.height - 2};3H")

    def rest(self) -> None:
        put(f"\x1b[{self.height - 4};1H\x1b[K\x1b[{self.height - 2};3H")

    def run(self) -> None:
        self.start()
        tick, due = 0, 0.0
        while True:
            if not self.busy:
                self.rest()
                self.listen(None)
                continue
            tick += 1
            self.spin(tick)
            if time.monotonic() > due:
                self.burst()
                due = time.monotonic() + self.chance.uniform(1, 3)
            self.listen(1 / HZ)


class Taker(Agent):
    """An agent that can be told something."""

    def __init__(self, seed: int, path: str) -> None:
        super().__init__(seed, True)
        self.notes = open(path, "a", buffering=1)  # noqa: PTH123, SIM115 - as few imports as a shell
        self.ends = float("inf")

    def listen(self, seconds: float | None) -> None:
        """Work on until told to rest or the turn is over; idle, take what is typed until Enter comes."""
        if self.busy:
            super().listen(seconds)
            self.busy = self.busy and time.monotonic() < self.ends
            if not self.busy:
                self.rest()
                self.note("idle")
        else:
            self.take()
            self.ends, self.busy = time.monotonic() + TURN_S, True

    def take(self) -> None:
        typed = b""
        while not typed.endswith(b"\r"):
            typed += os.read(0, 1 << 16)
            text = typed.decode("utf-8", "replace").rpartition("\x1b[200~")[2]
            text = text.replace("\x1b[201~", "").rstrip("\r")
            put(f"\x1b[{self.height - 2};1H❯ {text}\x1b[K")
        self.note("took")
        put(f"\x1b[{self.height - 2};3H\x1b[K\x1b[{self.height - 5};1H❯ {text}\r\n")

    def note(self, word: str) -> None:
        self.notes.write(f"{word} {time.monotonic_ns()}\n")


def marker(path: str) -> None:
    height = shutil.get_terminal_size().lines
    put("\x1b[2J")
    with open(path, "a", buffering=1) as notes:  # noqa: PTH123 - as few imports as a shell
        number = 0
        while True:
            number += 1
            put(f"\x1b[{height - 1};3Hmk{number:06d}z\x1b[1;1H")
            notes.write(f"{number} {time.monotonic_ns()}\n")
            time.sleep(0.63)


def writer(path: str) -> None:
    done = 0
    block = ("".join(f"line {n} of steady output that scrolls\r\n" for n in range(20))).encode()
    with open(path, "w", buffering=1) as notes:  # noqa: PTH123
        while True:
            done += os.write(1, block)
            notes.seek(0)
            notes.write(f"{done:020d}")
            notes.flush()


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    if kind == "agent":
        Agent(int(rest[0]), rest[1] == "busy").run()
    elif kind == "taker":
        tty.setraw(0)
        put("\x1b[?2004h")
        Taker(int(rest[0]), rest[1]).run()
    elif kind == "marker":
        marker(rest[0])
    else:
        writer(rest[0])
