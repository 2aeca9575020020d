"""Walk a real agent through what nobody wrote down: ``python -m tests.live.wander [options] [CLI ...]``.

Each walk follows from its seed: sizes, words, tools, questions, refusals, drafts, and when the window is resized. The
pane is looked at ten times a second, also while it is drawn, and each look is kept with what was true just then, as
the model server and the walk know it; while something changes nothing is claimed. What is read wrongly is printed.

``--keep`` stores a sample below ``tests/captures/unseen``: screens that no rule may be written by. Without it the
sample goes to ``--into``, for finding out what is read wrongly.
"""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.live.agents import Home, make_home, start
from tests.live.capture import Edition, pinned
from tests.live.improviser import Answer, Improviser
from tests.live.script import Script
from tests.live.stage import Stage, remove
from tests.live.walkers import WALKERS, Asked
from tests.live.words import Words
from tests.support.unseen import UNSEEN, Seen, Tally, judged, store

SIZES = ((100, 30), (132, 43), (72, 20), (200, 50), (60, 18), (90, 24), (160, 30), (120, 40), (80, 24))
EVERY_S = 0.1
START_S = 90.0
ENDING_S = 0.7
SETTLES_S = 20.0
_MOVES = re.compile(r"\d|[⠀-⣿·✢✳✶✻✽*•◦■⬝░█]|\.{1,3}")
STAND_IN = "/home/operator/scratch/work"
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
        self.doing = "start"
        self.draft: str | None = ""
        """What stands in the composer, or ``None`` while that is not certain."""
        self.choices: tuple[str, ...] = ()
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
        self.server.truth.saw(_MOVES.sub("", self.text))
        phase, kind = before
        if not phase or self.server.truth.now() != before or (raw, title, phase) == self._last:
            return
        self._last = (raw, title, phase)
        expected = self._expected(phase, kind)
        cursor = (int(x), int(y)) if shown == "1" else None
        size = int(width), int(height)
        seen = Seen(self.cli, f"{raw}\n", title, *size, cursor, command, dead == "1", expected)
        self.looks.append((seen, self.doing, time.monotonic()))

    def certain(self) -> list[tuple[Seen, str]]:
        """The looks that were not taken while an answer was about to end."""
        ends = self.server.ends
        return [
            (seen, doing)
            for seen, doing, at in self.looks
            if not any(0 <= end - at < ENDING_S for end in ends)
        ]

    def _expected(self, phase: str, kind: str) -> dict[str, Any]:
        expected: dict[str, Any] = {"phase": phase}
        if phase == "asking":
            expected["kind"] = kind
            if self.choices:
                expected["choices"] = list(self.choices)
        elif self.draft is not None and phase in ("idle", "working", "limited", "failed"):
            expected["draft"] = self.draft
        tokens = self.server.tokens
        if phase == "idle" and self.draft == "" and tokens and self.doing != "resize":
            left = self._left(tokens)
            if left != -1:
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
        shown = self.until(lambda: flat in "".join(self.text.split()) or "[Pasted" in self.text, 8)
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
            if self.until(lambda: self.server.arrived > arrived, 5):
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


def talk(walk: Walk) -> None:
    """A prompt and its answer."""
    random = walk.random
    walk.answers(walk.spoken(random.randint(1, 4), random.uniform(0.5, 4), random.uniform(0, 3)))
    walk.submit(walk.words.prompt())
    walk.settle("idle")


def long_talk(walk: Walk) -> None:
    """An answer that scrolls what was there away."""
    walk.answers(walk.spoken(walk.random.randint(8, 16), walk.random.uniform(3, 7)))
    walk.submit(walk.words.prompt())
    walk.settle("idle", timeout=30)


def use_tools(walk: Walk) -> None:
    """Tools that ask nothing, then words."""
    if walk.traits.quiet is None:
        return talk(walk)
    tokens = walk.server.tokens[-1] if walk.server.tokens else 1_200
    for _ in range(walk.random.randint(1, 3)):
        call = walk.traits.quiet(walk.words, walk.home.project)
        walk.answers(Answer(Script(call=call, tokens=tokens, think=walk.random.uniform(0, 1.5)), "working"))
    walk.answers(walk.spoken(walk.random.randint(1, 3), walk.random.uniform(0.5, 3)))
    walk.submit(walk.words.prompt())
    walk.settle("idle", timeout=30)
    return None


def ask(walk: Walk) -> None:
    """Something that needs the operator, who takes their time, and says yes or no."""
    if not walk.traits.asks or (walk.arguments and walk.arguments == walk.traits.free):
        return talk(walk)
    began = time.monotonic()
    asked = walk.random.choice(walk.traits.asks)(walk.words, walk.home.project)
    walk.choices = asked.choices
    walk.answers(walk.called(asked), walk.spoken(walk.random.randint(1, 3), walk.random.uniform(0.5, 2)))
    walk.submit(walk.words.prompt())
    walk.settle("asking", "idle")
    if (
        walk.server.truth.now()[0] == "idle"
    ):  # it did not need a yes: nothing asked, however still the screen stood
        walk.choices = ()
        walk.looks = [one for one in walk.looks if one[2] < began or one[0].expected["phase"] != "asking"]
        return None
    if walk.cli != "aider" and walk.random.random() < 0.4:  # arrows bring back what was said before
        walk.stage.press("Down")
        walk.pause(0.8)
        if walk.random.random() < 0.5:
            resize(walk)
        walk.stage.press("Up")
        walk.pause(0.8)
    walk.server.truth.unsure()
    walk.choices = ()
    return _yes(walk) if walk.random.random() < 0.7 else _no(walk)


def _yes(walk: Walk) -> None:
    arrived = walk.server.arrived
    walk.stage.press("Enter")
    if not walk.until(lambda: walk.server.arrived > arrived, 12):
        raise Lost("a yes was not taken")
    walk.settle("idle")


def _no(walk: Walk) -> None:
    walk.draft = None
    walk.stage.press(*walk.traits.no)
    walk.pause(2.0)
    if not walk.server.is_open() and not walk.server.truth.now()[0]:
        walk.server.abandon()
        walk.server.truth.becomes("idle", after=1.0, still=True)
    walk.settle("idle")
    _clear(walk)


def stop(walk: Walk) -> None:
    """An answer that the operator stops in the middle."""
    walk.answers(walk.spoken(12, 30))
    walk.submit(walk.words.prompt())
    walk.pause(walk.random.uniform(1.5, 4))
    walk.server.truth.unsure()
    walk.draft = None
    walk.server.abandon()
    for _ in range(3):
        for key in walk.traits.interrupt:
            walk.stage.press(key)
            walk.pause(0.2)
        if walk.until(lambda: not walk.server.is_streaming(), 3):
            break
    walk.server.truth.becomes("idle", after=2.0, still=True)
    walk.settle("idle")
    _clear(walk)


def refuse(walk: Walk) -> None:
    """Refused for some time; then answered, or stopped by the operator."""
    status = walk.random.choice(walk.traits.statuses)
    times = walk.random.choice((1, 2, 3)) if not walk.traits.gives_up else 1
    walk.answers(Answer(Script(error=status, times=times, parts=("So ", "it ", "went.")), "idle"))
    walk.submit(walk.words.prompt())
    walk.settle("idle", timeout=60)


def fail(walk: Walk) -> None:
    """Refused for good."""
    if not walk.traits.final and not walk.traits.gives_up:
        return refuse(walk)
    walk.answers(Answer(Script(error=walk.random.choice(walk.traits.final or walk.traits.statuses))))
    walk.submit(walk.words.prompt())
    if walk.traits.gives_up:
        arrived = -1
        while walk.server.arrived > arrived:  # its pauses are shorter
            arrived = walk.server.arrived
            walk.pause(12)
        walk.server.truth.becomes("failed", after=0.0, still=True)
    walk.settle("failed", timeout=30)
    walk.pause(1.0)
    walk.server.abandon()
    return None


def draft(walk: Walk) -> None:
    """Something is written and stands for a while, then is taken away."""
    text = walk.words.draft()
    if walk.traits.lines and walk.random.random() < 0.3:
        text += f"\n{walk.words.draft()}"
    walk.type(text)
    walk.draft = text
    walk.pause(1.0)
    if walk.random.random() < 0.4:
        resize(walk)
    _clear(walk)


def _clear(walk: Walk) -> None:
    walk.draft = None
    for _ in range(8):
        walk.stage.press("C-u", "BSpace")
        walk.pause(0.1)
    walk.pause(0.5)
    walk.draft = ""


def follow_up(walk: Walk) -> None:
    """A draft while it works, left standing for a moment, then queued."""
    walk.answers(walk.spoken(4, 7), walk.spoken(1, 1.5))
    walk.submit(walk.words.prompt())
    text = walk.words.draft()
    walk.type(text)
    walk.draft = text if walk.traits.queue else None  # what the terminal holds stands in no composer
    walk.pause(1.0)
    walk.draft = None
    if walk.traits.queue and walk.server.is_open():
        walk.server.waiting = 1
        walk.stage.press(walk.traits.queue)
        walk.pause(1.0)
        walk.draft = ""
        served = walk.server.served
        walk.until(lambda: walk.server.served > served + 1, 25)
    else:
        walk.until(lambda: not walk.server.is_open(), 15)
        walk.server.answers.clear()
    walk.settle("idle", timeout=30)
    walk.server.waiting = 0
    _clear(walk)


def resize(walk: Walk) -> None:
    """Another size of the window; what is true stays so."""
    was, walk.doing = walk.doing, "resize"
    columns, rows = walk.random.choice(SIZES)
    walk.stage.tmux("resize-window", "-x", str(columns), "-y", str(rows))
    time.sleep(0.4)
    walk.pause(1.2)
    walk.doing = was


ACTIONS: tuple[tuple[Callable[[Walk], None], int], ...] = (
    (talk, 3), (long_talk, 2), (use_tools, 3), (ask, 6), (stop, 2), (refuse, 2), (fail, 1), (draft, 2),
    (follow_up, 2), (resize, 1),
)  # fmt: skip


def _repository(home: Home) -> None:
    """Some agents ask for one at their start."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        command = ["git", "-c", "user.name=o", "-c", "user.email=o@example.org", *words]
        subprocess.run(command, cwd=home.project, check=True, timeout=20)


def begin(walk: Walk) -> None:
    """From the first screen to the first empty composer."""
    walk.draft = None
    walk.server.truth.becomes("starting", after=0.0)
    shown = lambda: any(sign in f"{walk.text.rstrip()}\n" for sign in walk.traits.ready)  # noqa: E731
    if not walk.until(shown, START_S):
        raise Lost(f"no composer within {START_S} s")
    walk.looks = walk.looks[:-2]  # drawn just before: no longer surely starting
    walk.server.truth.becomes("idle", after=2.0, still=True)
    walk.settle("idle", timeout=40)
    walk.draft = ""


def leave(walk: Walk) -> None:
    """Its own command, with the shell below it back."""
    walk.doing = "leave"
    walk.type(walk.traits.leave)
    walk.server.truth.unsure()
    walk.draft = None
    at_shell = lambda: walk.text.rstrip().endswith("\n$")  # noqa: E731
    for _ in range(3):
        walk.stage.press("Enter")
        if walk.until(at_shell, 8):
            walk.server.truth.becomes("exited", after=0.3)
            walk.pause(0.8)
            return
    raise Lost("leave: the shell is not back")


def walked(
    cli: str, seed: int, seconds: float, edition: Edition
) -> tuple[dict[str, Any], list[tuple[Seen, str]]]:
    """One walk: its facts, and every look with what the walk did then."""
    random = Random(f"{cli}-{seed}")
    folder = Path(tempfile.mkdtemp(prefix="fl-", dir="/tmp"))
    traits = WALKERS[cli]
    size = random.choice(SIZES)
    arguments = random.choice(traits.variants)
    facts = {
        "profile": cli,
        "version": edition.version,
        "seed": seed,
        "taken": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    try:
        with Improviser(traits.refused, traits.final) as server:
            home = make_home(folder / "home", edition.path, server.url)
            for number in range(20):
                (home.project / f"module_{number:02}.py").write_text(f"NUMBER = {number}\n")
            _repository(home)
            words = " ".join(
                f"'{word}'" if " " in word or "[" in word else word for word in (*start(cli), *arguments)
            )
            shell = [*home.bare(), "PS1=$ ", "sh", "-c", f"{words}; exec sh -i"]
            with Stage(folder, shell, home.project, size) as stage:
                walk = Walk(cli, stage, server, home, random)
                walk.arguments = arguments
                _wander(walk, seconds)
                return facts, [(_scrubbed(seen, folder, server.url), doing) for seen, doing in walk.certain()]
    finally:
        remove(folder)


def _wander(walk: Walk, seconds: float) -> None:
    limit = time.monotonic() + seconds
    try:
        begin(walk)
        while time.monotonic() < limit:
            action = walk.random.choices([one for one, _ in ACTIONS], [weight for _, weight in ACTIONS])[0]
            walk.doing = action.__name__
            action(walk)
        leave(walk)
    except Lost as lost:
        shown = "\n    ".join(row for row in walk.text.splitlines() if row.strip())
        print(f"  {walk.cli}: {lost}\n    {shown}", flush=True)


def _scrubbed(seen: Seen, folder: Path, url: str) -> Seen:
    here = str(folder)
    stand_in = STAND_IN[: len(here)].ljust(len(here), "k")
    port = url.rpartition(":")[2]

    def clean(text: str) -> str:
        return text.replace(here, stand_in).replace(f"127.0.0.1:{port}", f"127.0.0.1:{'18080'[-len(port) :]}")

    title = "host" if seen.title == socket.gethostname() else clean(seen.title)
    rest = {name: getattr(seen, name) for name in Seen.__dataclass_fields__}
    return Seen(**{**rest, "raw": clean(seen.raw), "title": title})


def sample(looks: list[tuple[Seen, str]], count: int, random: Random) -> list[Seen]:
    """As many different screens, taken from every kind of moment in turn."""
    kinds: dict[tuple[object, ...], list[Seen]] = defaultdict(list)
    known: set[str] = set()
    for seen, doing in looks:
        plain = _MOVES.sub("", seen.raw)
        if plain not in known:
            known.add(plain)
            expected = seen.expected
            kind = (doing, expected["phase"], expected.get("kind"), bool(expected.get("draft")), seen.columns)
            kinds[kind].append(seen)
    piles = list(kinds.values())
    for pile in piles:
        random.shuffle(pile)
    taken: list[Seen] = []
    while len(taken) < count and any(piles):
        taken += [pile.pop() for pile in piles if pile][: count - len(taken)]
    return taken


def told(cli: str, looks: list[tuple[Seen, str]]) -> None:
    """Print how many of all looks are read right, and each kind of mistake with an example."""
    tally = Tally.of(seen for seen, _ in looks)
    fields = " ".join(f"{name} {tally.right[name]}/{tally.known[name]}" for name in tally.known)
    print(f"{cli}: {len(looks)} looks, {fields}, asking invented {tally.invented}", flush=True)
    wrong = Counter(
        (doing, name, str(seen.expected.get("phase")), f"{seen.reading().phase} by {seen.reading().rule}")
        for seen, doing in looks
        for name, right in judged(seen, seen.reading()).items()
        if not right
    )
    for (doing, name, phase, read_as), count in wrong.most_common(12):
        print(f"  {count} x {name} in {doing}: {phase}, read {read_as}", flush=True)


def main() -> int:
    """Walk the agents that are named, or all."""
    parser = argparse.ArgumentParser(prog="tests.live.wander", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cli", nargs="*", choices=[[], *WALKERS])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seconds", type=float, default=75.0)
    parser.add_argument("--count", type=int, default=24, help="how many screens of a walk are stored")
    parser.add_argument("--keep", action="store_true", help="store them with the captures")
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "fleetui-wander")
    chosen = parser.parse_args()
    for cli in chosen.cli or WALKERS:
        facts, looks = walked(cli, chosen.seed, chosen.seconds, pinned(cli))
        told(cli, looks)
        frames = (
            sample(looks, chosen.count, Random(chosen.seed)) if chosen.keep else [seen for seen, _ in looks]
        )
        folder = UNSEEN if chosen.keep else chosen.into
        store(folder / cli / f"{chosen.seed}.json", facts, frames)
    return 0


if __name__ == "__main__":
    sys.exit(main())
