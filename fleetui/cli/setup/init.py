"""``fleetui init``: a commented fleet.toml for the repository in the current folder. Runs nothing of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import paths_here
from fleetui.cli.output import fail
from fleetui.cli.setup.repository import base_of, repository_around, why_no_work
from fleetui.config.command_name import command_name
from fleetui.model.names import minted

if TYPE_CHECKING:
    from fleetui.config.paths import Paths

_BUILDS = (
    ("Cargo.toml", ("cargo", "build"), ("cargo", "test")),
    ("go.mod", ("go", "build", "./..."), ("go", "test", "./...")),
    ("package.json", ("npm", "run", "build"), ("npm", "test")),
    ("pyproject.toml", ("python3", "-m", "compileall", "-q", "."), ("python3", "-m", "pytest", "-q")),
    ("Makefile", ("make",), ("make", "test")),
)


@click.command()
@click.option("--add", is_flag=True, help="Where fleet.toml exists: declare the project in fleet.local.toml.")
def init(add: bool) -> None:
    """Write a commented fleet.toml for the repository in the current folder. Never overwrites one."""
    paths = paths_here()
    repository = repository_around(Path.cwd())
    if repository is None:
        fail("this folder is in no git repository; go into one first")
    if not str(repository).isprintable():
        fail("this repository's path holds characters a configuration cannot show")
    text = file_for(repository)
    if paths.config.exists():
        _one_more(paths, repository, add=add)
        return
    _write_new(paths.config, text)
    click.echo(f"wrote {paths.config}\nnext: read it, then: {command_name()}")
    _say_what_is_missing(repository)


def _say_what_is_missing(repository: Path) -> None:
    if why := why_no_work(repository, base_of(repository)):
        click.echo(f"first, because {repository} {why}", err=True)


def _one_more(paths: Paths, repository: Path, *, add: bool) -> None:
    """A further project: declared by its place where that is wanted; its gates are the operator's to write."""
    from fleetui.config.load import load
    from fleetui.config.local import add_project

    known = {project.path: name for name, project in load(paths).projects.items()}
    if str(repository) in known:
        fail(f"{repository} is the project {known[str(repository)]} already")
    click.echo(project_part(repository), nl=False)
    if not (add or (sys.stdin.isatty() and click.confirm(f"declare it in {paths.local} now?", err=True))):
        fail(
            f"{paths.config} exists and is yours: add the lines above to it, or declare the place: "
            f"{command_name()} init --add"
        )
    name = minted(repository.name, known.values(), "project")
    add_project(paths, name, str(repository), base_of(repository))
    click.echo(
        f"declared {name} in {paths.local}: {command_name()} add NAME --project {name} works\n"
        f"nothing lands there before it has a gate: add the lines above to {paths.config} as [projects.{name}]"
    )
    _say_what_is_missing(repository)


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}")


def project_part(repository: Path) -> str:
    """The part of the file that is about one repository."""
    name = minted(repository.name, (), "project")
    build, test = next(
        ((build, test) for file, build, test in _BUILDS if (repository / file).exists()),
        (("make",), ("make", "test")),
    )
    known = any((repository / file).exists() for file, _, _ in _BUILDS)
    mark = "" if known else "# "
    return f"""\
[projects.{name}]
path = {json.dumps(str(repository), ensure_ascii=False)}
base = {json.dumps(base_of(repository))}
# setup = ["make", "deps"]        # run once in every new worktree and in every checkout gates run in
# copy = [".env"]                 # files copied from your checkout into new worktrees
# ports = [4100, 4199]            # one is handed to each agent as PORT
# rules = ["Run the tests before you say done."]   # said in every handoff
# gate_when = "asked"             # "idle" (default): gates run by themselves once an agent rests
# protected = ["ci/**"]           # a change here asks for a typed word before it lands
# landing = "squash"              # or "merge" (default), "rebase": how a branch comes onto the base

# Nothing lands unless every required gate passed on exactly the commit that would land.
{mark}[[projects.{name}.gates]]
{mark}name = "build"
{mark}run = {json.dumps(list(build))}
# timeout_s = 900

# [[projects.{name}.gates]]
# name = "test"
# run = {json.dumps(list(test))}
# min_tests = 1                   # a pass must report at least so many

# [projects.{name}.review]        # an agent of another kind refutes each patch that you ask it to, with e on the board
# required = true                 # nothing lands that it did not accept

# [projects.{name}.github]        # pull requests beside their branches, through gh; see: fleetui help github

# [agents.first]                  # seats; fleetui add makes them too, in fleet.local.toml
# profile = "claude"              # or "codex", "gemini", "opencode", "qwen", "aider", "pi", "copilot", "agy", "shell"
# command = ["claude"]            # what is started instead of the profile's own program
# project = "{name}"
"""


def file_for(repository: Path) -> str:
    """A whole fleet.toml for one repository."""
    return f"""\
# fleetui reads this file and never writes it. Check it with: fleetui config check
# Every key: fleetui config schema

# window = [120, 40]              # columns and rows of new agent windows
# rate_hz = 4.0                   # observations per second

{project_part(repository)}
# [screen]
# theme = "fleet-dark"            # fleet-light, fleet-contrast, fleet-cvd
# glyphs = "auto"                 # or "unicode", "ascii"
# keys = {{ "agent.answer" = "i" }} # see: fleetui keys

# [screen.alerts]                 # only while you look elsewhere
# bell = false
# terminal = "off"                # "auto": a notification, where your terminal takes one
# command = ["notify-send", "fleetui"]

# [after_error]                   # minutes until a queue goes on by itself, by the error that stopped its agent
# overloaded = 5                  # 0 leaves it to you; also limited, connection, server, auth, other

# [thresholds]
# low_context_percent = 20
# stale_s = 15
# accept_s = 20
# stuck_minutes = 15              # instead of what the profiles say (10); 0 is never
# burning_percent = 20            # context spent without a changed file from which it is said
"""
