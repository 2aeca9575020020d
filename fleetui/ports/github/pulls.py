"""The open pull requests of a repository, in one call: what stands on a board."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.forge import checks
from fleetui.model.forge.checks import Check
from fleetui.model.forge.pull import Decision, Mergeable, Pull
from fleetui.ports.github.answers import Node, ShapeError
from fleetui.ports.github.readers import login, oid, url

MOST_PULLS = 50
MOST_CHECKS = 100
MOST_THREADS = 100
MOST_ISSUES = 5
_TITLE, _NAME = 200, 120

FIELDS = f"""
  number title url updatedAt isDraft isCrossRepository
  headRefName headRefOid baseRefName mergeable mergeStateStatus reviewDecision isInMergeQueue
  author {{ login __typename }}
  autoMergeRequest {{ enabledAt }}
  reviewThreads(first: {MOST_THREADS}) {{ totalCount nodes {{ isResolved }} }}
  closingIssuesReferences(first: {MOST_ISSUES}) {{ nodes {{ url number }} }}
"""
CHECK = """
  __typename
  ... on CheckRun { name status conclusion detailsUrl startedAt completedAt
    checkSuite { workflowRun { workflow { name } } } }
  ... on StatusContext { context state targetUrl createdAt }
"""
QUERY = f"""
query($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{
    pullRequests(states: OPEN, first: {MOST_PULLS}, orderBy: {{field: UPDATED_AT, direction: DESC}}) {{
      totalCount
      nodes {{
        {FIELDS}
        commits(last: 1) {{ nodes {{ commit {{
          oid
          statusCheckRollup {{ contexts(first: {MOST_CHECKS}) {{ totalCount nodes {{ {CHECK} }} }} }}
        }} }} }}
      }}
    }}
  }}
}}
"""

_MERGEABLE = {"MERGEABLE": Mergeable.CLEAN, "CONFLICTING": Mergeable.CONFLICT, "UNKNOWN": Mergeable.UNKNOWN}
_DECISIONS = {
    "": Decision.NONE,
    "APPROVED": Decision.APPROVED,
    "CHANGES_REQUESTED": Decision.CHANGES,
    "REVIEW_REQUIRED": Decision.REQUIRED,
}


def listed(data: Node) -> tuple[tuple[Pull, ...], bool]:
    """The pull requests of an answer to ``QUERY``, and whether these are all. Raises ``ShapeError``."""
    found = data.node("repository").node("pullRequests")
    pulls = tuple(pull_of(one) for one in found.each("nodes"))
    return pulls, found.number("totalCount") <= len(pulls)


def pull_of(node: Node) -> Pull:
    """One pull request. Raises ``ShapeError``."""
    author, state = node.may("author"), node.word("mergeStateStatus")
    about, rollup = _newest(node)
    contexts = rollup.node("contexts") if rollup else None
    known = tuple(check_of(one) for one in contexts.each("nodes")) if contexts else ()
    head = oid(node, "headRefOid")
    return Pull(
        number=node.number("number"),
        title=clean_line(node.text("title"), _TITLE),
        url=url(node.text("url")),
        author=login(author),
        bot=author is not None and author.text("__typename") == "Bot",
        branch=node.text("headRefName"),
        head=head,
        base=node.text("baseRefName"),
        of_fork=node.truth("isCrossRepository"),
        draft=node.truth("isDraft"),
        mergeable=_MERGEABLE.get(node.word("mergeable"), Mergeable.UNKNOWN),
        decision=_DECISIONS.get(node.word("reviewDecision"), Decision.UNKNOWN),
        behind=state == "BEHIND",
        blocked=state == "BLOCKED",
        auto_merge=node.may("autoMergeRequest") is not None,
        queued=node.truth("isInMergeQueue"),
        checks=known if about == head else (),
        checks_whole=contexts is None or contexts.number("totalCount") <= len(known),
        checks_of=about,
        threads=_open_threads(node.node("reviewThreads")),
        updated=node.time("updatedAt"),
        closes=_closes(node),
    )


def _closes(node: Node) -> tuple[int, ...]:
    """Issues of its own repository alone: a number means nothing elsewhere."""
    listed = node.may("closingIssuesReferences")
    found = listed.each("nodes") if listed else ()
    own = f"{node.text('url').rpartition('/pull/')[0]}/issues/".lower()
    return tuple(one.number("number") for one in found if one.text("url").lower().startswith(own))


def _newest(node: Node) -> tuple[str, Node | None]:
    """The newest commit that the forge knows of it, and what its checks come to."""
    commits = node.node("commits").each("nodes")
    if not commits:
        return "", None
    commit = commits[-1].node("commit")
    return oid(commit, "oid"), commit.may("statusCheckRollup")


def _open_threads(threads: Node) -> int | None:
    known = threads.each("nodes")
    return (
        sum(not one.truth("isResolved") for one in known)
        if threads.number("totalCount") <= len(known)
        else None
    )


def check_of(node: Node) -> Check:
    """One check or status. Raises ``ShapeError``."""
    if node.text("__typename") == "CheckRun":
        suite = node.may("checkSuite")
        run = suite.may("workflowRun") if suite else None
        workflow = run.node("workflow").text("name") if run else ""
        state = checks.of_run(node.text("status"), node.word("conclusion"))
        at = node.time("completedAt") or node.time("startedAt")
        name, link = node.text("name"), node.word("detailsUrl")
    elif node.text("__typename") == "StatusContext":
        workflow, state, at = "", checks.of_status(node.text("state")), node.time("createdAt")
        name, link = node.text("context"), node.word("targetUrl")
    else:
        raise ShapeError(f"{node.where}.__typename")
    shown = clean_line(name, _NAME)
    required = node.truth("isRequired") if "isRequired" in node.table else None
    return Check(shown, state, required, clean_line(workflow, _NAME), url(link), at)
