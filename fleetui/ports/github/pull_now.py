"""One pull request with all that decides about its merge, in one answer."""

from __future__ import annotations

from fleetui.model.forge.merging import PullNow, PullState
from fleetui.ports.github.answers import Node, ShapeError
from fleetui.ports.github.pulls import CHECK, FIELDS, MOST_CHECKS, pull_of
from fleetui.ports.github.readers import oid

QUERY = f"""
query($owner: String!, $name: String!, $number: Int!, $base: String!, $branch: String!) {{
  repository(owner: $owner, name: $name) {{
    ref(qualifiedName: $base) {{ target {{ oid }} }}
    mergeQueue(branch: $branch) {{ id }}
    pullRequest(number: $number) {{
      {FIELDS}
      id state
      mergeCommit {{ oid }}
      commits(last: 1) {{ nodes {{ commit {{
        oid
        statusCheckRollup {{ contexts(first: {MOST_CHECKS}) {{ totalCount nodes {{
          {CHECK}
          ... on CheckRun {{ isRequired(pullRequestNumber: $number) }}
          ... on StatusContext {{ isRequired(pullRequestNumber: $number) }}
        }} }} }}
      }} }} }}
    }}
  }}
}}
"""
_STATES = {"OPEN": PullState.OPEN, "MERGED": PullState.MERGED, "CLOSED": PullState.CLOSED}


def found(data: Node, now: float) -> PullNow:
    """What an answer to ``QUERY`` says. Raises ``ShapeError``."""
    repository = data.node("repository")
    node = repository.node("pullRequest")
    state = _STATES.get(node.text("state"))
    if state is None:
        raise ShapeError(f"{node.where}.state")
    base, merged = repository.may("ref"), node.may("mergeCommit")
    return PullNow(
        pull_of(node),
        state,
        node.text("id"),
        oid(base.node("target"), "oid") if base else "",
        oid(merged, "oid") if merged else "",
        has_queue=repository.may("mergeQueue") is not None,
        at=now,
    )
