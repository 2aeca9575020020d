"""One walk of a real agent: looked at all the time, each look kept with what was true just then."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from random import Random
from typing import Any

from tests.live.agents import Home
from tests.live.improviser import Answer, Improviser
from tests.live.own_words import OwnWords
from tests.live.script import Script
from tests.live.stage import Stage
from tests.live.walkers import WALKERS, Asked
from tests.live.words import Words
from tests.support.unseen import Seen

EVERY_S = 0.1
ENDING_S = 0.7
SETTLES_S = 40.0
MOVES = re.compile(r"\d|[⠀-⣿·✢✳✶✻✽*•◦■⬝░█]|\.{1,3}")
"""What of a screen moves by itself."""
_SHOT = "#{pane_title}\t#{pane_dead}\t#{cursor_flag}\t#{cursor_x}\t#{cursor_y}\t#{pane_width}\t#{pane_height}"
_SHOT += "\t#{pane_current_command}"


class Lost(Exception):
    """The agent did not do what it always does; the walk ends here, and what was seen before counts."""


class Walk:
    """One agent on one stage, looked at all the time."""

    def __init__(self, cli: str, stage: Stage, server: Improviser, home: Home, random: Random) -> None:
        self.cli, self.stage, self.server, self.home, self.random = cli, stage, server, home, random
        self.words = Words(random)
        self.traits = WALKERS[cli]
        self.looks: list[tuple[Seen, str, float]] = []
        """Each different screen, with what the walk did then."""
        self.own_words = OwnWords(cli, stage)
        self.doing = "start"
        self.draft: str | None = ""
        """What stands in the composer, or ``None`` while that is not certain."""
        self.asked: Asked | None = None
        """What it was made to ask last."""
        self._last = ("", "", "")
        self.text = ""

    def look(self) -> None:
        """One look at the pane, kept if something changed and what is true is certain."""
        before = self.server.truth.now()
        facts, _, raw = self.stage.tmux(
            "display-message", "-p", _SHOT, ";", "capture-pane", "-e", "-p"
        ).partition("\n")
        title, dead, shown, x, y, width, height, command = facts.split("\t")
        self.text = re.sub(r"\x1b\[[\d;:]*m", "", raw)
        self.server.truth.saw(MOVES.sub("", f"{title}\n{self.text}"))
        phase, kind = before
        if not phase or self.server.truth.now() != before or (raw, title, phase) == self._last:
            return
        self._last = (raw, title, phase)
        expected = self._expected(phase, kind, int(width))
        cursor = (int(x), int(y)) if shown == "1" else None
        size = int(width), int(height)
        seen = Seen(self.cli, f"{raw}\n", title, *size, cursor, command, dead == "1", expected)
        self.looks.append((seen, self.doing, time.monotonic()))
        self.own_words.see(seen, self.doing)

    def certain(self) -> list[tuple[Seen, str]]:
        """The looks that were not taken while an answer was about to end."""
        ends = self.server.ends
        return [
            (seen, doing)
            for seen, doing, at in self.looks
            if not any(0 <= end - at < ENDING_S for end in ends)
        ]

    def _expected(self, phase: str, kind: str, columns: int) -> dict[str, Any]:
        expected: dict[str, Any] = {"phase": phase}
        if phase == "asking":
            expected["kind"] = kind
            expected |= self.asked.known() if self.asked else {}
        elif self.draft is not None and phase in ("idle", "working", "limited", "failed"):
            expected["draft"] = self.draft
        tokens = self.server.tokens
        if phase == "idle" and self.draft == "" and tokens and self.doing != "resize":
            left = self._left(tokens)
            if left != -1 and columns not in self.traits.no_room:
                expected["context_left"] = left
        return expected

    def _left(self, tokens: list[int]) -> int | None:
        if self.cli == "codex" and "tui.status_line" not in " ".join(self.arguments):
            return None
        return self.traits.left(tokens[-1], tokens[-2] if len(tokens) > 1 else 0)

    arguments: tuple[str, ...] = ()

    def pause(self, seconds: float) -> None:
        """Look on for so long."""
        self.until(lambda: False, seconds)

    def until(self, holds: Callable[[], bool], timeout: float) -> bool:
        """Look on until something holds; whether it did."""
        limit = time.monotonic() + timeout
        while time.monotonic() < limit:
            began = time.monotonic()
            self.look()
            if holds():
                return True
            time.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))
        return False

    def settle(self, *phases: str, timeout: float = SETTLES_S) -> None:
        """Look on until it is certainly in one of these phases, and a while longer."""
        if not self.until(lambda: self.server.truth.now()[0] in phases, timeout):
            raise Lost(f"{self.doing}: not {'/'.join(phases)} within {timeout} s")
        self.pause(self.random.uniform(0.3, 1.2))

    # What an operator does

    def type(self, text: str) -> None:
        """Paste a text and see it in the composer; what stands there is not certain meanwhile."""
        self.draft = None
        self.stage.paste(text)
        flat = "".join(text.split("\n")[0].split())[:24]
        shown = self.until(lambda: flat in "".join(self.text.split()) or "[Pasted" in self.text, 20)
        if not shown:
            raise Lost(f"{self.doing}: the composer does not show {text[:30]!r}")
        self.pause(0.4)

    def submit(self, text: str) -> None:
        """Give it a prompt."""
        self.type(text)
        self.server.truth.unsure()
        arrived = self.server.arrived
        for _ in range(4):
            self.stage.press("Enter")
            if self.until(lambda: self.server.arrived > arrived, 25):
                break
        else:
            raise Lost(f"{self.doing}: the prompt did not arrive")
        self.pause(1.0)
        self.draft = ""

    def answers(self, *answers: Answer) -> None:
        """Lay these ready."""
        self.server.answers.extend(answers)

    def spoken(self, parts: int, seconds: float, think: float = 0.0) -> Answer:
        """Words, streamed for so long."""
        text = self.words.answer(parts, fences=self.cli != "aider")
        count = max(1, int(seconds * 10))
        size = max(1, len(text) // count)
        pieces = tuple(text[at : at + size] for at in range(0, len(text), size))
        tokens = self.random.choice(
            (1_200, 9_000, 30_000, self.random.randint(2_000, self.traits.most_tokens))
        )
        if self.server.tokens and self.random.random() < 0.5:
            tokens = self.server.tokens[-1]
        return Answer(Script(think=think, slow=seconds, parts=pieces, tokens=tokens))

    def called(self, asked: Asked) -> Answer:
        """A tool's call that asks."""
        tokens = self.server.tokens[-1] if self.server.tokens else 1_200
        if asked.call is None:
            return Answer(Script(say=asked.say, tokens=tokens), asked.kind)
        return Answer(Script(call=asked.call, tokens=tokens), asked.kind)
