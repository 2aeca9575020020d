"""How a project and its forge belong together, as the operator's configuration says."""

from __future__ import annotations

from fleetui.model.value import value


@value
class ForgeRules:
    """One project's forge."""

    repository: str = ""
    """``owner/name`` or ``host/owner/name``; empty: where the checkout's remote leads."""
    every_s: float = 60.0
    """How often its lists are asked for."""
    merges: bool = False
    """What is approved is merged there as a pull request, and does not land here by itself."""
    required: tuple[str, ...] = ()
    """Checks without which nothing is merged, beside those that the forge itself requires."""
    remarks: str = "ask"
    """``ask``: what others say goes to its author on a key; ``tell``: by itself, too."""
    remarks_times: int = 2
    """How often by itself for one pull request."""
    checks: str = "ask"
    """``ask``: red checks go to its author on a key; ``tell``: by themselves, too."""
    checks_times: int = 2
    """How often by themselves for one pull request."""
    no_checks: bool = False
    """Nothing checks there: a pull request without any check may be merged all the same."""
    issues: str = ""
    """A query in the forge's own words: the issues that it finds are tasks. Empty: none are."""
    issue_authors: tuple[str, ...] = ()
    """Logins whose issues may say when a task is done and what it must not touch, beside those of the repository."""
    assign: str = ""
    """Who is assigned on the operator's key: a login, or ``@me``."""
    assign_on_start: bool = False
    """The same is done when the operator starts an agent on an issue from a dashboard."""
    dispatch: str = ""
    """What a follow-up is as a comment of its issue: ``{text}`` stands for it. Empty: none is posted."""
    label: str = ""
    """The label that is added on the same key."""
