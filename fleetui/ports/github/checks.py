"""Checks that failed, by their jobs and logs, and what runs again."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.forge.wishes.red_checks import Attempt, CommitChecks, FailedJob
from fleetui.ports.github.answers import Node, ShapeError
from fleetui.ports.github.pulls import CHECK, MOST_CHECKS, check_of
from fleetui.ports.github.readers import oid

QUERY = f"""
query($owner: String!, $name: String!, $ref: String!) {{
  repository(owner: $owner, name: $name) {{
    ref(qualifiedName: $ref) {{ target {{
      oid
      ... on Commit {{
        statusCheckRollup {{ contexts(first: {MOST_CHECKS}) {{ totalCount nodes {{ {CHECK} }} }} }}
      }}
    }} }}
  }}
}}
"""
_BAD = frozenset({"failure", "timed_out", "cancelled", "action_required", "startup_failure"})
_NAME = 160


def of_branch(data: Node) -> CommitChecks | None:
    """What an answer to ``QUERY`` says; ``None`` where there is no such branch. Raises ``ShapeError``."""
    ref = data.node("repository").may("ref")
    if ref is None:
        return None
    commit = ref.node("target")
    rollup = commit.may("statusCheckRollup")
    contexts = rollup.node("contexts") if rollup else None
    known = tuple(check_of(one) for one in contexts.each("nodes")) if contexts else ()
    return CommitChecks(
        oid(commit, "oid"), known, contexts is None or contexts.number("totalCount") <= len(known)
    )


def failed_job(job: Node) -> FailedJob:
    """A job, by the REST API. Raises ``ShapeError``."""
    steps = [one for one in job.each("steps") if one.word("conclusion") in _BAD]
    step = clean_line(steps[0].text("name"), _NAME) if steps else ""
    return FailedJob(oid(job, "head_sha"), step)


def attempt(run: Node) -> Attempt:
    """A run of a workflow. Raises ``ShapeError``."""
    number = run.number("run_attempt")
    if number < 1:
        raise ShapeError(f"{run.where}.run_attempt")
    return Attempt(number, oid(run, "head_sha"), run.text("status") == "completed")
