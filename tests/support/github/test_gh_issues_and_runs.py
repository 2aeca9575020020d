"""Every gh that is found works with issues, workflow runs and the bare API against the server."""

from __future__ import annotations

import json

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.rest.actions import LOGS
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Issue, Step, WorkflowRun
from tests.support.github.programs import TOKEN, Gh

REPO = ("-R", "acme/shop")


@pytest.fixture
def issue(hub: Hub, shop: Repo) -> Issue:
    made = shop.issue("Prices are wrong", "all of them", hub.account("bob"), labels=["bug"])
    shop.issue("Another")
    return made


@pytest.fixture
def run(shop: Repo) -> WorkflowRun:
    jobs = {
        "build": [
            Step("Set up job", log="ready"),
            Step("Run pytest", "failure", "E assert 1\nFAILED test_a"),
        ],
        "lint": [Step("ruff", log="fine")],
    }
    return shop.run(shop.commit("feat", {"new.py": "x\n"}), jobs, branch="feat")


def test_issues_are_listed_by_label_and_by_words(issue: Issue, gh: Gh) -> None:
    fields = "number,title,labels,assignees,body,state,updatedAt,author"
    assert [one["number"] for one in gh.run("issue", "list", *REPO, "--json", fields).json] == [2, 1]
    assert [
        one["number"] for one in gh.run("issue", "list", *REPO, "--label", "bug", "--json", fields).json
    ] == [1]
    found = gh.run("issue", "list", *REPO, "--search", "prices in:title is:open", "--json", "number")
    assert [one["number"] for one in found.json] == [1]


def test_an_issue_is_viewed_with_every_comment(hub: Hub, issue: Issue, gh: Gh) -> None:
    for at in range(130):
        issue.comment(hub.account("bob"), f"comment {at}")
    seen = gh.run("issue", "view", "1", *REPO, "--json", "title,body,comments,labels").json
    assert (seen["title"], seen["labels"][0]["name"]) == ("Prices are wrong", "bug")
    assert [one["body"] for one in seen["comments"]] == [f"comment {at}" for at in range(130)]
    assert "comment 129" in gh.ok("issue", "view", "1", *REPO, "--comments")


def test_an_issue_is_commented_and_edited(shop: Repo, issue: Issue, api: ApiServer, gh: Gh) -> None:
    shop.label("doing")
    said = gh.ok("issue", "comment", "1", *REPO, "--body", "on it")
    assert said.strip() == f"{issue.url}#issuecomment-{issue.comments[0].database_id}"
    gh.ok(
        "issue", "edit", "1", *REPO, "--add-label", "doing", "--remove-label", "bug", "--add-assignee", "@me"
    )
    assert ([one.name for one in issue.labels], [one.login for one in issue.assignees]) == (
        ["doing"],
        ["ada"],
    )
    gh.ok("issue", "close", "1", *REPO)
    assert issue.state == "CLOSED"


def test_an_issue_is_given_to_a_hosted_agent(hub: Hub, issue: Issue, api: ApiServer, gh: Gh) -> None:
    if gh.version < (2, 80):
        pytest.skip("this gh cannot assign an agent")
    agent = hub.bot("copilot-swe-agent")
    gh.ok("issue", "edit", "1", *REPO, "--add-assignee", "@copilot")
    assert issue.assignees == [agent]


def test_an_issue_that_is_not_there_is_said(issue: Issue, gh: Gh) -> None:
    done = gh.run("issue", "view", "77", *REPO)
    assert (done.code, "Could not resolve to an issue or pull request with the number of 77" in done.err) == (
        1,
        True,
    )


def test_only_the_log_of_what_failed_is_shown(run: WorkflowRun, api: ApiServer, gh: Gh) -> None:
    said = gh.ok("run", "view", str(run.database_id), *REPO, "--log-failed")
    assert "FAILED test_a" in said
    assert "fine" not in said
    assert LOGS in [one.host for one in api.log]
    assert all(one.viewer is None for one in api.log if one.host == LOGS)  # the login stays at the forge
    job = str(run.jobs[0].database_id)
    assert "FAILED test_a" in gh.ok("run", "view", *REPO, "--job", job, "--log-failed")


def test_what_failed_runs_again_alone(shop: Repo, run: WorkflowRun, api: ApiServer, gh: Gh) -> None:
    gh.ok("run", "rerun", str(run.database_id), *REPO, "--failed")
    assert (run.attempt, run.status, [job.name for job in run.jobs]) == (
        2,
        "queued",
        ["build", "lint", "build"],
    )
    assert {one.name: one.conclusion for one in shop.checks_of(run.oid)} == {"build": None, "lint": "SUCCESS"}
    again = gh.run("run", "rerun", str(run.database_id), *REPO, "--failed")
    assert again.code == 1
    run.jobs[-1].check.finish("SUCCESS")
    assert run.conclusion == "success"


def test_runs_are_listed_by_commit(run: WorkflowRun, gh: Gh) -> None:
    seen = gh.run("run", "list", *REPO, "--json", "databaseId,headSha,status,conclusion,workflowName").json
    assert seen[0] | {"databaseId": 0} == {
        "databaseId": 0, "headSha": run.oid, "status": "completed", "conclusion": "failure", "workflowName": "CI",
    }  # fmt: skip


def test_the_login_and_its_scopes_are_told(api: ApiServer, gh: Gh) -> None:
    done = gh.run("auth", "status")
    assert (done.code, "Logged in to github.com" in done.out + done.err) == (0, True)
    assert "ada" in done.out + done.err
    assert gh.ok("api", "user", "--jq", ".login") == "ada\n"


def test_a_login_that_is_not_valid_is_said(hub: Hub, api: ApiServer, gh: Gh) -> None:
    done = gh.run("api", "user", GH_TOKEN="gho_other")
    assert (done.code, "401" in done.err) == (1, True)
    assert gh.run("auth", "status", GH_TOKEN="gho_other").code == 1


def test_pages_are_followed(issue: Issue, api: ApiServer, gh: Gh) -> None:
    said = gh.ok("api", "--paginate", "repos/acme/shop/issues?per_page=1", "--jq", ".[].number")
    assert said.split() == ["2", "1"]


def test_a_conditional_request_costs_nothing(hub: Hub, issue: Issue, api: ApiServer, gh: Gh) -> None:
    first = gh.ok("api", "-i", "repos/acme/shop/issues/1")
    tag = next(
        line.partition(": ")[2].strip() for line in first.splitlines() if line.lower().startswith("etag")
    )
    left = hub.core.remaining
    second = gh.run("api", "-i", "repos/acme/shop/issues/1", "-H", f"If-None-Match: {tag}")
    assert (second.out.split()[1], hub.core.remaining) == ("304", left)
    issue.title = "other"
    assert (
        " 200"
        in gh.ok("api", "-i", "repos/acme/shop/issues/1", "-H", f"If-None-Match: {tag}").splitlines()[0]
    )


def test_a_query_of_ones_own_is_answered(issue: Issue, api: ApiServer, gh: Gh) -> None:
    query = 'query($n: Int!) { repository(owner: "acme", name: "shop") { issue(number: $n) { title } } }'
    asked = json.dumps({"query": query, "variables": {"n": 1}})
    said = json.loads(gh.ok("api", "graphql", "--input", "-", stdin=asked))
    assert said["data"]["repository"]["issue"]["title"] == "Prices are wrong"
    assert api.log[-1].variables == {"n": 1}
    assert TOKEN not in str(api.log)
