"""Every gh that is found works with pull requests against the server as it does against the forge."""

from __future__ import annotations

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.merge_queue import with_queue
from fleetui.demo.github.merging import MOVED
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step
from tests.support.github.client import Client
from tests.support.github.clones import clone
from tests.support.github.programs import Gh
from tests.support.scratch import git

REPO = ("-R", "acme/shop")


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    """Pull request 2, which closes issue 1, with a run that failed and a status."""
    ada = hub.account("ada")
    shop.issue("Prices are wrong", author=hub.account("bob"))
    head = shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", ada)
    made = shop.pull("feat", "Add it", "Closes #1", ada)
    shop.run(head, {"build": [Step("pytest", "failure", "E assert")], "lint": [Step("ruff")]}, branch="feat")
    shop.status(head, "ci/other")
    return made


def test_a_list_holds_heads_and_checks(pull: Pull, gh: Gh) -> None:
    fields = "number,headRefOid,mergeable,mergeStateStatus,reviewDecision,statusCheckRollup,latestReviews,updatedAt"
    (seen,) = gh.run("pr", "list", *REPO, "--json", fields).json
    assert (seen["number"], seen["headRefOid"], seen["mergeable"]) == (2, pull.head_oid, "MERGEABLE")
    assert (seen["mergeStateStatus"], seen["reviewDecision"]) == ("UNSTABLE", "")
    assert [one.get("conclusion") or one.get("state") for one in seen["statusCheckRollup"]] == [
        "FAILURE",
        "SUCCESS",
        "SUCCESS",
    ]


def test_a_list_is_searched(pull: Pull, gh: Gh) -> None:
    assert "Add it" in gh.ok("pr", "list", *REPO, "--author", "ada", "--search", "it")
    assert gh.ok("pr", "list", *REPO, "--author", "bob") == ""


def test_one_is_viewed_with_its_comments(hub: Hub, pull: Pull, gh: Gh) -> None:
    for at in range(120):
        pull.comment(hub.bot("codecov"), f"comment {at}")
    seen = gh.run("pr", "view", "2", *REPO, "--json", "title,body,comments,state,files,commits").json
    assert (seen["title"], seen["state"], len(seen["comments"])) == ("Add it", "OPEN", 120)
    assert seen["files"][0]["path"] == "new.py"
    assert gh.ok("pr", "view", "2", *REPO).startswith("title:\tAdd it\nstate:\tOPEN\nauthor:\tada")


def test_checks_end_as_they_came_out(shop: Repo, pull: Pull, gh: Gh) -> None:
    assert gh.run("pr", "checks", "2", *REPO).code == 1
    head = shop.commit("feat", {"new.py": "x = 2\n"})
    assert "no checks reported" in gh.run("pr", "checks", "2", *REPO).err  # those were of another head
    check = shop.check(head, "build", None)
    assert gh.run("pr", "checks", "2", *REPO).code == (8 if gh.version >= (2, 60) else 1)
    check.finish("SUCCESS")
    assert gh.run("pr", "checks", "2", *REPO).code == 0


def test_required_checks_are_told_from_others(shop: Repo, pull: Pull, gh: Gh) -> None:
    shop.protect("main", Protection(checks=("lint", "deploy")))
    assert [line.split("\t")[0] for line in gh.ok("pr", "checks", "2", *REPO, "--required").splitlines()] == [
        "lint"
    ]


def test_one_is_commented_and_edited(hub: Hub, shop: Repo, pull: Pull, api: ApiServer, gh: Gh) -> None:
    hub.account("bob")
    shop.label("ready")
    gh.ok("pr", "comment", "2", *REPO, "--body-file", "-", stdin="hello $(id)\n")
    assert [(one.author and one.author.login, one.body) for one in pull.comments] == [
        ("ada", "hello $(id)\n")
    ]
    gh.ok(
        "pr",
        "edit",
        "2",
        *REPO,
        "--title",
        "New",
        "--body",
        "text",
        "--add-label",
        "ready",
        "--add-assignee",
        "bob",
    )
    gh.ok("pr", "edit", "2", *REPO, "--add-reviewer", "bob")
    assert (pull.title, pull.body, [one.name for one in pull.labels]) == ("New", "text", ["ready"])
    assert ([one.login for one in pull.assignees], [one.login for one in pull.requested]) == (
        ["bob"],
        ["bob"],
    )


def test_one_is_made_from_a_pushed_branch(hub: Hub, shop: Repo, api: ApiServer, gh: Gh) -> None:
    work = clone(shop, hub.folder / "work")
    git(work, "switch", "-q", "-c", "topic")
    (work / "new.py").write_text("x = 1\n")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "Add it")
    git(work, "push", "-q", "origin", "topic")
    arguments = (
        "pr",
        "create",
        *REPO,
        "--head",
        "topic",
        "--base",
        "main",
        "--title",
        "Add it",
        "--body-file",
        "-",
    )
    said = gh.ok(*arguments, "--draft", stdin="why\n", cwd=work)
    (made,) = shop.pulls()
    assert said.strip() == made.url
    assert (made.title, made.body, made.is_draft, made.head_oid) == (
        "Add it",
        "why\n",
        True,
        git(work, "rev-parse", "HEAD"),
    )
    again = gh.run(*arguments, stdin="", cwd=work)
    assert again.code == 1
    assert "already exists" in again.err


def test_a_push_behind_its_back_is_noticed(
    hub: Hub, shop: Repo, pull: Pull, api: ApiServer, client: Client
) -> None:
    work = clone(shop, hub.folder / "work")
    git(work, "switch", "-q", "feat")
    (work / "new.py").write_text("x = 2\n")
    git(work, "commit", "-q", "-a", "-m", "more")
    shop.protect("main", Protection(approvals=1, dismiss_stale=True))
    pull.review(hub.account("bob"), "APPROVED")
    before = client.get("/repos/acme/shop/pulls/2").json["head"]["sha"]
    git(work, "push", "-q", "origin", "feat")
    after = client.get("/repos/acme/shop/pulls/2").json["head"]["sha"]
    assert (before != after, after) == (True, git(work, "rev-parse", "HEAD"))
    assert [one.state for one in pull.reviews] == ["DISMISSED"]


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_exactly_the_head_that_was_shown_is_merged(shop: Repo, pull: Pull, gh: Gh, method: str) -> None:
    shown = pull.head_oid
    shop.commit("main", {"other.py": "y\n"})
    tree = shop.bare.merged_tree(shop.bare.branch("main"), shown)
    gh.ok("pr", "merge", "2", *REPO, f"--{method}", "--match-head-commit", shown)
    seen = gh.run("pr", "view", "2", *REPO, "--json", "state,mergeCommit,mergedBy,headRefOid").json
    assert (seen["state"], seen["mergedBy"]["login"], seen["headRefOid"]) == ("MERGED", "ada", shown)
    made = shop.bare.read(seen["mergeCommit"]["oid"])
    assert (made.oid, made.tree) == (shop.bare.branch("main"), tree)
    assert len(made.parents) == (2 if method == "merge" else 1)
    assert (shop.bare.branch("feat"), shop.issues[1].state) == (shown, "CLOSED")


def test_a_head_that_moved_is_not_merged(shop: Repo, pull: Pull, api: ApiServer, gh: Gh) -> None:
    shown, base = pull.head_oid, shop.bare.branch("main")
    shop.commit("feat", {"new.py": "x = 2\n"})
    done = gh.run("pr", "merge", "2", *REPO, "--squash", "--match-head-commit", shown)
    assert (done.code, MOVED in done.err) == (1, True)
    assert (pull.state, shop.bare.branch("main"), len(api.log.of("mergePullRequest"))) == ("OPEN", base, 1)


def test_gh_asks_for_no_merge_where_the_forge_says_blocked(
    shop: Repo, pull: Pull, api: ApiServer, gh: Gh
) -> None:
    shop.protect("main", Protection(checks=("build",)))
    done = gh.run("pr", "merge", "2", *REPO, "--squash", "--match-head-commit", pull.head_oid)
    assert (done.code, pull.state, api.log.changes()) == (1, "OPEN", [])


def test_what_waits_for_a_queue_lands_by_a_step(shop: Repo, pull: Pull, api: ApiServer, gh: Gh) -> None:
    queue = with_queue(shop, "SQUASH")
    gh.ok("pr", "merge", "2", *REPO, "--match-head-commit", pull.head_oid)
    assert (pull.state, [one.pull for one in queue.entries]) == ("OPEN", [pull])
    if gh.version >= (2, 60):
        assert "already queued" in gh.run("pr", "merge", "2", *REPO).err
    made = queue.step()
    assert (pull.state, shop.bare.branch("main")) == ("MERGED", made)


def test_an_armed_merge_is_disarmed(hub: Hub, shop: Repo, pull: Pull, api: ApiServer, gh: Gh) -> None:
    shop.protect("main", Protection(checks=("build",)))
    gh.ok("pr", "merge", "2", *REPO, "--squash", "--auto")
    assert pull.auto
    gh.ok("pr", "merge", "2", *REPO, "--disable-auto")
    assert pull.auto is None
    gh.ok("pr", "merge", "2", *REPO, "--squash", "--auto")
    shop.check(pull.head_oid, "build", "SUCCESS")
    assert pull.state == "MERGED"


def test_a_pull_request_ends_with_its_branch(shop: Repo, pull: Pull, client: Client) -> None:
    head = pull.head_oid
    assert client.ask("DELETE", "/repos/acme/shop/git/refs/heads/feat").status == 204
    seen = client.get("/repos/acme/shop/pulls/2").json
    assert (seen["state"], seen["merged"], seen["head"]["sha"]) == ("closed", False, head)
