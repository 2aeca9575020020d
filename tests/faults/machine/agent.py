"""A simulated agent: a composer, turns, a queue of its own, dialogs, and the ways in which agents misbehave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fleetui.model.identities import PaneRef, ProcessId, Reader
from fleetui.model.screen import Frame, parse_frame

RULE = "─" * 59
TYPED = "~"
"""What the operator types himself; in no follow-up."""
WIDTH, HEIGHT = 120, 40
STARTS_S = 1.0


@dataclass
class Seen:
    """What of an agent decides whether something may be typed; compared with what the engine was last shown."""

    dialog: bool = False
    draft: str = ""
    """What the operator wrote into the composer himself."""
    dead: bool = False


@dataclass
class Agent:
    """One process in one pane."""

    seat: str
    run: str
    ref: PaneRef
    now: Callable[[], float]
    born: float
    turn_s: float = 3.0
    composer: str = ""
    draft: str = ""
    dialog: bool = False
    mode: bool = False
    dead: bool = False
    gone: bool = False
    """Its pane is no more."""
    frozen: bool = False
    until: float = 0.0
    """When its turn ends; 0 while none runs."""
    swallows: int = 0
    discards: int = 0
    own_queue: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What stands in its transcript."""
    got: list[tuple[float, str]] = field(default_factory=list)
    """What it took, each as a whole."""
    lost: list[str] = field(default_factory=list)
    """What left the composer and was thrown away."""
    pasted: list[str] = field(default_factory=list)
    works: Callable[[], None] = lambda: None
    """Called at the end of every turn."""
    version: int = 0
    _drawn: tuple[int, Frame] | None = None

    @property
    def process(self) -> ProcessId:
        return ProcessId(self.ref.pid + 1, 7)

    @property
    def reader(self) -> Reader:
        return Reader(self.process, "/bin/standin.py", ("standin.py",), named=True)

    @property
    def lives(self) -> bool:
        return not (self.dead or self.gone)

    @property
    def seen(self) -> Seen:
        return Seen(self.dialog, self.draft, not self.lives)

    # ------------------------------------------------------------ what is done to it

    def paste(self, text: str) -> None:
        self.pasted.append(text)
        if not self.dialog:
            self.composer += text
        self.changed()

    def types(self, text: str) -> None:
        """The operator types himself."""
        if self.lives and not self.dialog:
            self.composer += text
            self.draft += text
            self.changed()

    def press(self, key: str) -> None:
        if key == "Escape":
            self.dialog, self.until = False, 0.0
        elif key == "Enter":
            self._enter()
        self.changed()

    def _enter(self) -> None:
        if self.dialog:
            self.dialog = False
        elif self.swallows:
            self.swallows -= 1
        elif self.composer:
            text, self.composer, self.draft = self.composer, "", ""
            if self.discards:
                self.discards -= 1
                self.lost.append(text)
            else:
                self._take(text)

    def _take(self, text: str) -> None:
        self.got.append((self.now(), text))
        if text in ("/compact", "/clear"):
            self.said.clear()
        elif self.until:
            self.own_queue.append(text)
        else:
            self._begin(text)

    def _begin(self, text: str) -> None:
        self.said.append(text)
        self.until = self.now() + self.turn_s

    def clears(self) -> None:
        """The operator takes out what stands in the composer."""
        self.composer = self.draft = ""
        self.changed()

    def ends(self) -> None:
        self.dead = True
        self.changed()

    def changed(self) -> None:
        self.version += 1

    # ------------------------------------------------------------ what it shows

    def passes(self) -> None:
        """Let what is due by time happen."""
        if self.lives and not self.frozen and self.until and self.now() >= self.until:
            self.until = 0.0
            self.said.append("● done")
            self.works()
            if self.own_queue:
                self._begin(self.own_queue.pop(0))
            self.changed()

    def frame(self) -> Frame:
        self.passes()
        starts = self.now() < self.born + STARTS_S
        version = -1 if starts else self.version
        if self._drawn is None or self._drawn[0] != version:
            rows = ["Starting…"] if starts else self._rows()
            text = "\n".join(row[: WIDTH - 1] for row in rows[-HEIGHT:]) + "\n"
            made = parse_frame(text, width=WIDTH, height=HEIGHT, cursor=None, title="", in_mode=self.mode)
            self._drawn = (version, made)
        return self._drawn[1]

    def _rows(self) -> list[str]:
        rows = [row for text in self.said[-10:] for row in _said(text)]
        if self.dialog:
            return [*rows, " Bash command", "", "   make", "", " Do you want to proceed?", " ❯ 1. Yes", "   2. No",
                    "", " Esc to cancel · Enter to confirm"]  # fmt: skip
        if self.until:
            rows.append("✻ Baking… (esc to interrupt)")
        rows += [f"  ❯ {text.splitlines()[0]}" for text in self.own_queue]
        lines = self.composer.split("\n")
        shown = [self._folded(len(lines))] if len(lines) > 3 else lines
        return [*rows, RULE, f"❯ {shown[0]}", *(f"  {line}" for line in shown[1:]), RULE,
                "  ? for help · 83% context left"]  # fmt: skip

    def _folded(self, lines: int) -> str:
        """A long paste as one sign, between what the operator typed before and behind it."""
        before = len(self.composer) - len(self.composer.lstrip(TYPED))
        behind = len(self.composer) - len(self.composer.rstrip(TYPED))
        return f"{TYPED * before}[Pasted text #1 +{lines} lines]{TYPED * behind}"


def _said(text: str) -> list[str]:
    if text.startswith("●"):
        return [text]
    lines = text.splitlines()
    return [f"❯ {lines[0]}", *(f"  {line}" for line in lines[1:][-3:])]
