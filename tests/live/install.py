"""Install the pinned agent command lines into a cache outside the repository; prints the folder of their programs.

Needs node and npm. A complete folder is used as it is; two installs at once wait for each other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PINS = tomllib.loads((Path(__file__).parent / "versions.toml").read_text())
INSTALL_S = 600
VERSION_S = 60


class InstallError(Exception):
    """The pinned programs could not be made ready."""


def cache_folder() -> Path:
    """Where these versions belong; the name holds the versions, so a new pin is a new folder."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    versions = "-".join(f"{name}-{version}" for name, version in sorted(PINS["programs"].items()))
    return root / "fleetui-live" / versions


def programs() -> Path:
    """The folder with ``claude`` and ``codex`` in it, installed where it is missing."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _install(folder)
            _check(folder)
            (folder / "complete").touch()
    return folder / "node_modules" / ".bin"


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise InstallError("npm is not there: install node and npm")
    wanted = [f"{name}@{version}" for name, version in PINS["packages"].items()]
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_S, check=False)
    if done.returncode:
        raise InstallError(f"npm install failed:\n{done.stderr[-2000:]}")


def _check(folder: Path) -> None:
    for name, version in PINS["programs"].items():
        command = [str(folder / "node_modules" / ".bin" / name), "--version"]
        home = {"PATH": os.environ["PATH"], "HOME": str(folder / "home")}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=VERSION_S, check=False, env=home
        )
        if version not in done.stdout:
            said = (done.stdout + done.stderr).strip()
            raise InstallError(f"{name} should be {version}, but says: {said}")


if __name__ == "__main__":
    try:
        print(programs())
    except (InstallError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
