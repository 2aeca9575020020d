"""Small real git repositories for the demo, the same every time they are made."""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleetui.model.value import value

SOURCE = Path(__file__).with_name("repositories.toml")
FIRST_COMMIT = 1_760_000_000
"""When the first commit was made, seconds since the epoch: fixed, so that ids are the same every time."""
IDENTITY = (
    "[user]\n\tname = Demo\n\temail = demo@localhost\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n"
)


@value
class Repository:
    """One that was made."""

    name: str
    path: Path
    branches: tuple[str, ...]
    """Those beside main that have commits already."""


def names() -> tuple[str, ...]:
    """The repositories that can be made."""
    return tuple(_plans())


def git_environment(folder: Path) -> dict[str, str]:
    """Variables that keep git to the demo: nobody's own configuration, an identity of its own.

    Writes a small configuration file into ``folder``.
    """
    config = folder / "gitconfig"
    if not config.exists():
        config.write_text(IDENTITY)
    return {"GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}


def make(name: str, folder: Path) -> Repository:
    """Make repository ``name`` at ``folder/name``, with main checked out and clean.

    ``folder`` exists. Raises ``subprocess.CalledProcessError`` when git fails.
    """
    path = folder / name
    path.mkdir()
    git = _Git(path, git_environment(folder))
    git("init", "-q", "-b", "main")
    branches: list[str] = []
    here = "main"
    for number, plan in enumerate(_plans()[name]):
        branch = plan.get("on", "main")
        if branch != here:
            new = branch not in ("main", *branches)
            git("checkout", "-q", *(["-b", branch, "main"] if new else [branch]))
            here = branch
        if branch not in ("main", *branches):
            branches.append(branch)
        _write(path, plan)
        git.commit(plan["say"], FIRST_COMMIT + number * 7_000)
    if here != "main":
        git("checkout", "-q", "main")
    return Repository(name, path, tuple(branches))


def _plans() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(SOURCE.read_text("utf-8"))


def _write(root: Path, plan: Mapping[str, Any]) -> None:
    for name, text in plan.get("files", {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for series in plan.get("series", ()):
        for number in range(1, series["count"] + 1):
            path = root / series["path"].format(number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(series["text"].format(number), "utf-8")
    for edit in plan.get("edits", ()):
        path = root / edit["path"]
        before = path.read_text("utf-8")
        if edit["find"] not in before:
            raise ValueError(f"{SOURCE.name}: {edit['path']} does not hold {edit['find']!r}")
        path.write_text(before.replace(edit["find"], edit["put"], 1), "utf-8")


class _Git:
    """git in one folder, with nobody's configuration."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path = path
        outside = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self._environment = {**outside, **environment, "LC_ALL": "C"}

    def __call__(self, *arguments: str, **more: str) -> None:
        subprocess.run(
            ["git", *arguments],
            cwd=self._path,
            env={**self._environment, **more},
            capture_output=True,
            timeout=60,
            check=True,
        )

    def commit(self, message: str, at: int) -> None:
        when = {"GIT_AUTHOR_DATE": f"{at} +0000", "GIT_COMMITTER_DATE": f"{at} +0000"}
        self("add", "-A")
        self("commit", "-q", "-m", message, **when)
