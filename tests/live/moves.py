"""What is done to an agent on a walk: as a person at its pane does it, or as its model server and its machine do."""

from __future__ import annotations

import time
from contextlib import suppress

import psutil

from tests.live.walk import NAME, Act, Size, Walk

DRAFT = "a half-typed thought"
QUEUED = "say:this waits in the agent's own queue"
APART_S = 1.0
"""Between two changes of a window: a program that misses one draws for a size that is over."""

KEYS_APART_S = 0.4
"""Between two keys of a person."""


def start(walk: Walk) -> None:
    """Make the seat; its agent starts."""
    walk.fleet.verb("add", NAME, "--project", "shop", "--profile", walk.cli)


def start_again(walk: Walk) -> None:
    """Start it where it ran before."""
    walk.fleet.verb("start", NAME)


def say(text: str) -> Act:
    """Submit a text."""
    return lambda walk: walk.say(text)


def draft(walk: Walk) -> None:
    """Type, but do not submit."""
    walk.write(DRAFT)


def press(*keys: str) -> Act:
    """Press keys by tmux name, one after the other as a person does: together some agents take them as a paste."""

    def act(walk: Walk) -> None:
        for key in keys:
            walk.press(key)
            time.sleep(KEYS_APART_S)

    return act


def queue_by(key: str) -> Act:
    """Leave a follow-up to the agent's own queue."""

    def act(walk: Walk) -> None:
        walk.write(QUEUED)
        walk.submit(key)

    return act


def go_on(walk: Walk) -> None:
    """Let the model answer."""
    walk.fleet.server.go_on()


def wait(walk: Walk) -> None:
    """Do nothing: it goes on by itself."""


def resized(walk: Walk) -> None:
    """Give the window another size and its own again, as a terminal does that comes and goes."""
    columns, rows = walk.size
    for size in ((columns - 17, rows - 5), (columns, rows)):
        _resize(walk, size)
        time.sleep(APART_S)


def _resize(walk: Walk, size: Size) -> None:
    walk.fleet.tmux("resize-window", "-t", walk.pane, "-x", str(size[0]), "-y", str(size[1]))


def scrolled(walk: Walk) -> None:
    """Look back for a moment, as a person who is attached does."""
    walk.fleet.tmux("copy-mode", "-t", walk.pane)
    time.sleep(APART_S)
    walk.fleet.tmux("send-keys", "-t", walk.pane, "-X", "cancel")


def kill(walk: Walk) -> None:
    """End everything in its pane as the kernel does when memory is out."""
    for process in reversed(walk.fleet.processes(NAME)):
        with suppress(psutil.NoSuchProcess):  # gone with its parent, or on its own
            process.kill()
