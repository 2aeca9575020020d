"""Who else works on the files that a text names, by what is known anyway."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.fleet import Seat
from fleetui.model.queue import Entry, EntryState
from fleetui.model.same_files import How, OnFile, others_on, shared_by
from fleetui.model.view import AgentView, ChangedFile, FleetView, GitFacts


def agent(name: str, *texts: str, changed: tuple[str, ...] = (), project: str = "shop") -> AgentView:
    files = tuple(ChangedFile(path, 1, 0) for path in changed)
    queue = tuple(Entry(f"{name}{place}", text) for place, text in enumerate(texts))
    git = GitFacts("b", "h", "m", files=files)
    return AgentView(Seat(name, "claude", project, f"/w/{name}", 0), queue=queue, git=git)


def test_each_other_agent_of_the_project_is_named_once_with_what_is_nearest_to_a_conflict() -> None:
    view = FleetView(
        (
            agent("me", "see src/a.py"),
            agent("one", "see src/a.py:12", changed=("src/a.py",)),
            agent("two", "then a.py", "and src/b.py"),
            agent("far", changed=("src/a.py",), project="other"),
        )
    )
    assert others_on(view, ("me",), "fix src/a.py:3") == (
        OnFile("one", "src/a.py", How.CHANGED),
        OnFile("two", "src/a.py", How.QUEUED),
    )


def test_what_is_being_sent_counts_before_what_waits_and_what_is_over_does_not() -> None:
    one = agent("one", "see src/a.py")
    sent = replace(one, queue=(replace(one.queue[0], state=EntryState.SUBMITTED),))
    view = FleetView((agent("me"), sent))
    assert [found.how for found in others_on(view, ("me",), "src/a.py")] == [How.UNDER_WAY]
    over = replace(one, queue=(replace(one.queue[0], state=EntryState.ACCEPTED),))
    assert others_on(FleetView((agent("me"), over)), ("me",), "src/a.py") == ()


def test_agents_that_are_told_together_and_work_on_one_file_are_named_with_it() -> None:
    view = FleetView((agent("one", changed=("src/a.py",)), agent("two", "fix src/a.py"), agent("three")))
    assert shared_by(view, ("one", "two", "three")) == (("src/a.py", ("one", "two")),)
    assert shared_by(view, ("one", "three")) == ()
