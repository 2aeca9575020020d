"""The gh of the demo: where it is found, and what keeps it to the demo's forge."""

from __future__ import annotations

import shlex
import shutil
import sysconfig
from importlib.util import find_spec
from pathlib import Path

TOKEN = "gho_dummyOfTheDemo00000000000000000000000"  # noqa: S105 - stands for nobody outside the demo
INSTALL = "gh missing: install it (Debian/Ubuntu: sudo apt install gh; macOS: brew install gh)"


def found() -> Path | None:
    """The gh on PATH, else the one beside this interpreter."""
    beside = Path(sysconfig.get_path("scripts"), "gh")
    if on_path := shutil.which("gh"):
        return Path(on_path)
    return beside if beside.exists() else None


def why_not() -> str:
    """Why there can be no forge here, in one line that says what to do; empty when there can."""
    if find_spec("graphql") is None:
        return (
            "graphql-core missing: ./fleet demo --forge installs it, elsewhere pip install 'fleetui[forge]'"
        )
    return INSTALL if found() is None else ""


def environment(folder: Path, path: str) -> dict[str, str]:
    """Variables with which gh speaks to the socket in ``folder`` alone, and as nobody of this machine.

    Makes its configuration and a ``bin`` with gh below ``folder``. ``path`` is the PATH to go on with.
    """
    own = folder / "gh"
    for name in ("bin", "config", "cache", "state", "data", "tmp"):
        (own / name).mkdir(parents=True, mode=0o700)
    program = found()
    if program is not None:
        _wrap(own / "bin" / "gh", program.resolve(), own / "tmp")
    (own / "config" / "config.yml").write_text(f'version: "1"\nhttp_unix_socket: {socket_of(folder)}\n')
    return {
        "PATH": f"{own / 'bin'}:{path}",
        "GH_CONFIG_DIR": str(own / "config"),
        "GH_TOKEN": TOKEN,
        "GH_HOST": "github.com",
        "GH_REPO": "",
        "GH_DEBUG": "",
        "GH_PROMPT_DISABLED": "1",
        "GH_NO_UPDATE_NOTIFIER": "1",
        "GH_TELEMETRY": "false",
        **{f"XDG_{name.upper()}_HOME": str(own / name) for name in ("cache", "state", "data")},
    }


def _wrap(path: Path, program: Path, temporary: Path) -> None:
    """Older ones keep answers among temporary files, where the next gh of this user would find them."""
    path.write_text(
        f'#!/bin/sh\nTMPDIR={shlex.quote(str(temporary))} exec {shlex.quote(str(program))} "$@"\n'
    )
    path.chmod(0o700)


def socket_of(folder: Path) -> Path:
    """Where the forge of a demo listens."""
    return folder / "forge.sock"
