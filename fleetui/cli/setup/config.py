"""The configuration: where it is, what it says, whether it is right, what it may hold. And completions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fleetui.cli.common import as_json_option, paths_here
from fleetui.cli.output import fail, json_out
from fleetui.cli.setup.keys import key_problems
from fleetui.cli.setup.repository import why_no_work
from fleetui.config.problems import ConfigError, Problem

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.model.settings import Settings


@click.group()
def config() -> None:
    """The operator's fleet.toml. fleetui reads it and never writes it."""


@config.command()
@as_json_option
def path(as_json: bool) -> None:
    """Print where fleet.toml is, or would be."""
    paths = paths_here()
    if as_json:
        json_out({"config": paths.config, "added": paths.local, "exists": paths.config.exists()})
    else:
        click.echo(str(paths.config))


@config.command()
@as_json_option
def show(as_json: bool) -> None:
    """Print the settings as they are used, defaults included, as TOML."""
    from fleetui.config.load import load

    plain = as_plain(load(paths_here()))
    if as_json:
        json_out(plain)
        return
    import tomli_w

    click.echo(tomli_w.dumps(plain), nl=False)


@config.command()
@as_json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Check fleet.toml: every mistake at once, with file, line and key. Exit code 2 when there is one."""
    paths = paths_here()
    problems = all_problems(paths)
    if as_json:
        json_out({"ok": not problems, "config": paths.config, "problems": [asdict(one) for one in problems]})
        ctx.exit(2 if problems else 0)
    if problems:
        raise ConfigError(problems)
    click.echo(f"{paths.config}: {'fine' if paths.config.exists() else 'not there: the defaults hold'}")


@config.command()
def schema() -> None:
    """Print the JSON schema of fleet.toml, for editors."""
    from fleetui.config.schema.file import FleetFile

    json_out(FleetFile.model_json_schema(by_alias=True))


@config.command()
def reference() -> None:
    """Print every key of fleet.toml with its values, default and meaning, as Markdown."""
    from fleetui.config.reference import reference as every_key

    click.echo(every_key(), nl=False)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completions(shell: str) -> None:
    """Print the completion script for a shell; load it with: eval "$(fleetui completions bash)"."""
    from click.shell_completion import get_completion_class

    from fleetui.cli.main import command_line

    kind = get_completion_class(shell)
    if kind is None:
        fail(f"this version of click cannot complete for {shell}")
    click.echo(kind(command_line(), {}, "fleetui", "_FLEETUI_COMPLETE").source())


def all_problems(paths: Paths) -> tuple[Problem, ...]:
    """What is wrong in the files, and with what they point to."""
    from fleetui.config.load import load

    try:
        settings = load(paths)
    except ConfigError as error:
        return error.problems
    return (
        *_misplaced(paths, settings),
        *_in_profiles(settings),
        *_in_hosted(settings),
        *key_problems(paths, settings),
    )


def _misplaced(paths: Paths, settings: Settings) -> list[Problem]:
    found = []
    for name, project in settings.projects.items():
        place = Path(project.path)
        if why := why_no_repository(place) or why_no_work(place, project.base):
            found.append(Problem(str(paths.config), f"{project.path} {why}", f"projects.{name}.path"))
    return found


def _in_profiles(settings: Settings) -> tuple[Problem, ...]:
    from fleetui.agents.load import load_profiles
    from fleetui.agents.profile import ProfileError

    try:
        load_profiles([Path(folder) for folder in settings.profiles])
    except ProfileError as error:
        return tuple(Problem("profile", mistake) for mistake in error.mistakes)
    return ()


def _in_hosted(settings: Settings) -> tuple[Problem, ...]:
    from fleetui.agents.hosted.load import load_hosted
    from fleetui.agents.profile import ProfileError

    try:
        load_hosted([Path(folder) for folder in settings.hosted])
    except ProfileError as error:
        return tuple(Problem("hosted agent", mistake) for mistake in error.mistakes)
    return ()


def why_no_repository(folder: Path) -> str:
    """Why a folder is no checkout, or empty when it is one. Runs nothing."""
    if not folder.is_dir():
        return "is not a folder"
    fine = (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir())
    return "" if fine else "is not a git repository"


def as_plain(settings: Settings) -> dict[str, Any]:
    """The settings in the shape of the file."""
    screen, thresholds = asdict(settings.screen), _lists(asdict(settings.thresholds))
    return {
        "source": settings.source,
        "window": list(settings.window),
        "rate_hz": settings.rate_hz,
        "work": settings.scratch,
        "profiles": {"folders": list(settings.profiles)},
        "hosted": {"folders": list(settings.hosted)},
        "screen": screen,
        "thresholds": thresholds,
        "after_error": asdict(settings.after_error),
        "projects": {name: _lists(asdict(one)) for name, one in settings.projects.items()},
        "agents": {seat.name: _lists(asdict(seat)) for seat in settings.seats},
    }


def _lists(value: Any) -> Any:
    """Tuples as lists; what is not said is left out, because the file has no word for it."""
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items() if one is not None}
    return [_lists(one) for one in value] if isinstance(value, tuple | list) else value
