"""One scene: an agent brought into a state, and what a capture of it should be read as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.live.agents import Home
from tests.live.model_server import ModelServer
from tests.live.stage import Shot, Stage
from tests.support.waiting import until

READY = {"claude": "? for shortcuts", "codex": "gpt-5.2-codex default"}


BUSY = {"claude": "esc to interrupt", "codex": "esc to interrupt"}


@dataclass
class Take:
    """What a scene plays with."""

    stage: Stage
    server: ModelServer
    keep: Callable[..., None]

    def idle(self, **expected: object) -> Mapping[str, object]:
        """What an agent that waits for a prompt should be read as."""
        return {"phase": "idle", "draft": "", **expected}

    def say(self, text: str, seen: str = "") -> None:
        """Paste, wait until it stands in the composer, submit."""
        self.stage.paste(text)
        self.stage.until_shows(seen or text.splitlines()[0][:40])
        self.stage.press("Enter")


@dataclass(frozen=True)
class Scene:
    """One start of one agent. ``play`` may take several captures."""

    cli: str
    name: str
    play: Callable[[Take], None]
    prepare: Callable[[Home], None] = lambda home: None
    in_shell: bool = False
    arguments: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    """In place of those of the home."""
    unset: tuple[str, ...] = ()
    """Variables it does not get."""


def ready(take: Take, cli: str) -> Shot:
    """Wait for the first empty composer."""
    return take.stage.until_shows(READY[cli], timeout=60)


def settled(take: Take) -> Shot:
    """A shot whose rows stay the same for a while: nothing is being drawn any more."""
    seen: list[str] = []

    def same() -> Shot | None:
        shot = take.stage.shot()
        seen.append(shot.raw)
        return shot if len(seen) > 8 and len(set(seen[-8:])) == 1 else None

    return until(same, 15)
