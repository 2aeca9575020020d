"""Why a screen is read as it is: of an agent now, of a stored screen, of many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import complete_name, known_agent, linked
from fleetui.cli.output import fail, json_out
from fleetui.engine.link import AskExplain

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.explained import Explanation

_SAVE_HELP = "Store the screen and its reading as a test case below FOLDER (without one: in fleetui's own)."


@click.command()
@click.argument("name", required=False, shell_complete=complete_name)
@click.option(
    "--file", "file", metavar="SCREEN", help="A stored screen, as capture-pane -p (or -e -p) writes it."
)
@click.option(
    "--profile", metavar="P", help="Profile of the stored screen: its name, or a file of one's own."
)
@click.option("--title", default="", help="Pane title of the stored screen.")
@click.option("--size", default="", metavar="CxR", help="Columns and rows of its pane, such as 120x40.")
@click.option("--save", metavar="[FOLDER]", is_flag=False, flag_value="", default=None, help=_SAVE_HELP)
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON, for scripts.")
@click.option(
    "--batch",
    is_flag=True,
    help="Read JSON lines {file, profile, title, columns, rows} from stdin, print one JSON line for each.",
)
def explain(
    name: str | None, file: str | None, profile: str | None, title: str, size: str, save: str | None,
    as_json: bool, batch: bool,
) -> None:  # fmt: skip
    """Say why an agent, or a stored screen, is read as it is: every rule, what it saw, which one decided.

    A batch line may also hold cursor ([column, row]), command (the program in front) and dead.
    """
    ways = [name is not None, file is not None, batch]
    if sum(ways) != 1:
        raise click.UsageError("Say one of: an agent's NAME, --file SCREEN with --profile P, or --batch.")
    if not file and (profile or title or size):
        raise click.UsageError("--profile, --title and --size belong to --file.")
    if batch:
        from fleetui.cli.explain.batch import read_batch

        raise click.exceptions.Exit(read_batch())
    found, shown, so_far = _of_agent(name) if name else (_of_file(str(file), profile, title, size), "", ())
    if save is not None:
        _save(found, save, name or str(file))
    elif as_json:
        from fleetui.agents.screen.stored_screens import reading_out

        json_out(reading_out(found.reading))
    else:
        from fleetui.cli.explain.owner import heard_by_owner
        from fleetui.cli.explain.text import print_explanation

        print_explanation(found, shown, so_far, heard_by_owner(name) if name else ())


def _of_agent(name: str) -> tuple[Explanation, str, tuple[str, ...]]:
    """Its explanation, how the fleet shows it (a reading counts only once it has lasted), and what was wrong so far."""
    from fleetui.cli.explain.text import compared, shown_as
    from fleetui.ports.clock import CLOCK

    async def work(link: Link) -> tuple[Explanation, str, tuple[str, ...]]:
        agent = known_agent(link.view, name)
        found = await link.ask(AskExplain(agent.name))
        agent = known_agent(link.view, name)
        return found, shown_as(agent, CLOCK.now()), compared(agent)

    return linked(work)


def _of_file(file: str, profile: str | None, title: str, size: str) -> Explanation:
    from fleetui.agents.screen.explain import explain as explained
    from fleetui.agents.screen.stored import Stored, StoredError, frame_of, is_dead, parse_size
    from fleetui.cli.explain.batch import shelf_here

    if not profile:
        raise click.UsageError("--file needs --profile: whose screen it is.")
    try:
        columns, rows = parse_size(size) if size else (0, 0)
        shelf = shelf_here()
        found = shelf.profile(profile)
        stored = Stored(file, profile, title, columns, rows)
        frame = frame_of(stored, shelf.text(file), found)
        return explained(found, frame, dead=is_dead(stored, frame))
    except StoredError as error:
        fail(str(error))


def _save(found: Explanation, folder: str, of: str) -> None:
    from fleetui.cli.common import paths_here
    from fleetui.cli.explain.save import save_case

    try:
        saved = save_case(found, folder or str(paths_here().state / "captures"), of)
    except OSError as error:
        fail(f"{error.filename or folder} cannot be written: {error.strerror}")
    click.echo(
        f"stored {saved} and its reading beside it; it holds all that stood on the screen: look before you share it"
    )
