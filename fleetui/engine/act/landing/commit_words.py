"""What goes into the commits of an agent's branch that fleetui makes, by the configuration and the task as they are."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.commit_words import NO_WORDS, CommitWords
from fleetui.model.fleet import Project
from fleetui.model.trailers import filled


def words_of(core: Core, project: Project, name: str, branch: str) -> CommitWords:
    """Author, subject and trailers for what an agent lands from this branch."""
    seat, spec = core.fleet.seats.get(name), core.settings.seat(name)
    if seat is None:
        return NO_WORDS
    task = core.task_of(seat)
    title = task.title if task else ""
    values = {
        "agent": name,
        "branch": branch,
        "project": project.name,
        "role": seat.role,
        "task": seat.task,
        "title": title,
    }
    return CommitWords(spec.author if spec else "", title, filled(project.trailers, values))
