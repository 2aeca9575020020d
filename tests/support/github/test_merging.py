"""Merging follows the rules of the forge, says no in its words, and makes the trees that git makes."""

from __future__ import annotations

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.merge_queue import with_queue
from fleetui.demo.github.merging import MOVED
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Protection
from tests.support.github.client import Client

MERGE = """
mutation($id: ID!, $head: GitObjectID, $method: PullRequestMergeMethod) {
  mergePullRequest(input: {pullRequestId: $id, expectedHeadOid: $head, mergeMethod: $method}) {
    pullRequest { state mergeCommit { oid tree { oid } parents(first: 2) { nodes { oid } } } }
  }
}
"""
ENQUEUE = """
mutation($id: ID!, $head: GitObjectID) { enqueuePullRequest(input: {pullRequestId: $id, expectedHeadOid: $head}) {
  mergeQueueEntry { position state headCommit { oid } } } }
"""
STATE = """
query($id: ID!) { node(id: $id) { ... on PullRequest { mergeable mergeStateStatus reviewDecision state
  commits(last: 1) { nodes { commit { oid statusCheckRollup { state contexts(first: 10) { totalCount } } } } } } } }
"""


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", hub.account("ada"))
    shop.commit("feat", {"new.py": "x = 2\n"}, "Mend it", hub.account("ada"))
    return shop.pull("feat", "A title", author=hub.account("ada"))


def state(client: Client, pull: Pull) -> dict[str, object]:
    node: dict[str, object] = client.graphql(STATE, id=pull.id)["data"]["node"]
    return node


def refused(client: Client, pull: Pull, head: str = "") -> str:
    """What the forge says of a merge, by both its APIs; nothing moved."""
    before = pull.repo.bare.branch("main")
    said = client.graphql(MERGE, id=pull.id, head=head or pull.head_oid, method="SQUASH")
    assert said["data"] == {"mergePullRequest": None}
    (error,) = said["errors"]
    assert (error["type"], error["path"]) == ("UNPROCESSABLE", ["mergePullRequest"])
    given = {"sha": head or pull.head_oid, "merge_method": "squash"}
    other = client.ask("PUT", f"/repos/acme/shop/pulls/{pull.number}/merge", given)
    assert (other.status, other.json["message"]) == (
        409 if error["message"] == MOVED else 405,
        error["message"],
    )
    assert (pull.state, pull.repo.bare.branch("main")) == ("OPEN", before)
    words: str = error["message"]
    return words


@pytest.mark.parametrize("method", ["MERGE", "SQUASH", "REBASE"])
def test_the_tree_that_lands_is_the_one_git_makes(
    shop: Repo, client: Client, pull: Pull, method: str
) -> None:
    base = shop.commit("main", {"other.py": "y\n"})
    head, tree = pull.head_oid, shop.bare.merged_tree(base, pull.head_oid)
    said = client.graphql(MERGE, id=pull.id, head=head, method=method)["data"]["mergePullRequest"][
        "pullRequest"
    ]
    made = shop.bare.read(said["mergeCommit"]["oid"])
    assert (said["state"], said["mergeCommit"]["tree"]["oid"], made.tree) == ("MERGED", tree, tree)
    assert made.oid == shop.bare.branch("main")
    if method == "MERGE":
        assert made.parents == (base, head)
        assert made.message == "Merge pull request #1 from acme/feat\n\nA title"
    elif method == "SQUASH":
        assert made.parents == (base,)
        assert made.message == "A title (#1)\n\n* Add it\n\n* Mend it"
    else:
        assert [shop.bare.read(oid).headline for oid in shop.bare.between(base, made.oid)] == [
            "Add it",
            "Mend it",
        ]


def test_another_head_is_refused(client: Client, pull: Pull) -> None:
    assert refused(client, pull, "0" * 40) == MOVED


def test_a_conflict_is_refused(shop: Repo, client: Client, pull: Pull) -> None:
    shop.commit("main", {"new.py": "theirs\n"})
    assert refused(client, pull) == "Pull Request is not mergeable"
    assert (state(client, pull)["mergeable"], state(client, pull)["mergeStateStatus"]) == (
        "CONFLICTING",
        "DIRTY",
    )


def test_required_checks_are_waited_for(shop: Repo, client: Client, pull: Pull) -> None:
    shop.protect("main", Protection(checks=("build", "lint")))
    assert refused(client, pull) == "2 of 2 required status checks are expected."
    check = shop.check(pull.head_oid, "build", None)
    shop.status(pull.head_oid, "lint", "SUCCESS")
    assert refused(client, pull) == 'Required status check "build" is expected.'
    check.finish("FAILURE")
    assert refused(client, pull) == 'Required status check "build" is failing.'
    assert state(client, pull)["mergeStateStatus"] == "BLOCKED"
    shop.check(pull.head_oid, "build", "SUCCESS", suite=check.suite)
    assert state(client, pull)["mergeStateStatus"] == "CLEAN"


def test_checks_of_an_earlier_head_count_for_nothing(shop: Repo, client: Client, pull: Pull) -> None:
    shop.protect("main", Protection(checks=("build",)))
    shop.check(pull.head_oid, "build", "SUCCESS")
    assert state(client, pull)["mergeStateStatus"] == "CLEAN"
    head = shop.commit("feat", {"new.py": "x = 3\n"})
    assert state(client, pull)["commits"] == {"nodes": [{"commit": {"oid": head, "statusCheckRollup": None}}]}
    assert refused(client, pull) == 'Required status check "build" is expected.'


def test_reviews_are_needed_where_the_base_says_so(hub: Hub, shop: Repo, client: Client, pull: Pull) -> None:
    bob = hub.account("bob")
    pull.review(bob, "APPROVED")
    assert state(client, pull)["reviewDecision"] is None
    shop.protect("main", Protection(approvals=1))
    assert state(client, pull)["reviewDecision"] == "APPROVED"
    pull.reviews[-1].dismiss()
    assert state(client, pull)["reviewDecision"] == "REVIEW_REQUIRED"
    assert refused(client, pull) == "At least 1 approving review is required by reviewers with write access."
    pull.review(bob, "CHANGES_REQUESTED")
    pull.review(bob, "COMMENTED", "later")
    assert state(client, pull)["reviewDecision"] == "CHANGES_REQUESTED"


def test_an_open_conversation_holds_it_back_where_the_base_says_so(
    hub: Hub, shop: Repo, client: Client, pull: Pull
) -> None:
    shop.protect("main", Protection(conversations=True))
    thread = pull.thread(hub.bot("coderabbitai"), "new.py", 1, "why?")
    assert "conversation must be resolved" in refused(client, pull)
    thread.resolve(None)
    assert state(client, pull)["mergeStateStatus"] == "CLEAN"


def test_what_is_behind_is_brought_up_to_date(shop: Repo, client: Client, pull: Pull) -> None:
    shop.protect("main", Protection(strict=True))
    base = shop.commit("main", {"other.py": "y\n"})
    assert state(client, pull)["mergeStateStatus"] == "BEHIND"
    update = "/repos/acme/shop/pulls/1/update-branch"
    assert client.ask("PUT", update, {"expected_head_sha": "0" * 40}).status == 422
    before = pull.head_oid
    assert client.ask("PUT", update, {"expected_head_sha": before}).status == 202
    assert shop.bare.read(pull.head_oid).parents == (before, base)
    assert state(client, pull)["mergeStateStatus"] == "CLEAN"


def test_nobody_knows_at_first_whether_it_can_be_merged(client: Client, pull: Pull) -> None:
    pull.unknown_for = 2
    seen = [(said["mergeable"], said["mergeStateStatus"]) for said in (state(client, pull) for _ in range(3))]
    assert seen == [("UNKNOWN", "UNKNOWN"), ("UNKNOWN", "UNKNOWN"), ("MERGEABLE", "CLEAN")]
    pull.unknown_for = 1
    rest = [client.get("/repos/acme/shop/pulls/1").json for _ in range(2)]
    assert [(one["mergeable"], one["mergeable_state"]) for one in rest] == [
        (None, "unknown"),
        (True, "clean"),
    ]


def test_a_squash_can_be_made_to_differ(shop: Repo, client: Client, pull: Pull) -> None:
    expected = pull.tree
    pull.squash_adds = {"surprise.txt": "!\n"}
    said = client.graphql(MERGE, id=pull.id, head=pull.head_oid, method="SQUASH")["data"]["mergePullRequest"]
    oid = said["pullRequest"]["mergeCommit"]["oid"]
    assert said["pullRequest"]["mergeCommit"]["tree"]["oid"] != expected
    assert shop.bare.text(oid, "surprise.txt") == "!"


def test_a_queue_is_the_only_way_where_there_is_one(shop: Repo, client: Client, pull: Pull) -> None:
    queue = with_queue(shop)
    assert refused(client, pull) == "Changes must be made through the merge queue"
    assert client.graphql(ENQUEUE, id=pull.id, head="0" * 40)["errors"][0]["message"] == MOVED
    entry = client.graphql(ENQUEUE, id=pull.id, head=pull.head_oid)["data"]["enqueuePullRequest"][
        "mergeQueueEntry"
    ]
    assert entry == {"position": 1, "state": "QUEUED", "headCommit": {"oid": pull.head_oid}}
    shop.commit("feat", {"new.py": "x = 3\n"})
    assert (queue.step(), pull.state, queue.entries) == ("", "OPEN", [])  # its head moved: it is put out
    client.graphql(ENQUEUE, id=pull.id, head=pull.head_oid)
    assert (queue.step(), pull.state) == (shop.bare.branch("main"), "MERGED")


def test_who_may_only_read_may_not_merge(hub: Hub, shop: Repo, client: Client, pull: Pull) -> None:
    shop.permissions["ada"] = "READ"
    said = client.graphql(MERGE, id=pull.id, head=pull.head_oid, method="MERGE")
    assert said["errors"][0]["type"] == "FORBIDDEN"
    assert client.ask("PUT", "/repos/acme/shop/pulls/1/merge", {}).status == 403
    seen = client.get("/repos/acme/shop").json["permissions"]
    assert (seen["pull"], seen["push"], seen["admin"]) == (True, False, False)
    assert client.get("/repos/acme/shop/branches/main/protection").status == 404


def test_a_fork_is_merged_from_its_own_repository(hub: Hub, shop: Repo, client: Client) -> None:
    fork = hub.repository("eve/shop", parent=shop)
    head = fork.commit("patch", {"eve.py": "e\n"})
    pull = shop.pull("patch", head_repo=fork, author=hub.account("eve"))
    seen = client.graphql(
        "query($id: ID!) { node(id: $id) { ... on PullRequest { isCrossRepository headRefOid } } }",
        id=pull.id,
    )
    assert seen["data"]["node"] == {"isCrossRepository": True, "headRefOid": head}
    client.graphql(MERGE, id=pull.id, head=head, method="MERGE")
    assert shop.bare.text(shop.bare.branch("main"), "eve.py") == "e"
