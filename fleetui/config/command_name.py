"""How this very program can be called from a shell: what it says to type has to work there."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import fleetui


def command_name() -> str:
    """``fleetui`` where that is this program on ``PATH``, else the script of its checkout, as a shell takes it."""
    script = Path(fleetui.__file__).resolve().parent.parent / "fleet"
    found = shutil.which("fleetui")
    if not script.is_file() or (found and _is_this(Path(found), script)):
        return "fleetui"
    home = Path.home()
    if script.is_relative_to(home):
        return f"~/{shlex.quote(str(script.relative_to(home)))}"
    return shlex.quote(str(script))


def _is_this(found: Path, script: Path) -> bool:
    return found.resolve() == script or found.parent == Path(sys.prefix) / "bin"
