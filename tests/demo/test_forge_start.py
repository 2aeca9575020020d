"""The demo's forge: the real gh and git reach it and nothing else, its clock is right, and it ends with the demo."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from fleetui.config.load import load
from fleetui.config.paths import find_paths
from fleetui.demo import fleet, leftovers
from fleetui.demo.fleet import DemoFleet, DemoOptions, prepare
from fleetui.demo.forge import gh
from fleetui.demo.forge.hints import HINTS
from fleetui.ui.actions.keymap import Keymap
from tests.support.waiting import until


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoFleet]:
    folder = Path(tempfile.mkdtemp(prefix="ft-", dir=leftovers.place()))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(leftovers, "OTHER_PLACES", ())
    with prepare(DemoOptions(agents=2, speed=20, forge=True)) as made:
        yield made
    shutil.rmtree(folder)


def call(demo: DemoFleet, *words: str) -> str:
    """What a program says that is started as the dashboard starts it."""
    outside = {**os.environ, "GITHUB_TOKEN": "of the operator", "GH_REPO": "else/where"}
    done = subprocess.run(
        words, env={**outside, **demo.environment}, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def process_of(demo: DemoFleet) -> psutil.Process:
    return next(
        one for one in leftovers.members(demo.folder) if "fleetui.demo.forge.process" in one.cmdline()
    )


def test_the_real_gh_and_git_reach_it_by_its_name(demo: DemoFleet) -> None:
    settings = load(find_paths(environment=demo.environment))
    assert [seat.name for seat in settings.seats] == ["rounding", "billing"]
    github = settings.projects["orders"].forge
    assert github is not None
    assert (github.repository, github.merges) == ("acme/orders", True)
    assert settings.projects["shop"].forge is None
    assert call(demo, "gh", "api", "user", "--jq", ".login").strip() == "you"
    project = str(demo.folder / "projects" / "orders")
    there = call(demo, "git", "ls-remote", "https://github.com/acme/orders.git", "main").split()[0]
    assert there == call(demo, "git", "-C", project, "rev-parse", "main").strip()
    assert "github.com/acme/orders.git" in call(demo, "git", "-C", project, "config", "remote.origin.url")


def test_what_was_said_before_is_as_old_as_it_is_told_and_what_comes_is_new(demo: DemoFleet) -> None:
    def pulls() -> list[dict[str, str]]:
        return json.loads(call(demo, "gh", "api", "repos/acme/orders/pulls"))

    ages = {
        one["title"]: (datetime.now(UTC) - datetime.fromisoformat(one["created_at"])).total_seconds() / 60
        for one in pulls()
    }
    assert ages["Bump requests from 2.31 to 2.33"] == pytest.approx(60, abs=2)
    assert ages["Round a discount to whole cents"] == pytest.approx(45, abs=2)
    call(demo, "gh", "api", "repos/acme/orders/issues/1/comments", "-f", "body=today")
    said = json.loads(call(demo, "gh", "api", "repos/acme/orders/issues/1/comments"))[-1]
    assert abs(datetime.fromisoformat(said["created_at"]).timestamp() - time.time()) < 60


def test_a_branch_that_is_pushed_is_checked_and_looked_at_once(demo: DemoFleet) -> None:
    project = demo.folder / "projects" / "orders"
    git = ("git", "-C", str(project))
    call(demo, *git, "checkout", "-q", "-b", "mine")
    (project / "src/orders/accept.py").write_text("if order.lines is None: pass\n")
    call(demo, *git, "commit", "-qam", "Tell it")
    call(demo, *git, "push", "-q", "origin", "mine")
    made = ("-f", "head=mine", "-f", "base=main", "-f", "title=Tell it")
    number = json.loads(call(demo, "gh", "api", "repos/acme/orders/pulls", *made))["number"]

    def said() -> list[dict[str, str]]:
        return json.loads(call(demo, "gh", "api", f"repos/acme/orders/pulls/{number}/comments"))

    until(lambda: len(said()) == 1, timeout=30)
    runs = json.loads(call(demo, "gh", "api", "repos/acme/orders/commits/mine/check-runs"))["check_runs"]
    assert {(one["name"], one["conclusion"]) for one in runs} == {
        (name, "success") for name in ("build", "test", "contract")
    }
    (project / "README.md").write_text("more\n")
    call(demo, *git, "commit", "-qam", "Say more")
    call(demo, *git, "push", "-q", "origin", "mine")
    until(
        lambda: (
            json.loads(call(demo, "gh", "api", "repos/acme/orders/commits/mine/status"))["sha"]
            == call(demo, *git, "rev-parse", "mine").strip()
        )
    )
    until(
        lambda: (
            {
                one["conclusion"]
                for one in json.loads(call(demo, "gh", "api", "repos/acme/orders/commits/mine/check-runs"))[
                    "check_runs"
                ]
            }
            == {"success"}
        ),
        timeout=30,
    )
    assert len(said()) == 1


def test_a_check_fails_while_its_line_is_wrong_and_its_log_says_where(demo: DemoFleet) -> None:
    project = demo.folder / "projects" / "orders"
    git = ("git", "-C", str(project))
    call(demo, *git, "checkout", "-q", "-b", "mine")
    (project / "src/orders/total.py").write_text('\ntold = "{cents} EUR"\n')
    call(demo, *git, "commit", "-qam", "Tell it")
    call(demo, *git, "push", "-q", "origin", "mine")
    call(
        demo,
        "gh",
        "api",
        "repos/acme/orders/pulls",
        "-f",
        "head=mine",
        "-f",
        "base=main",
        "-f",
        "title=Tell it",
    )

    def runs() -> dict[str, dict[str, str]]:
        found = json.loads(call(demo, "gh", "api", "repos/acme/orders/commits/mine/check-runs"))["check_runs"]
        return {one["name"]: one for one in found}

    until(lambda: (found := runs()) and all(one["conclusion"] for one in found.values()), timeout=30)
    assert {name: one["conclusion"] for name, one in runs().items()} == {
        "build": "success",
        "test": "success",
        "contract": "failure",
    }
    log = call(demo, "gh", "api", f"repos/acme/orders/actions/jobs/{runs()['contract']['id']}/logs")
    assert "src/orders/total.py:2: error: told(1250)" in log


def test_the_hosted_agent_heeds_a_comment_that_names_it_once(demo: DemoFleet) -> None:
    def commits() -> list[str]:
        found = json.loads(call(demo, "gh", "api", "repos/acme/orders/pulls/5/commits"))
        return [one["commit"]["message"] for one in found]

    def say(text: str) -> None:
        call(demo, "gh", "api", "repos/acme/orders/issues/5/comments", "-f", f"body={text}")

    say("who is that?")
    assert commits() == ["Name the customer in an invoice"]
    say("@copilot be kind")
    until(lambda: commits()[1:] == ["I greet the customer, too."], timeout=30)
    said = json.loads(call(demo, "gh", "api", "repos/acme/orders/issues/5/comments"))
    assert (said[-1]["user"]["login"], said[-1]["body"]) == (
        "copilot-swe-agent[bot]",
        "I greet the customer, too.",
    )
    say("@copilot again")
    until(lambda: len(json.loads(call(demo, "gh", "api", "repos/acme/orders/issues/5/comments"))) == 4)
    assert len(commits()) == 2


def test_each_hint_fits_into_a_narrow_screen() -> None:
    keymap = Keymap()
    shown = [re.sub(r"\{([\w.]+)\}", lambda found: keymap.shown(found[1]), one.text) for one in HINTS]
    assert max(len(text) for text in shown) <= 80 - len(" try  ")


def test_it_ends_with_the_demo(demo: DemoFleet) -> None:
    process = process_of(demo)
    demo.close()
    process.wait(timeout=10)
    assert not demo.folder.exists()


def test_one_that_does_not_come_is_said_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="ft-", dir=leftovers.place()))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(leftovers, "OTHER_PLACES", ())
    (tmp_path / "graphql.py").write_text("raise ImportError('not today')\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(fleet.__file__).parents[2]}")
    with pytest.raises(OSError, match="the demo's forge does not start: ImportError: not today"):
        prepare(DemoOptions(agents=1, forge=True))
    assert not list(folder.iterdir())
    folder.rmdir()


def test_what_is_missing_is_said_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gh.why_not() == fleet.why_not(forge=True) == ""
    monkeypatch.setattr(gh, "found", lambda: None)
    assert fleet.why_not() == ""
    assert "apt install gh" in fleet.why_not(forge=True)
    monkeypatch.setattr(gh, "find_spec", lambda _name: None)
    assert "pip install 'fleetui[forge]'" in fleet.why_not(forge=True)
