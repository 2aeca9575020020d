"""A person at a terminal: a tmux client on a pseudo terminal, whose keys reach tmux as typed ones do.

``send-keys`` presses a key in a pane, and nobody typed it; what approves must come from here.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.terminal import Terminal
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until

KEYS = {"Enter": "\r", "Escape": "\x1b", "Tab": "\t", "Space": " "}
_DIALOG = re.compile(r"Land \S+ on \S+")


class Person:
    """Somebody attached to one session of a private tmux server. Types, and waits for what the pane shows."""

    def __init__(self, tmux: PrivateTmux, terminal: Terminal, tty: str) -> None:
        self.tmux = tmux
        self.terminal = terminal
        self.tty = tty
        """The client's name for tmux."""

    def types(self, *keys: str) -> None:
        """Type keys by name, or any text as it is, one after the other and at once."""
        for key in keys:
            self.terminal.type(KEYS.get(key, key))

    @property
    def active(self) -> int:
        """The second in which tmux last had a key of this client."""
        rows = self.tmux("list-clients", "-F", "#{client_tty} #{client_activity}").splitlines()
        return next(int(row.split()[1]) for row in rows if row.split()[0] == self.tty)

    def lands(self, pane: str, *, row: str = "may land", done: str = "landed as", tries: int = 10) -> None:
        """Go to the board of the dashboard in ``pane``, read the facts of the row under the bar, and land it.

        Facts that move meanwhile close the dialog: then they are read again, as a person would.
        """
        self.types("3")
        until(lambda: row in self.tmux.text(pane), 60)
        for _ in range(tries):
            self.types("m")
            pressed = int(time.time())
            if not self.reads(pane, _DIALOG):
                continue
            until(lambda: int(time.time()) > pressed)  # noqa: B023 - what it reads takes a person longer than that
            self.types("m")
            if self.reads(pane, re.compile(re.escape(done))):
                return
        raise AssertionError(f"it did not land:\n{self.tmux.text(pane)}")

    def goes_to(self, pane: str, name: str) -> None:
        """Put the bar on the row of this name, wherever in the list it stands."""
        for key in (*"kkkkkk", *"jjjjjjjjj"):
            if re.search(rf"▌\S? ?\S? ?{re.escape(name)}\b", self.tmux.text(pane)):
                return
            self.types(key)
            pressed = time.monotonic()
            until(lambda: time.monotonic() > pressed + 0.5)  # noqa: B023
        raise AssertionError(f"no row of {name}:\n{self.tmux.text(pane)}")

    def reads(self, pane: str, text: re.Pattern[str], timeout: float = 4) -> bool:
        """Whether the pane shows a text within some seconds."""
        return _comes(lambda: bool(text.search(self.tmux.text(pane))), timeout)


def _comes(seen: Callable[[], bool], timeout: float) -> bool:
    try:
        return until(seen, timeout)
    except AssertionError:
        return False


@contextmanager
def person(
    tmux: PrivateTmux,
    session: str = "one",
    *,
    size: tuple[int, int] = (140, 40),
    options: tuple[str, ...] = (),
) -> Iterator[Person]:
    """Attach to a session; the client ends with the block, the session stays."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("TMUX")}
    argv = ["tmux", "-u", "-S", tmux.socket, "attach-session", *options, "-t", f"={session}"]
    before = set(_ttys(tmux))
    terminal = Terminal(argv, {**env, "TERM": "xterm-256color"}, str(tmux.folder), size)
    try:
        tty = until(lambda: next(iter(set(_ttys(tmux)) - before), ""))
        yield Person(tmux, terminal, tty)
    finally:
        terminal.end()


def _ttys(tmux: PrivateTmux) -> list[str]:
    return [tty for tty in tmux("list-clients", "-F", "#{client_tty}").splitlines() if tty]
