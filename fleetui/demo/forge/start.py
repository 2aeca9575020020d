"""Starting the demo's forge: its process, the remote of the checkout, and what the fleet has to know of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleetui.demo import leftovers, repository
from fleetui.demo.forge import gh
from fleetui.demo.forge.plot import PROJECT, read_plot
from fleetui.model.value import value

SITE = "https://github.com"
EVERY_S = 2
"""How often the dashboard asks it: here nobody counts."""
PATIENCE_S = 30.0
"""How long it may take to be laid out."""


@value
class DemoForge:
    """A forge that answers."""

    project: str
    rows: list[str]
    """What fleet.toml says of the project beside where it is."""
    options: tuple[str, ...]
    """Switches of each stand-in: what it does when it is told of an issue, or of what was found."""
    environment: Mapping[str, str]
    """Variables that lead gh to it."""


def start(folder: Path, speed: float) -> DemoForge:
    """Start it for a demo whose project is made; it answers once this returns.

    It belongs to the demo in ``folder``, and ends with it. Raises ``OSError`` that says why it does not come.
    """
    plot = read_plot()
    environment = {
        **repository.git_environment(folder),
        **gh.environment(folder, os.environ.get("PATH", os.defpath)),
        leftovers.TAG: str(folder),
    }
    with (folder / "gitconfig").open("a", encoding="utf-8") as config:
        config.write(f'[url "{folder / "forge"}/"]\n\tinsteadOf = {SITE}/\n')
    _wait(_process(folder, speed, environment), folder)
    _lead(folder / "projects" / PROJECT, f"{SITE}/{plot['repository']}.git", environment)
    known = folder / "agents" / "known.json"
    known.write_text(json.dumps(plot["known"]), "utf-8")
    return DemoForge(PROJECT, _rows(plot), ("--known", str(known)), environment)


def _process(folder: Path, speed: float, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with (folder / "forge.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "fleetui.demo.forge.process", str(folder), str(speed)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={**os.environ, **environment, "PYTHONPATH": _importable(os.environ.get("PYTHONPATH", ""))},
            start_new_session=True,
        )


def _importable(known: str) -> str:
    """Where fleetui is found also when it was started in the folder beside it, and not installed."""
    here = str(Path(__file__).parents[3])
    return f"{known}{os.pathsep}{here}" if known else here


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while not gh.socket_of(folder).exists():
        if process.poll() is not None or time.monotonic() > end:
            said = (folder / "forge.log").read_text("utf-8", "replace").strip().split("\n")[-1]
            raise OSError(0, f"the demo's forge does not start: {said or 'it takes too long'}")
        time.sleep(0.02)


def _lead(checkout: Path, address: str, environment: Mapping[str, str]) -> None:
    """Give the checkout its remote."""
    for words in (("remote", "add", "origin", address), ("fetch", "-q", "origin")):
        subprocess.run(
            ["git", "-C", str(checkout), *words],
            env={**os.environ, **environment},
            capture_output=True,
            timeout=60,
            check=True,
        )


def _rows(plot: Mapping[str, Any]) -> list[str]:
    return [
        f"[projects.{PROJECT}.github]",
        f'repository = "{plot["repository"]}"',
        'issues = "is:open label:agent"',
        "merges = true",
        'assign = "@me"',
        f"every_s = {EVERY_S}",
        "",
    ]
