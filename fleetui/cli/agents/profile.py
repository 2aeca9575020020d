"""A first profile of an agent's command line, made by watching it through a guided minute."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

import click

from fleetui.cli.common import linked, paths_here
from fleetui.cli.output import fail
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.status import Phase

if TYPE_CHECKING:
    from fleetui.agents.screen.proposal import Named, Proposal
    from fleetui.model.identities import PaneRef
    from fleetui.model.screen import Frame

SIZE = (120, 40)
SETTLE_S = 0.4
"""What was asked for is looked at so long after it was said to be so."""
BETWEEN_S = 0.6
"""Between two looks at one that works: what turns and counts is told from what stands."""
LOOKS = 4
DRAFT = "hello fleetui"
_VERSION = re.compile(r"\d+\.\d+[\w.]*")


class _Step(NamedTuple):
    """One thing the operator is asked to bring about."""

    phase: Phase
    asks: str
    draft: str = ""
    looks: int = 1


_STEPS = (
    _Step(Phase.IDLE, "Bring it to rest: it waits for you, and nothing stands where you write."),
    _Step(Phase.IDLE, f"Write  {DRAFT}  where you write, and do not send it.", DRAFT),
    _Step(
        Phase.WORKING, "Give it something that takes half a minute, and come back while it works.", "", LOOKS
    ),
    _Step(Phase.IDLE, "Let it finish, or stop it: it is at rest again, and nothing stands where you write."),
    _Step(Phase.ASKING, "Have it ask you before it acts, such as for a command that needs your permission."),
)


@click.group()
def profile() -> None:
    """How one kind of agent is started, read and typed to; new makes a first profile by watching a program."""


@profile.command(context_settings={"ignore_unknown_options": True})
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option(
    "--pane", default="", metavar="TARGET", help="Watch a pane where it runs already, as discover names it."
)
@click.option("--socket", default="", metavar="PATH", help="The tmux server of that pane.")
@click.option("--name", default="", help="What the profile is called; the program's name when left out.")
@click.option(
    "--programs",
    multiple=True,
    metavar="NAME",
    help="What its process is called; found by itself when left out.",
)
def new(program: tuple[str, ...], pane: str, socket: str, name: str, programs: tuple[str, ...]) -> None:
    """Make a first profile of PROGRAM (with its arguments) by watching it at rest, at work and asking.

    It is started in a tmux of its own, in this folder; you bring it about, and press enter here when it is so. Nothing
    is typed into it. The profile and its screens are written beside fleet.toml, and read back by it as a test.
    """
    from fleetui.model.names import why_not_name

    known_by = programs or _names(program)
    _may_be_known_by(known_by)
    called = name or PurePath(known_by[0]).stem
    if problem := why_not_name(called):
        fail(f"{called!r} cannot name a profile: {problem}; say --name")
    if not sys.stdin.isatty():
        fail("a person has to bring it to rest, to work and to ask: call it in a terminal")
    if not "".join(program).isprintable():
        fail("its name or arguments hold what no profile can name: start it by a name of letters and signs")
    file = paths_here().config.parent / "profiles" / f"{called}.toml"
    _may_write(called, file)
    with _watched(program, pane, socket) as (where, attach):
        screens = _watch(where, attach)
    if not any(one.phase is Phase.IDLE for one in screens):
        fail("it was never seen at rest: nothing can be proposed")
    _propose(called, program, known_by, file, screens, started=not pane)


def _names(program: Sequence[str]) -> tuple[str, ...]:
    """What its process is called: of a script that an interpreter runs, the script's name."""
    from fleetui.model.programs import started_as

    return started_as(program) or (PurePath(program[0]).name,)


def _may_be_known_by(programs: Sequence[str]) -> None:
    """End here where a name would claim whatever an interpreter or a starter of others runs."""
    from fleetui.model.programs import runs_others

    if wide := next((one for one in programs if runs_others(one)), ""):
        fail(
            f"{clean_line(wide, 60)} runs programs of every kind: known by that name, all of them would be this agent. "
            "Start it with its script, or say --programs with the name of its process, or the end of its file's path"
        )


def _may_write(called: str, file: Path) -> None:
    """Ask before anything is replaced. Ends here where nothing can be written, and not after a guided minute."""
    from fleetui.config.load import known_profiles

    there = next(one for one in (file.parent, *file.parent.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK) or file.is_dir():
        fail(f"cannot write {file}: {there if not file.is_dir() else file} is in the way")
    if file.exists():
        click.confirm(f"{file} exists: write it anew? What it holds is lost.", abort=True)
    elif called in known_profiles():
        click.confirm(f"A profile {called} comes with fleetui: replace it by one of your own?", abort=True)


# ---------------------------------------------------------------- watching


@contextmanager
def _watched(program: Sequence[str], pane: str, socket: str) -> Iterator[tuple[PaneRef, tuple[str, ...]]]:
    """The pane that is looked at, and what shows it here; empty for one that is shown elsewhere."""
    from fleetui.ports.tmux.tried_program import TriedProgram

    if pane:
        from fleetui.cli.agents.adopt import chosen, free_panes

        yield chosen(linked(lambda link: free_panes(link, socket)), pane, socket).pane, ()
        return
    tried = TriedProgram()
    try:
        where = tried.start(program, str(Path.cwd()), SIZE)
        click.echo(f"{clean_line(' '.join(program), 200)} runs in a tmux of its own. In another terminal:")
        click.echo(f"  {' '.join(tried.attach)}")
        yield where, tried.attach
    except PortError as error:
        fail(f"{error.doing}: {error.detail}")
    finally:
        tried.end()


def _watch(where: PaneRef, attach: tuple[str, ...]) -> list[Named]:
    """The screens, step by step. Ends where the operator stops."""
    from fleetui.agents.screen.proposal import Named

    screens: list[Named] = []
    for number, step in enumerate(_STEPS, 1):
        click.echo(f"\n{number} of {len(_STEPS)}  {step.asks}")
        if not _is_so(attach):
            click.echo("   left out")
            continue
        for frame in _frames(where, step.looks):
            written = step.draft if step.draft in "\n".join(frame.texts) else ""
            screens += [Named(step.phase, frame, written)]
    return screens


def _is_so(attach: tuple[str, ...]) -> bool:
    """Whether it was brought about; until then one may go there from here, where that is possible."""
    there = "a to go there (F12 comes back), " if attach else ""
    while True:
        said = click.prompt(
            f"   press enter here when it is so ({there}s to leave it out, q to stop)",
            default="",
            show_default=False,
        )
        match said.strip().lower():
            case "":
                return True
            case "s":
                return False
            case "q":
                raise click.Abort
            case "a" if attach:
                _go_there(attach)


def _go_there(attach: Sequence[str]) -> None:
    """Show the program in this terminal, also in one that a tmux is around, until its key comes back."""
    import subprocess

    outside = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
    subprocess.run(attach, check=False, env=outside)


def _frames(where: PaneRef, looks: int) -> list[Frame]:
    from fleetui.ports.tmux.tried_program import shot

    frames: list[Frame] = []
    for number in range(looks):
        time.sleep(BETWEEN_S if number else SETTLE_S)
        frame = asyncio.run(shot(where))
        if frame is None:
            fail("it runs no more: start it again, and find out why it ended")
        frames.append(frame)
    return frames


# ---------------------------------------------------------------- the profile


def _propose(
    called: str,
    program: Sequence[str],
    known_by: Sequence[str],
    file: Path,
    screens: list[Named],
    *,
    started: bool,
) -> None:
    from fleetui.agents.screen.proposal import propose
    from fleetui.cli.setup.program_version import answer_of

    said = answer_of((program[0], "--version")) if started and len(program) == 1 else None
    version = match[0] if (match := _VERSION.search(said or "")) else ""
    start = tuple(program) if started else (called,)
    found = propose(called, called, start, known_by, version, screens)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(_commented(found, len(screens)), "utf-8")
    except OSError as error:
        fail(f"cannot write {file}: {error.strerror}")
    wrong = _tested(called, file, screens)
    click.echo(f"\nwritten: {file}")
    for line in found.missing:
        click.echo(f"  {line}")
    click.echo(
        f"fleetui explain --file SCREEN --profile {called} reads one again; fleetui add NAME --profile {called}"
    )
    click.get_current_context().exit(1 if wrong else 0)


def _commented(found: Proposal, number: int) -> str:
    """Its text, with what is to be known of it above."""
    notes = (f"Proposed by fleetui profile new from {number} screens. It is a beginning:", *found.missing)
    return "\n".join([*(f"# {note}" for note in notes), "", found.text.rstrip(), ""])


def _tested(called: str, file: Path, screens: list[Named]) -> int:
    """Keep every screen with what it was said to show, read it back as a batch does, and say what came of it."""
    import json

    from fleetui.agents.screen.explain import explain
    from fleetui.agents.screen.stored_screens import answer_to
    from fleetui.cli.explain.batch import shelf_here
    from fleetui.cli.explain.save import save_case

    shelf, wrong = shelf_here(), 0
    read_by = shelf.profile(str(file))
    folder = file.parent / "captures"
    for one in screens:
        saved = save_case(explain(read_by, one.frame), str(folder), called, phase=one.phase)
        case = {"file": str(saved), "profile": str(file), "title": one.frame.title,
                "columns": one.frame.width, "rows": one.frame.height}  # fmt: skip
        if one.frame.cursor:
            case["cursor"] = list(one.frame.cursor)
        said = answer_to(json.dumps(case), shelf)
        right = said.get("phase") == one.phase.value
        wrong += not right
        told = f"read as {said.get('phase', said.get('error'))} by {said.get('rule', '-')}"
        click.echo(f"  {'ok   ' if right else 'WRONG'} {one.phase:<8} {clean_line(told, 100)}  {saved.name}")
    click.echo(
        f"{len(screens) - wrong} of {len(screens)} screens are read as you said, kept in {folder / called}"
    )
    return wrong
