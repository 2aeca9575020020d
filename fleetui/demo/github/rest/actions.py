"""Workflow runs, their jobs, logs and reruns (docs.github.com/rest/actions)."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import urlsplit

from fleetui.demo.github.exchange import Answer
from fleetui.demo.github.refused import Refused, forbidden, missing
from fleetui.demo.github.rest import shapes
from fleetui.demo.github.rest.registry import Call, route
from fleetui.demo.github.things import Job, Step, WorkflowRun

LOGS = "results-receiver.actions.githubusercontent.com"
"""Logs are kept at another host: what is sent there must hold no login."""


def _run(call: Call) -> WorkflowRun:
    if (found := next((one for one in call.repo.runs if one.database_id == call.number), None)) is None:
        raise missing("Not Found")
    return found


def _job(call: Call) -> Job:
    every = (job for run in call.repo.runs for job in run.jobs)
    if (found := next((one for one in every if one.database_id == call.number), None)) is None:
        raise missing("Not Found")
    return found


@route("GET", "/repos/{owner}/{name}/actions/runs")
def _runs(call: Call) -> Any:
    asked = call.request.arguments
    kept = [
        one
        for one in reversed(call.repo.runs)
        if asked.get("head_sha") in (None, one.oid)
        and asked.get("branch") in (None, one.branch)
        and asked.get("event") in (None, one.event)
        and asked.get("status") in (None, one.status, one.conclusion)
    ]
    return call.page([shapes.run(one) for one in kept], "workflow_runs")


@route("GET", "/repos/{owner}/{name}/actions/runs/{number}")
@route("GET", "/repos/{owner}/{name}/actions/runs/{number}/attempts/{attempt}")
def _one(call: Call) -> Any:
    return shapes.run(_run(call))


@route("GET", "/repos/{owner}/{name}/actions/runs/{number}/jobs")
def _jobs(call: Call) -> Any:
    run = _run(call)
    every = run.jobs if call.request.arguments.get("filter") == "all" else run.now
    return call.page([shapes.job(one) for one in every], "jobs")


@route("GET", "/repos/{owner}/{name}/actions/runs/{number}/artifacts")
def _artifacts(call: Call) -> Any:
    return {"total_count": 0, "artifacts": []}


@route("GET", "/repos/{owner}/{name}/actions/workflows/{number}")
def _workflow(call: Call) -> Any:
    for one in call.repo.workflows.values():
        if call.parts["number"] in (str(one.database_id), one.path.rpartition("/")[2]):
            return {
                "id": one.database_id,
                "node_id": one.id,
                "name": one.name,
                "path": one.path,
                "state": "active",
            }
    raise missing("Not Found")


@route("GET", "/repos/{owner}/{name}/actions/workflows")
def _workflows(call: Call) -> Any:
    every = [
        {"id": one.database_id, "node_id": one.id, "name": one.name, "path": one.path, "state": "active"}
        for one in call.repo.workflows.values()
    ]
    return call.page(every, "workflows")


@route("GET", "/repos/{owner}/{name}/actions/jobs/{number}")
def _one_job(call: Call) -> Any:
    return shapes.job(_job(call))


# ---------------------------------------------------------------- reruns


def _again(call: Call, run: WorkflowRun, jobs: list[Job]) -> Answer:
    """A new attempt: those jobs begin anew, with check runs of their own."""
    if not call.repo.may_write(call.viewer):
        raise forbidden("Must have admin rights to Repository.")
    if run.status != "completed":
        raise Refused(
            f"The workflow run {run.database_id} cannot be rerun; it is already running", status=403
        )
    run.attempt += 1
    for job in jobs:
        call.repo.job(run, job.name, [Step(step.name, None) for step in job.steps] or [Step("run", None)])
    return Answer.of({}, 201)


@route("POST", "/repos/{owner}/{name}/actions/runs/{number}/rerun-failed-jobs")
def _rerun_failed(call: Call) -> Any:
    run = _run(call)
    return _again(
        call, run, [job for job in run.now if job.check.conclusion not in ("SUCCESS", "SKIPPED", "NEUTRAL")]
    )


@route("POST", "/repos/{owner}/{name}/actions/runs/{number}/rerun")
def _rerun(call: Call) -> Any:
    run = _run(call)
    return _again(call, run, run.now)


@route("POST", "/repos/{owner}/{name}/actions/jobs/{number}/rerun")
def _rerun_job(call: Call) -> Any:
    job = _job(call)
    return _again(call, job.run, [job])


# ---------------------------------------------------------------- logs


@route("GET", "/repos/{owner}/{name}/actions/runs/{number}/logs")
@route("GET", "/repos/{owner}/{name}/actions/runs/{number}/attempts/{attempt}/logs")
def _logs(call: Call) -> Any:
    """Sent elsewhere: a zip file, for a minute."""
    _run(call)
    return _elsewhere(call)


@route("GET", "/repos/{owner}/{name}/actions/jobs/{number}/logs")
def _job_logs(call: Call) -> Any:
    """Sent elsewhere: plain text, for a minute."""
    _job(call)
    return _elsewhere(call)


def _elsewhere(call: Call) -> Answer:
    return Answer(
        302, headers={"Location": f"https://{LOGS}/kept{urlsplit(call.request.target).path}?sig=once"}
    )


@route("GET", "/kept/repos/{owner}/{name}/actions/jobs/{number}/logs")
def _kept_job(call: Call) -> Any:
    return Answer(200, _text(_kept_repo_job(call)).encode(), {"Content-Type": "text/plain; charset=utf-8"})


def _kept_repo_job(call: Call) -> Job:
    repo = call.hub.found(call.parts["owner"], call.parts["name"])
    return next(job for run in repo.runs for job in run.jobs if job.database_id == call.number)


@route("GET", "/kept/repos/{owner}/{name}/actions/runs/{number}/logs")
@route("GET", "/kept/repos/{owner}/{name}/actions/runs/{number}/attempts/{attempt}/logs")
def _kept(call: Call) -> Any:
    """One file for each job, and one for each of its steps in a folder of the job's name."""
    repo = call.hub.found(call.parts["owner"], call.parts["name"])
    run = next(one for one in repo.runs if one.database_id == call.number)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as folder:
        for at, job in enumerate(run.now):
            folder.writestr(f"{at}_{job.name.replace('/', '')}.txt", _text(job))
            for number, step in enumerate(job.steps, 1):
                folder.writestr(
                    f"{job.name.replace('/', '')}/{number}_{step.name.replace('/', '')}.txt",
                    _stamped(step.log),
                )
    return Answer(200, kept.getvalue(), {"Content-Type": "application/zip"})


def _text(job: Job) -> str:
    return "".join(_stamped(step.log) for step in job.steps)


def _stamped(log: str) -> str:
    return "".join(f"2026-11-01T09:00:00.0000000Z {line}\n" for line in log.splitlines())
