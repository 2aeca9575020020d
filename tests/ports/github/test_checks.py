"""Red checks through the real gh: job, step and log of exactly one commit, and what failed begins again once."""

from __future__ import annotations

import time

import pytest

from fleetui.demo.github import faults
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.rest.actions import LOGS
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Step
from fleetui.engine.protocols.errors import Gone, PortError, Unanswered
from fleetui.engine.protocols.forge import Limited
from fleetui.model.forge.checks import CheckState
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.red_checks import job_of, red
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    """One whose check build is red, in its second step."""
    ada = hub.account("ada")
    head = shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", ada)
    made = shop.pull("feat", "Add it", author=ada)
    steps = [
        Step("Set up job", log="ready"),
        Step("Run pytest", "failure", "E assert 1\n##[error]exit code 1"),
    ]
    shop.run(head, {"build": [*steps, Step("Post", log="tidied up")], "lint": [Step("ruff")]}, branch="feat")
    return made


@pytest.fixture
def port(gh: Gh) -> GitHub:
    return GitHub(gh.environment, time.monotonic)


async def test_job_step_and_log_of_a_red_check_are_read(
    shop: Repo, api: ApiServer, port: GitHub, pull: Pull
) -> None:
    now = (await port.pull(SHOP, pull.number, "main")).pull
    (failed,) = red(now)
    job = job_of(failed, SHOP)
    assert job is not None and job.run == shop.runs[0].database_id
    found = await port.failed_job(SHOP, job.job)
    assert (found.head, found.step) == (pull.head_oid, "Run pytest")
    assert "E assert 1" in found.log and found.why_no_log == ""
    assert all(one.viewer is None for one in api.log if one.host == LOGS), "the login stays at the forge"


async def test_a_log_that_is_gone_leaves_job_and_step(
    shop: Repo, api: ApiServer, port: GitHub, pull: Pull
) -> None:
    job = shop.runs[0].jobs[0].database_id
    api.faults.add(faults.rest("GET", "/logs"), faults.not_found)
    found = await port.failed_job(SHOP, job)
    assert (found.step, found.log) == ("Run pytest", "")
    assert "not found" in found.why_no_log


async def test_the_checks_of_the_base_are_those_of_its_newest_commit(
    shop: Repo, port: GitHub, pull: Pull
) -> None:
    assert (await port.checks(SHOP, "main")).checks == ()
    shop.run(shop.bare.branch("main"), {"build": [Step("pytest", "failure")]}, branch="main", event="push")
    found = await port.checks(SHOP, "main")
    assert (found.head, [one.state for one in found.checks]) == (shop.bare.branch("main"), [CheckState.FAIL])
    (failed,) = red((await port.pull(SHOP, pull.number, "main")).pull)
    assert found.is_red(failed) is True
    shop.commit("main", {"more.py": ""})
    assert (await port.checks(SHOP, "main")).is_red(failed) is None, "of the newest commit nothing is known"
    with pytest.raises(Gone, match="no such branch"):
        await port.checks(SHOP, "gone")


async def test_what_failed_begins_again_alone_and_once(shop: Repo, port: GitHub, pull: Pull) -> None:
    run = shop.runs[0]
    before = await port.attempt(SHOP, run.database_id)
    assert (before.number, before.head, before.done) == (1, pull.head_oid, True)
    await port.rerun(SHOP, run.database_id)
    after = await port.attempt(SHOP, run.database_id)
    assert (after.number, after.done) == (2, False)
    assert [job.name for job in run.jobs] == ["build", "lint", "build"]
    with pytest.raises(PortError, match="already running"):
        await port.rerun(SHOP, run.database_id)


@pytest.mark.parametrize("act", [faults.cut_after, faults.bad_gateway_after])
async def test_a_run_that_began_before_the_answer_was_lost_is_found(
    shop: Repo, api: ApiServer, port: GitHub, pull: Pull, act: faults.Act
) -> None:
    run = shop.runs[0].database_id
    api.faults.add(faults.rest("POST", "/rerun-failed-jobs"), act)
    with pytest.raises(Unanswered):
        await port.rerun(SHOP, run)
    assert (await port.attempt(SHOP, run)).number == 2


async def test_a_limit_is_kept_and_a_failure_is_no_answer(
    shop: Repo, api: ApiServer, port: GitHub, pull: Pull
) -> None:
    job = shop.runs[0].jobs[0].database_id
    api.faults.add(faults.rest("GET", f"/jobs/{job}"), faults.secondary())
    with pytest.raises(Limited):
        await port.failed_job(SHOP, job)
    api.faults.add(
        faults.rest("GET", f"/jobs/{job}"), faults.said({"steps": None, "head_sha": pull.head_oid})
    )
    with pytest.raises(PortError, match="cannot be read"):
        await port.failed_job(SHOP, job)
