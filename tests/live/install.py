"""Install the pinned agent command lines into a cache outside the repository; prints where their programs are.

``python tests/live/install.py`` installs Claude Code and Codex, with ``more`` and ``late`` the others too. Needs node
and npm. A complete folder is used as it is; two installs at once wait for each other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

Pins = dict[str, Any]
PINS: Pins = tomllib.loads((Path(__file__).parent / "versions.toml").read_text())
INSTALL_S = 600
VERSION_S = 60


class InstallError(Exception):
    """The pinned programs could not be made ready."""


PACKAGES = {
    "claude": "@anthropic-ai/claude-code",
    "codex": "@openai/codex",
    "gemini": "@google/gemini-cli",
    "qwen": "@qwen-code/qwen-code",
    "opencode": "opencode-ai",
    "copilot": "@github/copilot",
    "pi": "@earendil-works/pi-coding-agent",
}
"""Program to the package that it comes in; aider comes from Python's registry."""
GROUPS = ("more", "late")
"""Agents beside Claude Code and Codex; each group is installed into a folder of its own."""
VERSIONS: dict[str, str] = {
    **PINS["programs"],
    **{cli: version for group in GROUPS for cli, version in PINS[group]["programs"].items()},
}
"""Program to version, for all agents."""


def cache_folder(pins: Pins) -> Path:
    """Where these versions belong; the name holds the versions, so a new pin is a new folder."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    versions = "-".join(f"{name}-{version}" for name, version in sorted(pins["programs"].items()))
    return root / "fleetui-live" / versions


def programs(*groups: str) -> str:
    """Where ``claude`` and ``codex`` are, as a part of PATH, and the agents of these ``GROUPS``.

    Installs what is missing.
    """
    every = [_ready(PINS), *(_ready(PINS[group]) for group in groups)]
    return ":".join(str(part) for folder in every for part in _folders(folder))


def group_of(cli: str) -> tuple[str, ...]:
    """The group that an agent is in; none for Claude Code and Codex."""
    return tuple(group for group in GROUPS if cli in PINS[group]["programs"])


def newest(cli: str) -> tuple[str, Pins]:
    """The newest version that the package registry has, and pins that install it alone."""
    if cli in PACKAGES:
        package = PACKAGES[cli]
        said = _run(["npm", "view", package, "version"]).split()
        return said[-1], {"packages": {**_node(cli), package: said[-1]}, "programs": {cli: said[-1]}}
    package = next(iter(PINS["more"]["python"]))
    said = _run([sys.executable, "-m", "pip", "index", "versions", package]).split()
    version = said[1].strip("()")
    return version, {"packages": {}, "python": {package: version}, "programs": {cli: version}}


def _node(cli: str) -> dict[str, str]:
    """The node that its group brings along."""
    packages = {name: version for group in group_of(cli) for name, version in PINS[group]["packages"].items()}
    return {"node": packages["node"]} if "node" in packages else {}


def programs_of(pins: Pins) -> str:
    """Where the programs of these pins are, as a part of PATH; installs what is missing."""
    return ":".join(str(part) for part in _folders(_ready(pins)))


def _folders(folder: Path) -> tuple[Path, ...]:
    return folder / "node_modules" / ".bin", folder / "python" / "bin"


def _ready(pins: Pins) -> Path:
    folder = cache_folder(pins)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _install(folder, pins)
            _check(folder, pins)
            (folder / "complete").touch()
    return folder


def _install(folder: Path, pins: Pins) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise InstallError("npm is not there: install node and npm")
    wanted = [f"{name}@{version}" for name, version in pins["packages"].items()]
    if wanted:
        _run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *wanted])
    if "python" in pins:
        _run([sys.executable, "-m", "venv", str(folder / "python")])
        wanted = [f"{name}=={version}" for name, version in pins["python"].items()]
        _run([str(folder / "python" / "bin" / "python"), "-m", "pip", "install", "-q", *wanted])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_S, check=False)
    if done.returncode:
        raise InstallError(f"{' '.join(command[:3])} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def _check(folder: Path, pins: Pins) -> None:
    path = ":".join([*map(str, _folders(folder)), os.environ["PATH"]])
    home = {"PATH": path, "HOME": str(folder / "home")}
    for name, version in pins["programs"].items():
        program = shutil.which(name, path=path) or name
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=VERSION_S, check=False, env=home
        )
        if version not in done.stdout:
            said = (done.stdout + done.stderr).strip()
            raise InstallError(f"{name} should be {version}, but says: {said}")


if __name__ == "__main__":
    try:
        print(programs(*(group for group in GROUPS if group in sys.argv[1:])))
    except (InstallError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
