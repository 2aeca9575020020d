"""The list of pull requests that fleetui asks for, through the real gh."""

from __future__ import annotations

import time

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.server import ApiServer
from fleetui.demo.github.things import Protection, Step
from fleetui.model.forge.checks import CheckState
from fleetui.model.forge.pull import Decision, Mergeable
from fleetui.model.forge.repository import Repository
from fleetui.ports.github.port import GitHub
from tests.support.github.programs import Gh

SHOP = Repository("github.com", "acme", "shop")


async def test_what_is_so_at_the_forge_is_read(hub: Hub, shop: Repo, api: ApiServer, gh: Gh) -> None:
    ada = hub.account("ada")
    head = shop.commit("feat", {"new.py": "x = 1\n"}, "Add it", ada)
    shop.protect("main", Protection(checks=("build",), approvals=1))
    pull = shop.pull("feat", "Add it", author=ada)
    shop.run(head, {"build": [Step("pytest")], "lint": [Step("ruff", "failure", "E501")]}, branch="feat")
    shop.status(head, "ci/other", "PENDING")
    pull.thread(hub.bot("coderabbitai"), "shop.py", 3, "potential issue")
    pull.unknown_for = 1
    port = GitHub(gh.environment, time.monotonic)
    first, second = [await port.pulls(SHOP) for _ in range(2)]
    assert [one.mergeable for one in first.pulls + second.pulls] == [Mergeable.UNKNOWN, Mergeable.CLEAN]
    (seen,) = second.pulls
    assert (seen.number, seen.branch, seen.head, seen.base) == (pull.number, "feat", head, "main")
    assert (seen.author, seen.threads, seen.decision) == ("ada", 1, Decision.REQUIRED)
    assert {one.name: one.state for one in seen.checks} == {
        "build": CheckState.PASS,
        "lint": CheckState.FAIL,
        "ci/other": CheckState.PENDING,
    }
    assert second.whole


async def test_a_pull_request_that_conflicts_is_read_so(hub: Hub, shop: Repo, api: ApiServer, gh: Gh) -> None:
    shop.commit("feat", {"shop.py": "mine\n"})
    shop.pull("feat", author=hub.bot("copilot-swe-agent"))
    shop.commit("main", {"shop.py": "theirs\n"})
    (seen,) = (await GitHub(gh.environment, time.monotonic).pulls(SHOP)).pulls
    assert (seen.mergeable, seen.bot, seen.author) == (Mergeable.CONFLICT, True, "copilot-swe-agent")
