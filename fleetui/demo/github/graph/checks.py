"""Check runs and commit statuses (docs.github.com/graphql/reference/objects: StatusCheckRollup, CheckRun)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from fleetui.demo.github.graph.connections import Page
from fleetui.demo.github.graph.fields import Asking, At, answers
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.refused import Refused
from fleetui.demo.github.things import Check, Status

_BAD = frozenset({"FAILURE", "TIMED_OUT", "CANCELLED", "ACTION_REQUIRED", "STARTUP_FAILURE"})


def rolled_up(at: At) -> list[Check | Status]:
    """Every check of a commit, the newest of each name."""
    return [*at.repo.checks_of(at.oid), *at.repo.statuses_of(at.oid)]


def _state(every: Iterable[Check | Status]) -> str:
    words = [one.state if isinstance(one, Status) else one.conclusion or "PENDING" for one in every]
    if any(word in _BAD for word in words):
        return "FAILURE"
    for word in ("ERROR", "EXPECTED", "PENDING"):
        if word in words:
            return word
    return "SUCCESS"


@answers("Commit", "statusCheckRollup")
def _rollup(at: At, _: Asking) -> dict[str, Any] | None:
    return _of(at)


def _of(at: At) -> dict[str, Any] | None:
    every = rolled_up(at)
    return {"id": f"SCR_{at.oid}", "commit": at, "state": _state(every), "every": every} if every else None


@answers("PullRequest", "statusCheckRollup")
def _pull_rollup(pull: Pull, _: Asking) -> dict[str, Any] | None:
    return _of(At(pull.repo, pull.head_oid))


@answers("Commit", "status")
def _status(at: At, _: Asking) -> dict[str, Any] | None:
    every = at.repo.statuses_of(at.oid)
    return {"id": f"ST_{at.oid}", "state": _state(every), "contexts": every} if every else None


@answers("StatusCheckRollup", "contexts")
def _contexts(rollup: dict[str, Any], asking: Asking, **page: Any) -> Page:
    every = rollup["every"]
    runs = Counter(run_state(one) for one in every if isinstance(one, Check))
    contexts = Counter(one.state for one in every if isinstance(one, Status))
    return Page(
        asking,
        "contexts",
        every,
        **page,
        check_run_count=runs.total(),
        check_run_counts_by_state=[{"state": state, "count": many} for state, many in runs.items()],
        status_context_count=contexts.total(),
        status_context_counts_by_state=[{"state": state, "count": many} for state, many in contexts.items()],
    )


def run_state(check: Check) -> str:
    """``CheckRunState``: the conclusion of what is completed, else how far it is."""
    return check.conclusion or check.status


@answers("CheckRun StatusContext", "isRequired")
def _required(
    one: Check | Status,
    asking: Asking,
    pull_request_id: str | None = None,
    pull_request_number: int | None = None,
) -> bool:
    repo = one.repo if isinstance(one, Status) else one.suite.repo
    if pull_request_id:
        pull = asking.hub.node(pull_request_id)
    elif pull_request_number:
        pull = repo.pull_numbered(pull_request_number)
    else:
        raise Refused("A pull request ID or pull request number is required.")
    name = one.context if isinstance(one, Status) else one.name
    return isinstance(pull, Pull) and pull.protection is not None and name in pull.protection.checks


@answers("StatusContext", "description")
def _description(status: Status, _: Asking) -> str | None:
    return status.description or None


@answers("CheckRun", "permalink")
@answers("CheckRun", "url")
def _check_url(check: Check, _: Asking) -> str:
    return f"{check.suite.repo.url}/runs/{check.database_id}"


@answers("CheckRun", "title")
def _check_title(check: Check, _: Asking) -> str | None:
    return check.name if check.summary else None


@answers("CheckRun", "summary")
def _check_summary(check: Check, _: Asking) -> str | None:
    return check.summary or None


@answers("CheckRun", "checkSuite")
def _suite(check: Check, _: Asking) -> dict[str, Any]:
    suite, run = check.suite, check.suite.run
    every = [one for one in suite.repo.checks if one.suite is suite]
    done = all(one.status == "COMPLETED" for one in every)
    said = _state(every)
    return {
        "id": suite.id,
        "databaseId": suite.database_id,
        "app": {"id": f"A_{suite.app}", "name": suite.app, "slug": suite.app},
        "status": "COMPLETED" if done else "IN_PROGRESS",
        "conclusion": said if done else None,
        "workflowRun": run
        and {
            "id": run.id,
            "databaseId": run.database_id,
            "event": run.event,
            "runNumber": run.number,
            "url": run.url,
            "workflow": {
                "id": run.workflow.id,
                "databaseId": run.workflow.database_id,
                "name": run.workflow.name,
            },
        },
    }
