"""What may be put into a follow-up while it is written: claims to fill in, selectors, texts of others."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.anchors.text.explicit import USAGE
from fleetui.model.blueprints import Blueprint
from fleetui.model.clean import clean
from fleetui.model.expansion import CHANGED_FILES, GATE_TAIL, LAST_MESSAGE, bounded, neutral
from fleetui.model.fleet import Project
from fleetui.model.handoff import first_line
from fleetui.model.selectors import as_name
from fleetui.model.task import Task
from fleetui.model.task_prompt import first_prompt
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView

_ABOUT = {
    "contains": "the file holds this text",
    "absent": "it does not hold it",
    "same": "two files hold the same",
    "count": "so many files match",
    "field": "front matter, TOML, YAML, JSON",
    "exists": "a file, or its lines, are there",
    "ancestor": "one commit comes from another",
    "branch": "a branch stands there",
    "probe": "the running thing answers",
}
_TEMPLATES = {
    "same": "same PATH PATH",
    "count": "count GLOB NUMBER",
    "exists": "exists PATH",
}
"""Claims without what may be left out."""


@value
class Insertion:
    """One thing that may be put in."""

    kind: str
    """claim, selector, text, task, file, or the name of the agent it comes from."""
    label: str
    """What it is, in one line."""
    text: str
    about: str = ""
    blank: str = ""
    """The first part of it that has to be written, which is selected; empty for none."""
    own_line: bool = False
    """Whether it stands in a line of its own."""


def insertions(view: FleetView, agent: AgentView, blueprints: tuple[Blueprint, ...]) -> tuple[Insertion, ...]:
    """All but files, for one agent, in the order in which they are shown."""
    return (
        *_claims(),
        *_selectors(view.projects.get(agent.seat.project)),
        *_of_task(agent.task),
        *(one for other in view.agents if other.name != agent.name for one in _said(other)),
        *(one for blueprint in blueprints for one in _texts(blueprint)),
    )


def file_named(path: str) -> Insertion:
    """A file of the worktree."""
    name = as_name(path)
    return Insertion("file", clean(name), name)


def _claims() -> Iterator[Insertion]:
    for word, usage in USAGE.items():
        text = _TEMPLATES.get(word, usage)
        yield Insertion("claim", text, text, _ABOUT[word], text.split()[1], own_line=True)


def _selectors(project: Project | None) -> Iterator[Insertion]:
    base = project.base if project else "main"
    gates = [gate.name for gate in project.gates] if project else []
    failing = [(f"{{failing tests of gate {gate}}}", "") for gate in gates] or [
        ("{failing tests of gate NAME}", "NAME")
    ]
    for text, about, blank in (
        ("{files KEY=VALUE under FOLDER}", "files by a value in them", "KEY=VALUE"),
        ("{files *.py under FOLDER}", "files by their name", "*.py"),
        ("{files under FOLDER}", "files below a folder", "FOLDER"),
        (f"{{changed since {base}}}", "committed, uncommitted, untracked", base),
        *((text, "of its newest run", blank) for text, blank in failing),
        (f"{{{GATE_TAIL}}}", "the end of the gate's log", ""),
        (f"{{{CHANGED_FILES}}}", "the files that differ from the base", ""),
    ):
        yield Insertion("selector", text, text, about, blank)


def _of_task(task: Task | None) -> Iterator[Insertion]:
    if task is not None:
        yield Insertion("task", task.title, neutral(first_prompt(task)), "its task, whole")


def _said(other: AgentView) -> Iterator[Insertion]:
    """Its last message: as it is when the follow-up is sent, or as it is now, in which nothing counts as said here."""
    said = other.session.last_message if other.session else ""
    if not said:
        return
    field = f"{{{other.name}.{LAST_MESSAGE}}}"
    quoted = "\n".join(f"> {line}" for line in neutral(bounded(said)).splitlines())
    yield Insertion(other.name, field, field, "its last message, when sent")
    yield Insertion(
        other.name, f"> {first_line(said, 60)}", quoted, "its last message, as now", own_line=True
    )


def _texts(blueprint: Blueprint) -> Iterator[Insertion]:
    for entry in blueprint.entries:
        if isinstance(entry, str):
            yield Insertion("text", first_line(entry, 60), entry, blueprint.name)
