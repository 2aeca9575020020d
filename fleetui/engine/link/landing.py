"""Questions about branches on their way to a target, and about where a line of one came from."""

from __future__ import annotations

from fleetui.engine.link.question import Question
from fleetui.model.landing_story import Prompt
from fleetui.model.origin import Why
from fleetui.model.value import value
from fleetui.model.view import BranchRow, TrainView


@value
class AskBoard(Question[tuple[BranchRow, ...]]):
    """The rows of the merge board with a forecast of now, which a command that ends at once does not wait for."""


@value
class AskDiff(Question[str]):
    """The difference of an agent's worktree, uncommitted changes included, from its base."""

    name: str


@value
class AskCandidateDiff(Question[str]):
    """The difference that the present candidate of an agent's branch would bring to its base."""

    name: str


@value
class AskTrain(Question[TrainView]):
    """These agents' branches as a train in this order, as far as the evidence goes; no gate runs for it."""

    names: tuple[str, ...]


@value
class AskGateLog(Question[str]):
    """What a gate that runs wrote so far; an error once it does not run in the process that is asked."""

    commit: str
    """What it runs on."""
    gate: str


@value
class AskPrompts(Question[tuple[Prompt, ...]]):
    """What an agent was given since it came to its branch or last landed, oldest first."""

    name: str


@value
class AskWhy(Question[Why]):
    """Where a line of a project's target, or a commit, came from: the landing that brought it, and its prompts."""

    folder: str = ""
    """Where it is asked: its repository is meant where no project is named."""
    project: str = ""
    path: str = ""
    """Of a line: absolute, in any worktree of it, or from its top folder."""
    line: int = 0
    commit: str = ""
    """By any name that git has for it; empty where a line is asked for."""
