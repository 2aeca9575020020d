"""Scripted faults arrive as the forge, a proxy or the network would bring them; the log tells what was asked."""

from __future__ import annotations

import http.client
import socket
import threading

import pytest

from fleetui.demo.github import faults as f
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.pulls import Pull
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from tests.support.github.client import Client
from tests.support.github.programs import TOKEN, Gh

REPO = ("-R", "acme/shop")
QUERY = (
    'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { title author { login } } } }'
)


@pytest.fixture
def pull(hub: Hub, shop: Repo) -> Pull:
    shop.commit("feat", {"new.py": "x = 1\n"})
    return shop.pull("feat", "Add it", author=hub.account("ada"))


@pytest.mark.parametrize(
    ("act", "code", "words"),
    [
        (f.unauthorised, 401, "Bad credentials"),
        (f.not_found, 404, "Not Found"),
        (f.secondary(7), 403, "secondary rate limit"),
        (f.bad_gateway, 502, "Bad Gateway"),
    ],
)
def test_gh_says_what_came_back(
    pull: Pull, api: ApiServer, gh: Gh, act: f.Act, code: int, words: str
) -> None:
    api.faults.add(f.rest("GET", "/pulls/1"), act)
    done = gh.run("api", "-i", "repos/acme/shop/pulls/1")
    assert (done.code, done.out.split()[1]) == (1, str(code))
    assert words in done.out
    assert gh.run("api", "repos/acme/shop/pulls/1").code == 0  # it happens once


def test_limits_come_with_their_headers(hub: Hub, pull: Pull, api: ApiServer, client: Client) -> None:
    api.faults.add(f.anything, api.faults.rate_limited(600))
    api.faults.add(f.anything, f.secondary(7))
    first, second = client.get("/user"), client.get("/user")
    assert (first.status, first.headers["x-ratelimit-remaining"]) == (403, "0")
    assert int(first.headers["x-ratelimit-reset"]) >= hub.clock.timestamp()
    assert (second.status, second.headers["retry-after"]) == (403, "7")


def test_graphql_says_of_its_limits_in_an_answer_of_200(shop: Repo, api: ApiServer, client: Client) -> None:
    api.faults.add(f.asks("repository"), api.faults.rate_limited(600))
    api.faults.add(f.asks("repository"), f.secondary(7, status=200))
    first, second = [client.ask("POST", "/graphql", {"query": QUERY}) for _ in range(2)]
    assert (first.status, first.headers["x-ratelimit-remaining"]) == (200, "0")
    assert first.json["errors"][0]["type"] == "RATE_LIMITED"
    assert (second.status, second.headers["retry-after"]) == (200, "7")


def test_a_limit_that_is_used_up_refuses(hub: Hub, pull: Pull, client: Client) -> None:
    hub.core.remaining = 1
    assert [client.get("/user").status for _ in range(2)] == [200, 403]
    assert client.graphql(QUERY)["data"]["repository"]["pullRequest"]["title"] == "Add it"  # another limit
    hub.graphql.remaining = 0
    said = client.ask("POST", "/graphql", {"query": QUERY})
    assert (said.status, said.headers["x-ratelimit-remaining"]) == (200, "0")
    assert said.json["errors"][0]["type"] == "RATE_LIMITED"


def test_a_forge_of_ones_own_is_asked_by_its_own_paths(pull: Pull, api: ApiServer, gh: Gh) -> None:
    token = {"GH_ENTERPRISE_TOKEN": TOKEN, "GH_HOST": "ghe.example"}
    assert (
        gh.ok("pr", "list", "-R", "ghe.example/acme/shop", "--json", "number", **token) == '[{"number":1}]\n'
    )
    assert gh.ok("api", "user", "--hostname", "ghe.example", "--jq", ".login", **token) == "ada\n"
    assert {one.host for one in api.log} == {"ghe.example"}


def test_a_connection_is_cut_before_and_after_acting(pull: Pull, api: ApiServer, gh: Gh) -> None:
    api.faults.add(f.asks("addComment"), f.cut)
    assert gh.run("pr", "comment", "1", *REPO, "--body", "one").code == 1
    assert pull.comments == []
    api.faults.add(f.asks("addComment"), f.cut_after)
    assert gh.run("pr", "comment", "1", *REPO, "--body", "two").code == 1
    assert [one.body for one in pull.comments] == ["two"]
    assert api.log.repeated() == []


def test_a_merge_can_be_done_and_its_answer_lost(pull: Pull, api: ApiServer, gh: Gh) -> None:
    api.faults.add(f.named("PullRequestMerge"), f.bad_gateway_after)
    assert gh.run("pr", "merge", "1", *REPO, "--squash", "--match-head-commit", pull.head_oid).code == 1
    assert pull.state == "MERGED"
    assert [one.status for one in api.log.of("mergePullRequest")] == [502]


@pytest.mark.parametrize("after", [False, True])
def test_what_hangs_lets_go_when_the_server_ends(hub: Hub, pull: Pull, after: bool) -> None:
    before = threading.active_count()
    came: list[type[BaseException]] = []

    def ask(client: Client) -> None:
        try:
            client.ask("POST", "/repos/acme/shop/issues/1/comments", {"body": "hello"})
        except (http.client.HTTPException, OSError) as error:
            came.append(type(error))

    with ApiServer(hub, hub.folder / "own.sock") as api:
        api.faults.add(f.rest("POST", "/comments"), api.faults.hanging(after))
        asking = threading.Thread(target=ask, args=[Client(api.path)])
        asking.start()
        while not api.faults.listed[0].met:
            asking.join(0.01)
        assert asking.is_alive()
    asking.join(20)
    assert (came, [one.body for one in pull.comments]) == (
        [http.client.RemoteDisconnected],
        ["hello"] if after else [],
    )
    assert (threading.active_count(), api.path.exists()) == (before, False)


def test_an_idle_connection_does_not_keep_the_server(hub: Hub) -> None:
    with socket.socket(socket.AF_UNIX) as idle:
        with ApiServer(hub, hub.folder / "own.sock") as api:
            idle.connect(str(api.path))
            idle.sendall(b"GET / HTTP/1.1\r\nHost: api.github.com\r\n\r\n")
            assert idle.recv(100).startswith(b"HTTP/1.1 401")
        assert not api.path.exists()


def test_a_part_of_the_data_is_missing(pull: Pull, api: ApiServer, client: Client) -> None:
    api.faults.add(f.asks("repository"), f.partial("repository", "pullRequest", "author"))
    api.faults.add(f.asks("repository"), f.empty)
    first, second = client.graphql(QUERY), client.graphql(QUERY)
    assert first["data"] == {"repository": {"pullRequest": {"title": "Add it", "author": None}}}
    assert first["errors"][0]["path"] == ["repository", "pullRequest", "author"]
    assert second == {"data": {}}


def test_the_log_finds_what_was_asked_twice_and_secrets(pull: Pull, api: ApiServer, client: Client) -> None:
    for body in ("one", "two", "one"):
        client.ask("POST", "/repos/acme/shop/issues/1/comments", {"body": body})
    assert [one.json["body"] for one in api.log.repeated()] == ["one"]
    assert api.log.holding(TOKEN) == []
    client.get("/repos/acme/shop/issues?since=sesame")
    client.ask("POST", "/repos/acme/shop/issues/1/comments", {"body": "open sesame"})
    assert len(api.log.holding("sesame")) == 2
    assert all(one.viewer and one.viewer.login == "ada" for one in api.log)


def test_what_is_not_known_here_is_told(pull: Pull, api: ApiServer, client: Client) -> None:
    assert "errors" in client.graphql("query { nonsense }")
    assert client.get("/repos/acme/shop/nonsense").status == 404
    assert len(api.answering.invalid) == 2
    api.answering.invalid.clear()
