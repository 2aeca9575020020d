"""The demo's fleet: a temporary folder with repositories, configuration and stand-in agents, gone when it ends.

Nothing outside that folder is written and nothing of the user's is read: its own tmux socket, journal, worktrees and
git identity live below it. A guard process removes it all as soon as the demo ends, however it ends.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from fleetui.demo import leftovers, repository, task_files
from fleetui.demo.forge import gh as forge_gh
from fleetui.demo.forge import plot as forge_plot
from fleetui.demo.forge import start as forge_start
from fleetui.demo.forge.start import DemoForge
from fleetui.demo.scenes import SCENES, Scene, scenes
from fleetui.model.blueprints import blueprint, filled
from fleetui.model.commands import AddEntries, AddEntry, Command, PauseAgent, StartAgent, StartReview
from fleetui.model.steps import written
from fleetui.model.value import value

HERE = Path(__file__).parent
STANDIN = HERE / "standin" / "standin.py"
STUCK_MINUTES = 0.4
"""So that one can see it happen: for real agents it is ten."""


@value
class DemoOptions:
    """What the demo should be like."""

    agents: int = 15
    """1 to 36."""
    seed: int = 1
    speed: float = 1.0
    """Everything the agents do goes this many times as fast."""
    keep: bool = False
    """Leave the folder behind; its agents are stopped all the same."""
    forge: bool = False
    """With a forge of its own, and a project whose work lands there by pull requests."""


@dataclass(slots=True)
class DemoFleet:
    """A demo that is laid out and guarded; use it as a context manager, or call ``close``."""

    folder: Path
    config: Path
    """Its ``fleet.toml``."""
    environment: Mapping[str, str]
    """Variables for the process that runs the dashboard, over its own."""
    commands: tuple[Command, ...]
    """What to do first: start the agents, pause some, fill their queues. Each may be sent beside the others of other
    agents; the order of one agent's commands counts."""
    keep: bool = False
    _guard: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def close(self) -> str:
        """Stop its agents and remove it; one line for people that says where it was. May be called again."""
        guard, self._guard = self._guard, None
        if guard is not None and not leftovers.let_go(guard):
            return f"The demo in {self.folder} could not be removed: the next demo tries again."
        return (
            f"The demo was in {self.folder} ({'kept, its agents are stopped' if self.keep else 'removed'})."
        )

    def __enter__(self) -> DemoFleet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def prepare(options: DemoOptions) -> DemoFleet:
    """Lay a demo out. Removes what demos that died left behind; starts nothing but the guard.

    Raises ``OSError`` or ``subprocess.SubprocessError`` when the folder or its repositories cannot be made; nothing is
    left then.
    """
    leftovers.sweep()
    folder = leftovers.new_folder()
    guard = leftovers.start_guard(folder, keep=options.keep)
    try:
        return _laid_out(folder, options, guard)
    except BaseException:
        leftovers.let_go(guard)
        raise


def _laid_out(folder: Path, options: DemoOptions, guard: subprocess.Popen[bytes]) -> DemoFleet:
    cast = scenes(options.agents, forge_plot.agents() if options.forge else ())
    home, work, projects = folder / "home", folder / "agents", folder / "projects"
    for path in (home, work, projects):
        path.mkdir(mode=0o700)
    for name in sorted({scene.project for scene in cast}):
        repository.make(name, projects)
    forge = forge_start.start(folder, options.speed) if options.forge else None
    branches = {scene.task: scene.branch or f"agent/{scene.name}" for scene in cast if scene.task}
    (home / "state").mkdir(mode=0o700)
    task_files.write(home / "state" / "tasks", branches)
    (home / "profiles").mkdir()
    (home / "profiles" / "standin.toml").write_text(_profile(forge, options.speed), "utf-8")
    config = home / "fleet.toml"
    config.write_text(_configuration(cast, options, folder, forge), "utf-8")
    return DemoFleet(
        folder=folder,
        config=config,
        environment={
            "FLEETUI_HOME": str(home),
            "FLEETUI_CONFIG": str(config),
            leftovers.TAG: str(folder),
            **repository.git_environment(folder),
            **(forge.environment if forge else {}),
        },
        commands=tuple(command for scene in cast for command in _commands(scene)),
        keep=options.keep,
        _guard=guard,
    )


def _commands(scene: Scene) -> list[Command]:
    pause = [PauseAgent(scene.name)] if scene.paused else []
    review = [StartReview(scene.name)] if scene.review else []
    queued = [_queueing(scene.name, entry) for entry in scene.queue]
    return [StartAgent(scene.name), *pause, *queued, *review]


def _queueing(name: str, entry: str | dict[str, Any]) -> Command:
    if isinstance(entry, str):
        return AddEntry(name, entry)
    planned = filled(blueprint(name, {"entries": [entry]}), {})
    return AddEntries(name, tuple(written(one) for one in planned))


def _profile(forge: DemoForge | None, speed: float) -> str:
    """The stand-in's profile, with the way to start one more."""
    text = STANDIN.with_suffix(".toml").read_text("utf-8")
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("start = "))
    more = ["--speed", str(speed), *forge.options] if forge else []
    lines[at] = f"start = {_toml([sys.executable, '-I', str(STANDIN), *more])}"
    return "\n".join(lines)


def _configuration(
    cast: tuple[Scene, ...], options: DemoOptions, folder: Path, forge: DemoForge | None
) -> str:
    profiles = _toml(str(folder / "home" / "profiles"))
    rows = ["# The demo's fleet.", f"profiles = {{ folders = [{profiles}] }}", ""]
    rows += ["[thresholds]", f"stuck_minutes = {STUCK_MINUTES}", ""]
    for name in dict.fromkeys(scene.project for scene in cast):
        rows += _project_rows(name, folder / "projects" / name)
        rows += forge.rows if forge and forge.project == name else []
        if any(scene.review and scene.project == name for scene in cast):
            rows += _review_rows(name, options, folder)
    for number, scene in enumerate(cast):
        more = forge.options if forge else ()
        rows += _agent_rows(scene, _command(scene, options.seed * 1000 + number, options.speed, folder, more))
    return "\n".join(rows)


def _project_rows(name: str, path: Path) -> list[str]:
    python = sys.executable
    build = [python, "-m", "compileall", "-q", "src", "tests"]
    test = [python, "-m", "unittest", "discover", "-s", "tests", "-t", "."]
    return [
        f"[projects.{name}]",
        f"path = {_toml(str(path))}",
        'rules = ["Commit small; the message says why.", "Never change a test to make it pass."]',
        "gates = [",
        f'    {{ name = "build", run = {_toml(build)}, timeout_s = 120.0 }},',
        f'    {{ name = "test", run = {_toml(test)}, timeout_s = 120.0 }},',
        "]",
        "",
    ]


def _review_rows(project: str, options: DemoOptions, folder: Path) -> list[str]:
    """Nothing lands there that a stand-in for a reviewer did not accept."""
    looks_for = tomllib.loads(SCENES.read_text("utf-8"))["looks_for"]
    turn = [{"read": "patch.txt"}, {"think": 3, "word": "Refuting"}, {"judge": looks_for}]
    work = folder / "agents" / "reviewer.json"
    work.write_text(json.dumps([turn]), "utf-8")
    name, speed = ("--name", "reviewer"), ("--speed", str(options.speed))
    command = [sys.executable, "-I", str(STANDIN), *name, *speed, "--work", str(work)]
    return [
        f"[projects.{project}.review]",
        'profile = "standin"',
        f"command = {_toml(command)}",
        "required = true",
        "",
    ]


def _agent_rows(scene: Scene, command: list[str]) -> list[str]:
    told = {"task": scene.task and task_files.task_id(scene.task), "role": scene.role, "branch": scene.branch}
    return [
        f"[agents.{scene.name}]",
        'profile = "standin"',
        f'project = "{scene.project}"',
        *(f"{key} = {_toml(value)}" for key, value in told.items() if value),
        f"command = {_toml(command)}",
        "",
    ]


def _command(scene: Scene, seed: int, speed: float, folder: Path, more: tuple[str, ...]) -> list[str]:
    """How its stand-in is started: one short script per agent, beside what it is to do."""
    own = folder / "agents"
    (own / f"{scene.name}.json").write_text(json.dumps(scene.turns), "utf-8")
    told = {
        "--name": scene.name,
        "--voice": scene.voice,
        "--seed": str(seed),
        "--speed": str(speed),
        "--context": str(scene.context),
        "--work": str(own / f"{scene.name}.json"),
        "--state": str(own / f"{scene.name}.turns"),
        "--record": str(own / f"{scene.name}.jsonl"),
    }
    pairs = [word for pair in told.items() for word in pair]
    command = [sys.executable, "-I", str(STANDIN), *pairs, "--begin", *scene.options, *more]
    (own / scene.name).write_text(f"exec {shlex.join(command)}\n", "utf-8")
    return ["sh", str(own / scene.name)]


def _toml(value: str | list[str]) -> str:
    """A string or list of strings as TOML; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)


def why_not(*, forge: bool = False) -> str:
    """Why the demo cannot run here, in one line that says what to do; empty when it can."""
    missing = [tool for tool in ("tmux", "git") if shutil.which(tool) is None]
    if missing:
        return f"{' and '.join(missing)} missing: install it (Debian/Ubuntu: sudo apt install {' '.join(missing)})"
    if os.name != "posix":
        return "the demo needs a POSIX system"
    try:
        leftovers.place()
    except OSError as error:
        return str(error.strerror)
    return forge_gh.why_not() if forge else ""
