"""doctor says what the login may do at the forge, and that agents reach it, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.demo.github.hub import Hub
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Protection
from tests.cli.conftest import Said
from tests.support.github.fixtures import api, hub, shop
from tests.support.github.fixtures import gh_in_turn as gh
from tests.support.github.programs import TOKEN, Gh

__all__ = ["api", "gh", "hub", "shop"]
Run = Callable[..., Said]


@pytest.fixture
def doctor(
    fleetui: Run, home: Path, gh: Gh, shop: Repo, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], dict[str, str]]:
    """Its lines, by name: level, text and what to do."""
    for name, text in gh.environment.items():
        monkeypatch.setenv(name, text)
    (home / "shop").mkdir()
    (home / "fleet.toml").write_text(
        f'[projects.shop]\npath = "{home}/shop"\nbase = "main"\n[projects.shop.github]\nrepository = "acme/shop"\n'
    )

    def lines() -> dict[str, str]:
        checks = fleetui("doctor", "--json").data["checks"]
        return {one["name"]: f"{one['level']} {one['text']} -> {one['fix']}" for one in checks}

    return lines


def test_agents_that_could_merge_are_said_plainly(doctor: Callable[[], dict[str, str]]) -> None:
    said = doctor()
    assert "acme/shop as ada" in said["github"]
    assert said["github login"].startswith("ok shop: ada has write at acme/shop; scopes gist, read:org, repo")
    assert said["github base"].startswith("warn shop: main is guarded by nothing")
    assert said["release authority"].startswith(
        "warn shop: tier 0: agents run as your user and can use the same gh login"
    )
    assert (
        "are given GH_TOKEN" in said["release authority"]
        and "ada can push to it and merge" in said["release authority"]
    )
    assert not any(TOKEN in line for line in said.values())


def test_a_wall_is_told_from_one_that_is_not_certain(
    doctor: Callable[[], dict[str, str]], shop: Repo, hub: Hub
) -> None:
    shop.protect("main", Protection(checks=("build",), approvals=1))
    said = doctor()
    assert said["github base"].startswith("ok shop: main is guarded by branch protection: 1 approving review")
    assert said["release authority"].startswith("warn shop: tier 3, as far as it is told")
    shop.permissions["ada"] = "READ"
    hub.login("ada", TOKEN, "gist")
    said = doctor()
    assert said["release authority"].startswith("ok shop: tier 3: ")
    assert (
        said["github login"].startswith("warn")
        and "gh auth refresh --hostname github.com --scopes repo" in said["github login"]
    )


def test_the_hosted_agents_are_named_and_a_file_that_is_wrong_is_told(
    doctor: Callable[[], dict[str, str]], home: Path
) -> None:
    assert doctor()["hosted agents"].startswith(
        "ok claude-hosted, codex-hosted, copilot-hosted, cursor-hosted, jules ->"
    )
    (home / "hosted").mkdir()
    own = home / "hosted" / "fixer.toml"
    own.write_text('name = "fixer"\nauthors = ["fixer-app"]\nmention = "@fixer"\n')
    assert f"fixer, jules; yours: fixer, from {home}/hosted" in doctor()["hosted agents"]
    own.write_text('name = "fixer"\nauthors = ["fixer-app"]\n')
    assert doctor()["hosted agents"].startswith(f"fail {own}: mention: a name as in @name expected")
