"""Questions about what is on a project's forge, asked of it now."""

from __future__ import annotations

from fleetui.engine.link.question import Question
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.pull import PullList
from fleetui.model.forge.wishes.draft import PullDraft
from fleetui.model.forge.wishes.red_checks import RedChecks
from fleetui.model.value import value


@value
class AskPulls(Question[tuple[tuple[str, PullList], ...]]):
    """Open pull requests, asked for now, of one project or of all that have a forge; what was known before where the
    forge does not answer."""

    project: str = ""


@value
class AskRemarks(Question[tuple[Heard, ...]]):
    """What others said in one pull request of a project, or in all open ones (0), asked for now unless that was just
    done; what was known before where the forge does not answer."""

    project: str = ""
    """Empty: of every project that has a forge."""
    number: int = 0


@value
class AskRedChecks(Question[RedChecks]):
    """What failed on the newest commit of a pull request, with step and end of log, asked for now."""

    project: str
    number: int


@value
class AskPullDraft(Question[PullDraft]):
    """The pull request that would be made of an agent's branch now; raises ``AskError`` where none can be."""

    name: str


@value
class AskIssues(Question[tuple[tuple[str, IssueList], ...]]):
    """The issues that the queries of one project or of all find, asked for now; with what was known before where the
    forge does not answer. With a number also that one whole, unless that was just done."""

    project: str = ""
    number: int = 0
