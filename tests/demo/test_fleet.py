"""The demo's fleet: laid out whole, readable by its profile, every phase there, and nothing of it left afterwards."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.config.load import load
from fleetui.config.paths import find_paths
from fleetui.demo import leftovers
from fleetui.demo.fleet import DemoFleet, DemoOptions, prepare, scenes, why_not
from fleetui.model.commands import AddEntry, PauseAgent, StartAgent
from fleetui.model.screen import parse_frame
from fleetui.model.settings import Settings
from fleetui.model.status import Phase, Reading
from fleetui.model.task_file import parse
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
Tag = Callable[[Path], psutil.Popen]


@pytest.fixture(autouse=True)
def own_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Demos of this test only are swept: they live in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ft-", dir=leftovers.place()))
    monkeypatch.setattr(leftovers, "OTHER_PLACES", ())
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield folder
    for left in folder.glob("fleetui-demo-*"):
        if not left.is_symlink():
            leftovers.remove(left)
    shutil.rmtree(folder)


@pytest.fixture
def tagged() -> Iterator[Callable[[Path], psutil.Popen]]:
    """Starts processes that belong to a demo, would go on for long and do not react to hanging up."""
    started = []

    def start(folder: Path) -> psutil.Popen:
        environment = {**os.environ, leftovers.TAG: str(folder)}
        process = psutil.Popen(["sleep", "600"], env=environment, start_new_session=True)
        started.append(process)
        until(lambda: process.environ().get(leftovers.TAG) == str(folder))
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def demo() -> Iterator[DemoFleet]:
    with prepare(DemoOptions(speed=4)) as fleet:
        yield fleet


def settings_of(fleet: DemoFleet) -> Settings:
    return load(find_paths(environment=fleet.environment))


def test_its_configuration_is_one_the_program_takes(demo: DemoFleet) -> None:
    settings = settings_of(demo)
    assert len(settings.seats) == 15
    assert {seat.project for seat in settings.seats} == set(settings.projects) == {"shop", "desk", "press"}
    assert {gate.name for gate in settings.projects["shop"].gates} == {"build", "test"}
    assert settings.source == str(demo.config)
    assert "standin" in load_profiles([Path(folder) for folder in settings.profiles])


def test_every_agent_that_names_a_task_is_on_a_file_that_is_read_without_a_mistake(demo: DemoFleet) -> None:
    settings = settings_of(demo)
    folder = Path(settings.task_folder)
    found = {
        path.stem: parse(path.read_text(), name=path.stem, project=path.parent.name)
        for path in folder.glob("*/*.md")
    }
    assert [task.problems for task in found.values() if task.problems] == []
    named = {seat.task for seat in settings.seats if seat.task}
    assert len(named) > 8
    assert named <= set(found)
    assert {task.title for task in found.values()} >= {scene.task for scene in scenes(36) if scene.task}
    assert all(found[seat.task].project == seat.project for seat in settings.seats if seat.task)


def test_it_says_what_to_do_first(demo: DemoFleet) -> None:
    names = {scene.name for scene in scenes(15)}
    assert {command.name for command in demo.commands if isinstance(command, StartAgent)} == names
    waiting = [command for command in demo.commands if isinstance(command, AddEntry)]
    assert len([command for command in waiting if command.name == "api-auth"]) == 3


@pytest.mark.parametrize("wanted", [1, 3, 18, 36])
def test_it_comes_in_every_size(wanted: int) -> None:
    cast = scenes(wanted)
    assert len({scene.name for scene in cast}) == wanted
    projects = [scene.project for scene in cast]
    assert sorted(projects, key=["shop", "desk", "press"].index) == projects
    with prepare(DemoOptions(agents=wanted)) as fleet:
        assert len(settings_of(fleet).seats) == wanted
        paused = [command for command in fleet.commands if isinstance(command, PauseAgent)]
        assert bool(paused) == (wanted >= 16)


def test_every_phase_is_read_from_its_screens(demo: DemoFleet, server: Callable[..., str]) -> None:
    """The stand-ins run as the configuration says, each in a checkout of its project's branch."""
    settings = settings_of(demo)
    profile = load_profiles([Path(folder) for folder in settings.profiles])["standin"]
    panes: dict[str, str] = {}
    seen: set[Phase] = set()

    def reading(name: str) -> Reading:
        text = server("capture-pane", "-p", "-e", "-t", panes[name])
        facts = server(
            "display-message", "-p", "-t", panes[name], "#{pane_width} #{pane_height} #{pane_dead}"
        )
        width, height, dead = (int(word) for word in facts.split())
        frame = parse_frame(text, width=width, height=height, cursor=None, title="")
        return read(profile, frame, dead=bool(dead))

    def phase(name: str) -> Phase:
        found = reading(name).phase
        seen.add(found)
        return found

    for seat in settings.seats:
        worktree = demo.folder / seat.name
        checkout(Path(settings.projects[seat.project].path), worktree, seat.branch, demo.environment)
        window = ("new-window", "-d", "-P", "-F", "#{pane_id}", "-c", str(worktree))
        panes[seat.name] = server(*window, *seat.command).strip()
        if seat.name == "i18n":
            until(lambda: phase("i18n") is Phase.STARTING)
    wanted = {
        "billing": Phase.ASKING,
        "docs-gen": Phase.IDLE,
        "migrate": Phase.LIMITED,
        "site": Phase.FAILED,
        "ws": Phase.EXITED,
        "fixtures": Phase.UNKNOWN,
        "i18n": Phase.WORKING,
    }
    until(lambda: {name: phase(name) for name in wanted} == wanted, timeout=30)
    assert seen == set(Phase)
    question = reading("billing").question
    assert question is not None
    assert question.text == "alembic upgrade head"
    assert question.choices[0] == "Yes"
    assert reading("docs-gen").draft == ""
    assert reading("migrate").note == "usage limit reached"
    limit = reading("migrate").limit
    assert limit is not None
    assert re.fullmatch(r"\d\d:\d\d", limit.resets)
    until(lambda: (reading("api-auth").context_left or 99) < 15 and phase("api-auth") is Phase.WORKING)
    record = (
        demo.folder / "agents" / "ws.jsonl"
    )  # tmux itself may learn the code only when another child ends
    until(lambda: '"code": 3' in record.read_text())
    argv = ["git", "-C", str(demo.folder / "cache"), "log", "-1", "--format=%s"]
    until(
        lambda: (
            b"Say how many values are kept"
            in subprocess.run(argv, capture_output=True, timeout=20, check=True).stdout
        )
    )
    assert not [
        line
        for name in panes
        for line in (demo.folder / "agents" / f"{name}.jsonl").read_text().splitlines()
        if json.loads(line)["kind"] == "submit"
    ]


def checkout(project: Path, worktree: Path, branch: str, environment: Mapping[str, str]) -> None:
    """A worktree on a branch that exists, or on a new one."""
    which = [str(worktree), branch] if branch else ["-b", f"agent/{worktree.name}", str(worktree)]
    argv = ["git", "-C", str(project), "worktree", "add", "-q", *which]
    subprocess.run(argv, env={**os.environ, **environment}, timeout=30, check=True)


def test_nothing_is_left_when_it_ends(demo: DemoFleet, tagged: Tag) -> None:
    process = tagged(demo.folder)
    assert (demo.folder / "home").is_dir()
    said = demo.close()
    assert str(demo.folder) in said
    assert "removed" in said
    assert not demo.folder.exists()
    process.wait(timeout=5)
    assert demo.close() == said


def test_what_is_kept_stays_and_is_not_swept() -> None:
    fleet = prepare(DemoOptions(agents=1, keep=True))
    assert "kept" in fleet.close()
    assert fleet.config.exists()
    mark = fleet.folder / leftovers.MARK
    mark.write_text(json.dumps({"pid": 2**22, "started": 0.0}))
    assert leftovers.sweep() == ()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_its_process_is_ended(how: signal.Signals, tagged: Tag) -> None:
    program = (
        "import sys; from fleetui.demo.fleet import *\n"
        "fleet = prepare(DemoOptions(agents=1)); print(fleet.folder, flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    folder = Path(owner.stdout.readline().strip())
    assert folder.is_absolute()
    stray = tagged(folder)
    owner.send_signal(how)
    owner.communicate(timeout=10)
    until(lambda: not folder.exists())
    stray.wait(timeout=5)


def test_a_dead_demo_is_swept_at_the_next_start(tagged: Tag) -> None:
    folder = leftovers.new_folder()
    assert leftovers.sweep() == ()
    (folder / leftovers.MARK).write_text(json.dumps({"pid": os.getpid(), "started": 1.0}))
    stray = tagged(folder)
    assert leftovers.sweep() == (folder,)
    assert not folder.exists()
    stray.wait(timeout=5)


def test_who_ended_and_is_taken_away_by_nobody_is_not_waited_for(
    own_temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "PATIENCE_S", 3600.0)
    tag = f"{leftovers.TAG}={own_temporary_folder}"
    # as below an init that does not reap: the parent becomes a program that waits for nobody
    script = f'env {tag} sleep 600 & echo "$!"; exec sleep 600'
    parent = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        until(lambda: list(leftovers.members(own_temporary_folder)) == [child])
        stopping = threading.Thread(target=leftovers.stop, args=(own_temporary_folder,), daemon=True)
        stopping.start()
        stopping.join(60)
        assert not stopping.is_alive()
        assert child.status() == psutil.STATUS_ZOMBIE
    finally:
        parent.kill()
        parent.communicate()


def test_a_folder_that_is_no_demo_is_left_alone(own_temporary_folder: Path) -> None:
    stranger = own_temporary_folder / "fleetui-demo-notes"
    stranger.mkdir()
    (stranger / "demo.json").write_text("[]")
    link = own_temporary_folder / "fleetui-demo-link"
    link.symlink_to(Path.home())
    assert leftovers.sweep() == ()
    assert stranger.exists()


def test_a_demo_is_laid_out_beside_a_repository_that_temporary_files_lie_in(
    own_temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, inside = own_temporary_folder / "outside", own_temporary_folder / "inside"
    for folder in (outside, inside / "below"):
        folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(inside)], check=True, timeout=20)
    monkeypatch.setattr("tempfile.tempdir", str(inside / "below"))
    monkeypatch.setattr(leftovers, "OTHER_PLACES", (str(outside),))
    assert leftovers.new_folder().parent == outside
    monkeypatch.setattr(leftovers, "OTHER_PLACES", ())
    with pytest.raises(OSError, match="set TMPDIR"):
        leftovers.new_folder()
    assert "set TMPDIR" in why_not()


def test_a_demo_that_cannot_be_laid_out_leaves_nothing(
    own_temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(OSError, match="git"):
        prepare(DemoOptions())
    assert not list(own_temporary_folder.iterdir())
