"""Every path and version, and the program's own log."""

from __future__ import annotations

import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from fleetui import __version__
from fleetui.cli.common import as_json_option, paths_here
from fleetui.cli.output import fail, json_out
from fleetui.cli.setup.program_version import answer_of
from fleetui.model.clean import clean
from fleetui.model.counts import count

_PACKAGES = (
    "textual",
    "libtmux",
    "psutil",
    "gitpython",
    "tomli-w",
    "pydantic",
    "click",
    "platformdirs",
    "textual-serve",
)


@click.command()
@as_json_option
def info(as_json: bool) -> None:
    """Print every path fleetui uses and every version that matters."""
    paths = paths_here()
    places = {
        "config": paths.config,
        "added": paths.local,
        "state": paths.state,
        "journal": paths.journal,
        "texts": paths.texts,
        "vaults": paths.vaults,
        "set-ups": paths.set_ups,
        "snapshot": paths.published,
        "screen": paths.screen,
        "log": paths.log,
        "worktrees": paths.work,
        "tmux socket": paths.socket,
    }
    found = {
        "paths": {name: str(path) for name, path in places.items()},
        "kept": {"set-ups": kept_set_ups(paths.set_ups)},
        "versions": versions(),
    }
    if as_json:
        json_out(found)
        return
    for head, lines in found.items():
        click.echo(f"{head}:")
        for name, value in lines.items():
            click.echo(f"  {name:<14}{value}")


def kept_set_ups(folder: Path) -> str:
    """How much is kept of what set-up steps made; the process that made it removes it when it ends."""
    from fleetui.ports.gates.set_ups import kept_now

    copies, size = kept_now(folder)
    return f"{count(copies, 'folder')}, {size >> 20} MB" if copies else "none"


def versions() -> dict[str, str]:
    """Version by name; ``missing`` where there is none."""
    found = {
        "fleetui": __version__,
        "python": f"{platform.python_version()} ({sys.executable})",
        "system": platform.platform(),
        "tmux": answer_of(("tmux", "-V")) or "missing",
        "git": answer_of(("git", "--version")) or "missing",
    }
    return found | {name: _version(name) for name in _PACKAGES}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


@click.command()
@click.option(
    "-n", "--lines", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many."
)
@click.option("-f", "--follow", is_flag=True, help="Go on as it grows, until ctrl+c.")
def logs(lines: int, follow: bool) -> None:
    """Print the end of fleetui's own log."""
    path = paths_here().log
    try:
        data = tail(path)
    except FileNotFoundError:
        fail(f"there is no log yet: {path}")
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}")
    for line in data.decode(errors="replace").splitlines()[-lines:]:
        click.echo(clean(line))
    if follow:
        _follow(path)


def tail(path: Path, most: int = 4_000_000) -> bytes:
    """The last bytes of a file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - most))
        return file.read(most)


def _follow(path: Path) -> None:
    """Print what is added; a log that was rotated is read from its beginning."""
    place = path.stat().st_size
    while True:
        time.sleep(0.3)
        try:
            size = path.stat().st_size
        except OSError:
            continue
        with path.open("rb") as file:
            file.seek(place if size >= place else 0)
            added = file.read()
            place = file.tell()
        if added:
            click.echo(clean(added.decode(errors="replace")), nl=False)
