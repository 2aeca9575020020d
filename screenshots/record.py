"""Records a minute of the demo: python screenshots/record.py [--seed N]

The demo runs in a tmux of its own; keys are typed at a terminal that is attached to it, because no other key approves;
what the pane shows becomes ``demo.cast`` (for terminal players) and ``demo.svg`` (for docs/using.md). Takes about two
minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.terminal import Terminal  # noqa: E402 - a script finds the package beside it
from fleetui.model.screen import LineCache  # noqa: E402 - a script finds the package beside it
from screenshots.film import Caption, Picture, animated_svg, asciicast, edited  # noqa: E402
from screenshots.make import elsewhere  # noqa: E402

SIZE = (120, 34)
EVERY_S = 0.2
"""How often the pane is looked at."""
TYPING_S = 0.06
KEYS = {"Enter": "\r", "C-]": "\x1d", "C-s": "\x13"}
TITLE = "A minute with fleetui: answer, queue, restart with a handoff, land"


class Tmux:
    """A private server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> str:
        """Run one tmux command; what it prints."""
        argv = ["tmux", "-u", "-S", str(self.folder / "s"), "-f", "/dev/null", *words]
        env = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        done = subprocess.run(argv, env=env, capture_output=True, timeout=20, check=True)
        return done.stdout.decode("utf-8", "replace")


class Stage:
    """The demo in a pane, looked at while it is played."""

    def __init__(self, tmux: Tmux, pane: str, terminal: Terminal) -> None:
        self.tmux, self.pane, self.terminal = tmux, pane, terminal
        self.pictures: list[Picture] = []
        self._cache = LineCache()
        self._caption = Caption()
        self._began = time.monotonic()

    def look(self) -> str:
        """Take a picture; what it says."""
        lines = self._cache.lines(self.tmux("capture-pane", "-p", "-e", "-N", "-t", self.pane))[: SIZE[1]]
        self.pictures.append(Picture(time.monotonic() - self._began, lines, self._caption))
        return "\n".join(line.text for line in lines)

    def begin(self) -> None:
        """Forget what was seen: the film begins now."""
        self.pictures.clear()
        self._began = time.monotonic()

    def rest(self, seconds: float) -> None:
        """Look on for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()
            time.sleep(EVERY_S)

    def until(self, seen: Callable[[str], bool], what: str, seconds: float = 60) -> None:
        """Look on until the screen says something; ends the program when it does not."""
        end = time.monotonic() + seconds
        while not seen(said := self.look()):
            if time.monotonic() > end:
                sys.exit(f"{what}: not within {seconds:.0f} s\n{said}")
            time.sleep(EVERY_S)

    def shows(self, text: str, seconds: float = 60) -> None:
        """Look on until the screen shows a text."""
        self.until(lambda said: text in said, text, seconds)

    def say(self, key: str, words: str) -> None:
        """What stands below the screen from now on."""
        self._caption = Caption(key, words)

    def press(self, key: str, words: str, shown: str = "", *, rest: float = 1.2) -> None:
        """Say what will be pressed, press it, and let the viewer see what it did."""
        self.say(shown or key, words)
        self.rest(0.8)
        self.terminal.type(KEYS.get(key, key))
        self.rest(rest)

    def type(self, text: str) -> None:
        """Type as people do."""
        for letter in text:
            self.terminal.type(letter)
            self.look()
            time.sleep(TYPING_S)


@contextmanager
def stage(seed: int) -> Iterator[Stage]:
    """A demo that just started; everything of it is ended and removed."""
    folder = Path(tempfile.mkdtemp(prefix="fr-", dir="/tmp"))
    tmux = Tmux(folder)
    told = {
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT),
        "COLORTERM": "truecolor",
        "COLUMNS": "",
        "LINES": "",
    }
    variables = [word for pair in told.items() for word in ("-e", "=".join(pair))]
    demo = [sys.executable, "-P", "-m", "fleetui", "demo", "--seed", str(seed)]
    size = ["-x", str(SIZE[0]), "-y", str(SIZE[1])]
    terminal: Terminal | None = None
    try:
        pane = tmux("new-session", "-d", "-P", "-F", "#{pane_id}", *size, *variables, *demo).strip()
        tmux("set-option", "-g", "status", "off")
        tmux("set-option", "-g", "default-terminal", "tmux-256color")
        terminal = _attached(tmux)
        yield Stage(tmux, pane, terminal)
    finally:
        _end(tmux)
        if terminal:
            terminal.end()
        shutil.rmtree(folder, ignore_errors=True)


def _attached(tmux: Tmux) -> Terminal:
    """A terminal of the size of the film, attached to the session."""
    env = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
    argv = ["tmux", "-u", "-S", str(tmux.folder / "s"), "attach-session"]
    return Terminal(argv, {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}, str(tmux.folder), SIZE)


def _end(tmux: Tmux) -> None:
    """Close the dashboard, which removes the demo, then its tmux."""
    with contextlib.suppress(subprocess.SubprocessError):
        server, pane = tmux("display-message", "-p", "#{pid} #{pane_pid}").split()
        os.kill(int(pane), signal.SIGTERM)
        for _ in range(100):
            if not Path(f"/proc/{pane}").exists():
                break
            time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(server), signal.SIGTERM)


def play(on: Stage) -> None:
    """The minute: see, answer, queue, replace, land."""
    on.until(lambda said: "NEEDS YOU" in said and "TO MERGE" in said and "14%" in said, "the fleet", 90)
    on.terminal.type("l")
    on.rest(6)
    on.begin()
    on.say("", "fifteen agents in three projects; only what waits for you is loud")
    on.rest(3)
    on.press(".", "go to who waits for you")
    on.press("i", "answer it: the keys go to the agent", rest=1.0)
    on.press("Enter", "yes", "enter", rest=1.5)
    on.press("C-]", "the keys are yours again", "ctrl+]")
    on.press("f", "queue a follow-up: it goes when the agent is free", rest=0.6)
    on.type("Run the whole suite, then commit.")
    on.press("C-s", "queue it", "ctrl+s", rest=2.0)
    on.press("l", "14% context left, three follow-ups queued", "l", rest=1.5)
    on.press("r", "a fresh run with a written handoff", rest=3.0)
    on.press("r", "everything is kept first, then it is replaced", rest=1.0)
    on.until(lambda said: "handoff" not in said.lower(), "the dialog closes")
    on.rest(8)
    on.press("3", "the merge board: gates ran on exactly what would land", rest=2.5)
    on.press("m", "the facts of this one candidate", rest=2.5)
    on.press("m", "approve: it lands, once, exactly this", rest=1.0)
    on.shows("landed")
    on.rest(3)
    on.press("1", "back to the fleet", rest=2.5)


def main() -> None:
    """Read the options, play, write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with stage(options.seed) as on:
        play(on)
    film = edited(on.pictures)
    for name, text in (
        ("demo.cast", asciicast(film, *SIZE, TITLE)),
        ("demo.svg", animated_svg(film, *SIZE, TITLE)),
    ):
        path = ROOT / "screenshots" / name
        path.write_text(elsewhere(text), "utf-8")
        sys.stdout.write(
            f"{path.relative_to(ROOT)}: {len(text.encode()) // 1000} KB, {len(film)} pictures, {film[-1].at:.0f} s\n"
        )


if __name__ == "__main__":
    main()
