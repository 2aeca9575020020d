"""What a walk does to its agent; each leaves it at rest, or says that it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.live.improviser import Answer
from tests.live.script import Script
from tests.live.wanderer import Lost, Walk

SIZES = ((100, 30), (132, 43), (72, 20), (200, 50), (60, 18), (90, 24), (160, 30), (120, 40), (80, 24))
START_S = 200.0


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
        if walk.until(at_shell, 15):
            walk.server.truth.becomes("exited", after=0.3)
            walk.pause(0.8)
            return
    raise Lost("leave: the shell is not back")


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
    walk.asked = asked
    walk.answers(walk.called(asked), walk.spoken(walk.random.randint(1, 3), walk.random.uniform(0.5, 2)))
    walk.submit(walk.words.prompt())
    walk.settle("asking", "idle")
    if (
        walk.server.truth.now()[0] == "idle"
    ):  # it did not need a yes: nothing asked, however still the screen stood
        walk.asked = None
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
    walk.asked = None
    return _yes(walk) if walk.random.random() < 0.7 else _no(walk)


def _yes(walk: Walk) -> None:
    arrived = walk.server.arrived
    walk.stage.press("Enter")
    if not walk.until(lambda: walk.server.arrived > arrived, 30):
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
    times = walk.random.choice(walk.traits.tries)
    walk.answers(Answer(Script(error=status, times=times, parts=("So ", "it ", "went.")), "idle"))
    walk.submit(walk.words.prompt())
    walk.settle("idle", timeout=60)


def fail(walk: Walk) -> None:
    """Refused for good."""
    if not walk.traits.final and not walk.traits.gives_up:
        return refuse(walk)
    status = walk.random.choice(walk.traits.final or tuple(walk.traits.gives_up))
    walk.answers(Answer(Script(error=status)))
    walk.submit(walk.words.prompt())
    if status in walk.traits.gives_up:
        _give_up(walk, walk.traits.gives_up[status])
    walk.settle("failed", "limited", timeout=30)
    walk.pause(1.0)
    walk.server.abandon()
    return None


def _give_up(walk: Walk, phase: str) -> None:
    """Look on until it no longer tries; what was claimed since its last try was not certain."""
    arrived = -1
    while walk.server.arrived > arrived:  # its pauses are shorter
        arrived = walk.server.arrived
        walk.pause(12)
    last = walk.server.refused_at
    walk.looks = [one for one in walk.looks if one[2] < last or one[0].expected["phase"] != "limited"]
    walk.server.truth.becomes(phase, after=0.0, still=True)


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
