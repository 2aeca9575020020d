"""``fleetui anchors``: for people, and line by line for programs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = {"kind", "claim", "path", "line", "was", "now", "at", "holds", "detail"}


def anchors(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fleetui", "anchors", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    for name, text in (("was", "a\nb = 12345\n"), ("then", "new\na\nb = 12345\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.py").write_text(text)
    return tmp_path / "was", tmp_path / "then"


def test_a_batch_answers_each_line_and_goes_on_after_a_bad_one(two: tuple[Path, Path]) -> None:
    was, then = map(str, two)
    nowhere = was + "/none"
    asked = [
        json.dumps({"text": "fix x.py:2", "worktree": was, "then": then}),
        "no json",
        "[]",
        "[" * 50_000,
        json.dumps({"text": 1, "worktree": was}),
        json.dumps({"text": "x", "worktree": nowhere}),
        json.dumps({"text": "fix x.py:2", "worktree": was}),
        json.dumps({"text": "hello", "worktree": was}),
    ]
    ran = anchors("--batch", given="\n".join(asked) + "\n")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 2
    assert len(answers) == len(asked)
    assert set(answers[0]["claims"][0]) == KEYS
    found = answers[0]["claims"][0]
    assert (found["was"], found["now"], found["at"], found["holds"]) == ("ok", "moved", "x.py:3", True)
    assert answers[0]["holds"] is True
    assert all(set(one) == {"error"} for one in answers[1:6])
    assert answers[6]["claims"][0]["now"] == "ok"
    assert answers[7] == {"claims": [], "holds": False}


HOSTILE = {
    "an index of another script": "field list.json list.\u00b2=1",
    "a number word with a long s": "there are \u017fix files in src",
    "a number of six thousand digits": "n=5 in number.toml",
    "half a character": "branch \ud800 at abcdef1",
    "aliases that double": "name=hi in doubled.yaml",
    "a pattern of many stars": "count " + "**/" * 12 + "*a*a*a*a*a*a.py 1",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_line_ends_no_batch(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.json").write_text('{"list": [1, 2]}')
    (tmp_path / "number.toml").write_text(f"n = 0x{'f' * 6000}\n")
    levels = "".join(f"a{at}: &a{at} [*a{at - 1},*a{at - 1}]\n" for at in range(1, 31))
    (tmp_path / "doubled.yaml").write_text(f"a0: &a0 [x,x]\n{levels}name: *a30\n")
    deep = tmp_path.joinpath(*"d" * 40)
    deep.mkdir(parents=True)
    (deep / ("a" * 60 + ".txt")).write_text("")
    asked = [json.dumps({"text": said, "worktree": str(tmp_path)}) for said in (text, "exists list.json")]
    answers = [json.loads(line) for line in anchors("--batch", given="\n".join(asked)).stdout.splitlines()]
    assert len(answers) == 2
    assert "error" not in answers[0]
    assert answers[1]["claims"][0]["now"] == "ok"


def test_for_people_it_says_what_is_there_and_ends_with_1_where_it_would_hold(two: tuple[Path, Path]) -> None:
    was = str(two[0])
    right = anchors("--worktree", was, "fix x.py:2")
    assert (right.returncode, "ok" in right.stdout, "x.py:2" in right.stdout) == (0, True, True)
    wrong = anchors("--worktree", was, "-", given="fix x.py:99")
    assert wrong.returncode == 1
    assert "has only 2 lines" in wrong.stdout
    assert json.loads(anchors("--json", "--worktree", was, "fix x.py:99").stdout)["holds"] is True
    assert anchors("--worktree", was).returncode == 2
    assert anchors("--worktree", was + "/none", "x.py").returncode == 1


def test_a_probe_of_the_operators_own_is_asked(tmp_path: Path) -> None:
    repo, config = tmp_path / "shop", tmp_path / "fleet.toml"
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    config.write_text(
        f'[projects.shop]\npath = "{repo}"\n[projects.shop.probes.api]\nrun = ["sh", "-c", "echo it is up"]\n'
    )
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "fleetui", "--config", str(config)),
            *("anchors", "--worktree", str(repo), "--json", "probe api"),
        ],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    (claim,) = json.loads(ran.stdout)["claims"]
    assert (claim["now"], claim["detail"], ran.returncode) == ("ok", "it is up", 0)
