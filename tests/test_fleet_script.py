"""The one script of the README: it names all that is missing at once, and links itself without replacing anything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("sh", "env", "cat", "cksum", "tr", "dirname", "readlink", "mkdir", "ln", "rm", "sleep", "flock")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was set up, on a machine with nothing but the tools of a shell."""
    here = tmp_path / "check out"
    (here / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "fleet", here / "fleet")
    shutil.copy(ROOT / "pyproject.toml", here)
    bare = tmp_path / "bare"
    bare.mkdir()
    for tool in TOOLS:
        (bare / tool).symlink_to(str(shutil.which(tool)))
    _program(bare / "id", "echo 1000")
    _program(bare / "sudo", "exit 1")
    return here


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def _ready(here: Path) -> None:
    """What a finished set-up leaves: a Python that is new enough and the stamp of this pyproject.toml."""
    _program(here / ".venv/bin/python", "exit 0")
    summed = subprocess.run(
        ["cksum"], stdin=(here / "pyproject.toml").open(), capture_output=True, check=True
    )
    (here / ".venv/fleet-stamp-web").write_text(f"{summed.stdout.decode()}{here}\n")


def _bare_venv(here: Path) -> Path:
    """A virtual environment without packages; the file that its Python writes what it is called with to."""
    _program(here / ".venv/bin/python", 'echo "$@" >>"$0.called"')
    for tool in ("git", "tmux", "python3"):
        _program(here.parent / f"bare/{tool}", "exit 0")
    return here / ".venv/bin/python.called"


def _installed(called: Path) -> list[str]:
    """What each set-up so far installed."""
    return [line.split()[-1] for line in called.read_text().splitlines() if "pip install" in line]


def fleet(here: Path, *words: str, **environment: str) -> tuple[int, str]:
    own = {"PATH": str(here.parent / "bare"), "HOME": str(here.parent / "home"), **environment}
    done = subprocess.run(
        [here / "fleet", *words], env=own, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


def test_everything_that_is_missing_is_named_at_once_with_what_to_type(checkout: Path) -> None:
    code, said = fleet(checkout)
    assert code == 2
    assert said.count("\n") == 1
    assert "sudo apt install tmux git python3 python3-venv" in said


def test_only_what_is_missing_is_named(checkout: Path) -> None:
    _ready(checkout)
    _program(checkout.parent / "bare/git", "exit 0")
    code, said = fleet(checkout)
    assert code == 2
    assert "sudo apt install tmux;" in said


def test_doctor_names_all_that_is_missing_where_it_cannot_run_itself(checkout: Path) -> None:
    code, said = fleet(checkout, "doctor")
    assert code == 2
    assert "sudo apt install tmux git python3 python3-venv;" in said


def test_doctor_runs_without_tmux_and_git_which_it_reports(checkout: Path) -> None:
    _ready(checkout)
    assert fleet(checkout, "doctor") == (0, "")


def test_a_step_of_the_set_up_takes_one_row_of_a_terminal_however_deep_the_checkout_lies() -> None:
    steps = re.findall(r"^ *during [\"']([^\"']+)", (ROOT / "fleet").read_text(), re.MULTILINE)
    assert len(steps) >= 3
    assert all("/" not in step and "$here" not in step and "$venv" not in step for step in steps)


def test_installing_links_this_checkout_and_says_when_the_folder_is_not_on_the_path(checkout: Path) -> None:
    _ready(checkout)
    for tool in ("git", "tmux"):
        _program(checkout.parent / f"bare/{tool}", "exit 0")
    code, said = fleet(checkout, "install")
    link = checkout.parent / "home/.local/bin/fleetui"
    assert code == 0
    assert link.resolve() == (checkout / "fleet").resolve()
    assert "not on PATH" in said
    on_path = f"{checkout.parent / 'bare'}{os.pathsep}{link.parent}"
    assert "not on PATH" not in fleet(checkout, "install", PATH=on_path)[1]


def test_installing_never_replaces_what_is_not_ours(checkout: Path) -> None:
    _ready(checkout)
    for tool in ("git", "tmux"):
        _program(checkout.parent / f"bare/{tool}", "exit 0")
    link = checkout.parent / "home/.local/bin/fleetui"
    link.parent.mkdir(parents=True)
    _program(link, "echo mine")
    code, said = fleet(checkout, "install")
    assert code == 2
    assert "something else" in said
    assert "mine" in link.read_text()


def test_a_command_installs_the_packages_it_needs_and_no_others(checkout: Path) -> None:
    called = _bare_venv(checkout)
    for words, now in (
        (("demo",), ["."]),
        (("doctor",), []),
        (("--config", "x", "serve"), [".[web]"]),
        (("serve",), []),
        (("demo",), []),
        (("demo", "--speed", "2", "--forge"), [".[forge]"]),
        (("demo", "--forge"), []),
        (("serve",), []),
        (("test",), [".[dev]"]),
        (("demo", "--forge"), []),
        (("test", "serve"), []),
        (("serve",), []),
    ):
        before = len(_installed(called)) if called.exists() else 0
        assert fleet(checkout, *words)[0] == 0
        assert _installed(called)[before:] == now, words
