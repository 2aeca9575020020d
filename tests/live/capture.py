"""Take the captures in ``tests/captures`` from the real agents: ``python -m tests.live.capture [NAME-PART ...]``.

Every scene starts one agent in a scratch home, brings it into one state, and keeps what tmux shows together with what
a reader should make of it. Scratch paths are replaced by others of the same length.
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from tests.live.agents import Home, make_home, start
from tests.live.install import VERSIONS, group_of, programs
from tests.live.model_server import ModelServer
from tests.live.scene import Scene, Take
from tests.live.scenes import SCENES
from tests.live.stage import Shot, Stage, remove

CAPTURES = Path(__file__).parent.parent / "captures"
SIZES = ((120, 40), (80, 24))
STAND_IN = "/home/operator/scratch/work"


@dataclass(frozen=True)
class Edition:
    """One version of an agent: where its programs are, as a part of PATH, and where its captures belong."""

    path: str
    version: str
    target: Path
    mark: str = ""
    """What their names end in."""


def pinned(cli: str) -> Edition:
    """The version that everything is tested with."""
    return Edition(programs(*group_of(cli)), VERSIONS[cli], CAPTURES / cli)


@dataclass
class Camera:
    """Writes what a scene takes."""

    cli: str
    edition: Edition
    folder: Path
    stage: Stage
    server: ModelServer
    taken: list[str] = field(default_factory=list)

    def take(self, name: str, expected: Mapping[str, object], shot: Shot | None = None) -> None:
        """Keep the pane as it is now, or an earlier ``shot``, with what it should be read as."""
        shot = shot or self.stage.shot()
        stem = f"{name}-{shot.size[0]}x{shot.size[1]}{self.edition.mark}"
        target = self.edition.target
        target.mkdir(parents=True, exist_ok=True)
        facts: dict[str, object] = {
            "profile": self.cli,
            "version": self.edition.version,
            "title": "host" if shot.title == socket.gethostname() else self._scrub(shot.title),
            "columns": shot.size[0],
            "rows": shot.size[1],
            "dead": shot.dead,
        }
        if shot.cursor:
            facts["cursor"] = list(shot.cursor)
        (target / f"{stem}.screen").write_text(self._scrub(shot.raw))
        (target / f"{stem}.toml").write_text(tomli_w.dumps({**facts, "expected": dict(expected)}))
        self.taken.append(stem)

    def _scrub(self, text: str) -> str:
        here = str(self.folder)
        stand_in = STAND_IN[: len(here)].ljust(len(here), "k")
        port = self.server.url.rpartition(":")[2]
        return text.replace(here, stand_in).replace(f"127.0.0.1:{port}", f"127.0.0.1:{'18080'[-len(port) :]}")


def record(scene: Scene, size: tuple[int, int], edition: Edition | None = None) -> list[str]:
    """Play one scene at one size; the names of what was taken."""
    edition = edition or pinned(scene.cli)
    folder = Path(tempfile.mkdtemp(prefix="fl-", dir="/tmp"))
    try:
        with ModelServer() as server:
            home = make_home(folder / "home", edition.path, server.url)
            scene.prepare(home)
            with Stage(folder, command_of(scene, home), home.project, size) as stage:
                camera = Camera(scene.cli, edition, folder, stage, server)
                scene.play(Take(stage, server, camera.take))
                return camera.taken
    finally:
        remove(folder)


def command_of(scene: Scene, home: Home) -> list[str]:
    """Argument list that starts the agent of a scene."""
    if not scene.in_shell:
        variables = [f"{key}={value}" for key, value in scene.variables.items()]
        without = tuple(f"{name}=" for name in scene.unset)
        given = [word for word in home.bare() if not (without and word.startswith(without))]
        return [*given, *variables, *start(scene.cli), *scene.arguments]
    return [*home.bare(), "PS1=$ ", "sh", "-c", f"{' '.join(start(scene.cli))}; exec sh -i"]


def main(wanted: list[str]) -> int:
    """Take all captures, or those of scenes whose name holds one of ``wanted``."""
    failed = 0
    for scene in SCENES:
        if wanted and not any(part in f"{scene.cli}/{scene.name}" for part in wanted):
            continue
        for size in SIZES:
            failed += _reported(scene, size, record)
    return failed


def _reported(scene: Scene, size: tuple[int, int], do: Callable[[Scene, tuple[int, int]], list[str]]) -> int:
    try:
        print(f"{scene.cli}/{scene.name} {size}:", *do(scene, size), flush=True)
    except AssertionError as error:
        print(f"{scene.cli}/{scene.name} {size} FAILED: {error}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
