"""Merging one pull request with gh: exactly the commit that was shown, never by itself later, never forced."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.answers import told
from fleetui.ports.github.gh import PORT, Said, call

METHODS = ("merge", "squash", "rebase")
LIMIT_S = 60.0
ENQUEUE = """
mutation($pull: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: {pullRequestId: $pull, expectedHeadOid: $head}) { mergeQueueEntry { id } }
}
"""


async def merge(
    repository: Repository, now: PullNow, method: str, environment: Mapping[str, str], doing: str
) -> None:
    """``gh pr merge``, pinned to the commit. Raises ``PortError``, or ``Unanswered`` where it may have been done."""
    if method not in METHODS:
        raise PortError(PORT, doing, f"{told(method)} is no way to merge")
    await _acted(
        ("pr", "merge", *_which(repository, now), f"--{method}", "--match-head-commit", now.pull.head),
        environment,
        doing,
    )


async def disarm(repository: Repository, now: PullNow, environment: Mapping[str, str], doing: str) -> None:
    """Take back an order to merge by itself. Raises as ``merge``."""
    await _acted(("pr", "merge", *_which(repository, now), "--disable-auto"), environment, doing)


def _which(repository: Repository, now: PullNow) -> tuple[str, ...]:
    return str(now.pull.number), "--repo", f"{repository.host}/{repository.slug}"


async def _acted(arguments: tuple[str, ...], environment: Mapping[str, str], doing: str) -> None:
    said = await call(arguments, doing=doing, environment=environment, limit_s=LIMIT_S)
    if said.code:
        raise _failed(said, doing)


def _failed(said: Said, doing: str) -> PortError:
    """What gh says of a failed act cannot tell one that was refused from one whose answer was lost."""
    lines = [line for line in said.err.splitlines() if line.strip()]
    return Unanswered(PORT, doing, told(" ".join(lines[:3])) or f"gh ended with {said.code} and said nothing")
