"""``fleetui why``: from a commit or a line to the prompts behind it, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.link import AskWhy
from fleetui.model.origin import Origin, Why
from tests.cli.conftest import Said
from tests.model.test_landing_story import STORY
from tests.support.cli_link import CliLink

Run = Callable[..., Said]
ORIGIN = Origin(
    "1" * 40, "change the price", "ada", 1_799_999_800.0, "c" * 40, "Merge task/17", "shop.py", 2, "return 2", "note\n"
)  # fmt: skip
FOUND = Why("shop", "main", ORIGIN, STORY)


def test_a_line_is_told_with_its_landing_and_its_prompts(fleetui: Run, link: CliLink, tmp_path: Path) -> None:
    link.answers = {AskWhy: FOUND}
    said = fleetui("why", "src/a:b.py:12", "--project", "shop")
    assert link.asked == [AskWhy(str(Path.cwd()), "shop", path="src/a:b.py", line=12)]
    assert "line    shop.py:2: return 2\n" in said.out
    assert "landed  cccccccccccc on main of shop, released " in said.out
    assert "agent   cache (claude), branch task/17\n" in said.out
    assert "gate    build pass " in said.out
    assert "    Fix it.\n\n    Head: 0000\n" in said.out
    assert "repair, not confirmed\n    again\n" in said.out


def test_what_was_taken_back_says_so(fleetui: Run, link: CliLink) -> None:
    link.answers = {AskWhy: replace(FOUND, taken_back="d" * 40)}
    assert ", taken back by dddddddddddd\n" in fleetui("why", "abc123").out
    assert json.loads(fleetui("why", "abc123", "--json").out)["landing"]["taken_back"] == "d" * 40


def test_as_json_it_is_whole(fleetui: Run, link: CliLink) -> None:
    link.answers = {AskWhy: FOUND}
    told = json.loads(fleetui("why", "abc123", "--json").out)
    assert link.asked == [AskWhy(str(Path.cwd()), commit="abc123")]
    assert told["line"] == {"path": "shop.py", "line": 2, "text": "return 2"}
    assert told["landing"]["released"] == "2027-01-15T08:00:00.000+00:00"
    assert [gate["verdict"] for gate in told["landing"]["gates"]] == ["pass"]
    assert [(x["kind"], x["state"]) for x in told["landing"]["prompts"]] == [
        ("follow-up", "delivered"), ("repair", "not confirmed")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (replace(ORIGIN, merge=""), "landed  no: main of shop does not hold it\n"),
        (ORIGIN, "the journal does not know it, its note does:\nnote\n"),
        (replace(ORIGIN, note=""), "not through fleetui: it came to main with cccccccccccc 'Merge task/17'"),
        (replace(ORIGIN, note="", merge=ORIGIN.commit), "not through fleetui: it is a commit of its own"),
    ],
)
def test_what_did_not_land_through_fleetui_says_what_is_known(
    fleetui: Run, link: CliLink, origin: Origin, said: str
) -> None:
    link.answers = {AskWhy: replace(FOUND, origin=origin, story=None)}
    assert said in fleetui("why", "abc123").out


def test_a_file_without_a_line_asks_for_one(
    fleetui: Run, link: CliLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("one\n")
    monkeypatch.chdir(tmp_path)
    said = fleetui("why", "a.py")
    assert (said.code, link.asked) == (1, [])
    assert "a.py is a file: say which line, a.py:1" in said.err


@pytest.mark.parametrize("asked", ["a" * 5000, "a" * 5000 + ":1"], ids=["commit", "line"])
def test_what_is_too_long_for_a_file_is_asked_like_anything_else(
    fleetui: Run, link: CliLink, asked: str
) -> None:
    link.answers = {AskWhy: FOUND}
    assert fleetui("why", asked, "--project", "shop").code == 0
    assert len(link.asked) == 1
