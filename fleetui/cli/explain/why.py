"""From a commit or a line to the prompts that made it: who asked what, which gates said what, who released it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, linked
from fleetui.cli.output import clock, fail, json_out
from fleetui.engine.link import AskWhy
from fleetui.model.clean import clean, clean_line
from fleetui.model.event_lines import iso

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.landing_story import LandingStory
    from fleetui.model.origin import Origin, Why

_LINE = re.compile(r"(?P<path>.+):(?P<line>[1-9][0-9]{0,8})")


@click.command()
@click.argument("what", metavar="COMMIT|FILE:LINE")
@click.option(
    "--project", default="", metavar="NAME", help="Of which project; else of the one around this folder."
)
@as_json_option
def why(what: str, project: str, as_json: bool) -> None:
    """Say what a commit or a line was asked for with: its landing, agent, task, gates, release and prompts.

    A line is one of the project's base branch, whatever worktree it is named in; renamed files are followed.
    """
    asked = _asked(what, project)

    async def work(link: Link) -> Why:
        return await link.ask(asked)

    found = linked(work)
    if as_json:
        json_out(plain(found))
    else:
        _for_people(found)


def _asked(what: str, project: str) -> AskWhy:
    here = os.getcwd()  # noqa: PTH109 - as it is spelled here
    line = _LINE.fullmatch(what)
    if line is None:
        if os.path.isfile(what):  # noqa: PTH113 - Path raises for a name that no file can have
            fail(f"{what} is a file: say which line, {what}:1")
        return AskWhy(here, project, commit=what)
    path = line["path"]
    elsewhere = project and not os.path.exists(path)  # noqa: PTH110 - as above
    inside = path if elsewhere else os.path.join(here, path)  # noqa: PTH118
    return AskWhy(here, project, path=inside, line=int(line["line"]))


def _for_people(found: Why) -> None:
    origin = found.origin
    if origin.path:
        _say("line", f"{origin.path}:{origin.line}: {origin.text}")
    _say("commit", f"{origin.commit[:12]} {origin.subject}, by {origin.author}, {clock(origin.at)}")
    if not origin.merge:
        _say("landed", f"no: {found.target} of {found.project} does not hold it")
    elif found.story:
        _tell(found, found.story)
    elif origin.note:
        _say("landed", f"{origin.merge[:12]} on {found.target}; the journal does not know it, its note does:")
        click.echo(clean(origin.note))
    else:
        _say("landed", _not_through_fleetui(found, origin))


def _not_through_fleetui(found: Why, origin: Origin) -> str:
    came = f"came to {found.target} with {origin.merge[:12]} {origin.merge_subject!r}"
    how = "is a commit of its own" if origin.merge == origin.commit else came
    return f"not through fleetui: it {how}. Nothing is known of its prompts; git show {origin.merge[:12]}"


def _tell(found: Why, story: LandingStory) -> None:
    landing = story.landing
    _say(
        "landed",
        f"{landing.candidate[:12]} on {found.target} of {found.project}, released {clock(landing.at)}, "
        f"{landing.method.said}{f', taken back by {found.taken_back[:12]}' if found.taken_back else ''}",
    )
    _say("agent", f"{landing.seat}{f' ({story.profile})' if story.profile else ''}, branch {landing.branch}")
    if story.task:
        _say("task", f"{story.task} {story.title}")
    for gate in story.gates:
        _say("gate", f"{gate.gate} {gate.verdict} {clock(gate.at)}, {gate.seconds:.0f} s {gate.detail}")
    if not story.prompts:
        _say("prompts", "none went through the queue; what was typed into the pane itself is not kept")
    for place, prompt in enumerate(story.prompts):
        if place == 1 and story.left_out:
            click.echo(f"\n... {story.left_out} more ...")
        click.echo(f"\n{clock(prompt.at)}  {prompt.kind}, {prompt.state}")
        for line in prompt.text.splitlines():
            click.echo(f"    {line}".rstrip())


def _say(label: str, text: str) -> None:
    click.echo(f"{label:<8}{clean_line(text, 500)}")


def plain(found: Why) -> dict[str, object]:
    """The answer as plain data."""
    origin = found.origin
    return {
        "project": found.project,
        "target": found.target,
        "line": {"path": origin.path, "line": origin.line, "text": origin.text} if origin.path else None,
        "commit": {
            "id": origin.commit,
            "subject": origin.subject,
            "author": origin.author,
            "at": iso(origin.at),
        },
        "merge": {"id": origin.merge, "subject": origin.merge_subject} if origin.merge else None,
        "landing": _landing(found.story) | {"taken_back": found.taken_back} if found.story else None,
        "note": clean(origin.note),
    }


def _landing(story: LandingStory) -> dict[str, object]:
    landing = story.landing
    return {
        "id": landing.id,
        "agent": landing.seat,
        "profile": story.profile,
        "task": story.task,
        "title": story.title,
        "branch": landing.branch,
        "head": landing.head,
        "base": landing.base,
        "candidate": landing.candidate,
        "tree": landing.tree,
        "released": iso(landing.at),
        "gates": [
            {
                "name": x.gate,
                "commit": x.candidate,
                "verdict": x.verdict.value,
                "at": iso(x.at),
                "seconds": x.seconds,
                "detail": x.detail,
            }
            for x in story.gates
        ],
        "prompts": [
            {"entry": x.entry, "kind": x.kind, "state": x.state, "at": iso(x.at), "text": x.text}
            for x in story.prompts
        ],
        "left_out": story.left_out,
    }
