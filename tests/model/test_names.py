from __future__ import annotations

import re
import string
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fleetui.model.names import minted, nearest, why_not_branch, why_not_name

names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)
HOSTILE = [
    "",
    "-x",
    "x-",
    "a b",
    "a;b",
    "a\n",
    "a$(id)",
    "a`id`",
    "a#(id)",
    "a'b",
    'a"b',
    "@",
    "a:b",
    "a.b",
    "a=b",
    "%1",
    "Agent",
    "ä",
    "a" * 33,
    "a\x1b[0m",
    "../a",
    "a/b",
    "\u202ea",
    "١",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_could_be_misread_is_refused_and_the_reason_shows_no_raw_control_character(
    name: str,
) -> None:
    why = why_not_name(name)
    assert why
    assert not re.search(r"[\x00-\x1f\x7f\x80-\x9f]", why)


@given(names)
def test_a_name_of_letters_digits_and_inner_dashes_is_taken(name: str) -> None:
    assert why_not_name(name) is None


@given(st.text(), st.sets(st.text()))
@example("Fix the LRU cache, please!", {"fix-the-lru-cache-please"})
@example("💥", {"agent"})
@example("-" * 40 + "a", set())
@example("a" * 27 + " b", set())
def test_a_minted_name_is_valid_and_free_whatever_it_is_made_from(text: str, taken: set[str]) -> None:
    name = minted(text, taken)
    assert why_not_name(name) is None
    assert name not in taken


@given(names, st.integers(1, 60))
def test_many_names_minted_from_one_text_are_all_different(text: str, count: int) -> None:
    taken: list[str] = []
    for _ in range(count):
        taken.append(minted(text, taken))
    assert len(set(taken)) == count


BRANCH = string.ascii_letters + string.digits + "._-/@{}~^: \\*[?" + "\x00\x7f\n"


@settings(max_examples=150)
@given(st.text(BRANCH, min_size=1, max_size=12))
@example("a/b.lock/c")
@example("a.lock")
@example("a./b")
@example("a..b")
@example("HEAD")
@example("@")
@example("-x")
@example("a/-x")
def test_every_branch_that_is_taken_is_one_to_git_too(branch: str) -> None:
    if why_not_branch(branch) is None:
        git = ["git", "check-ref-format", "--branch", branch]
        assert subprocess.run(git, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "branch",
    [
        "a$(id)",
        "a`id`",
        "a;b",
        "a|b",
        "a#(id)",
        "a'b",
        "@",
        "-x",
        "--upload-pack=x",
        "a\nb",
        "x" * 300,
        "\u202ea",
        "",
    ],
)
def test_a_branch_that_is_valid_to_git_but_could_be_misread_is_refused(branch: str) -> None:
    assert why_not_branch(branch)


@pytest.mark.parametrize("branch", ["main", "agent/lru-cache", "fix/JIRA-12_b", "v1.2", "a"])
def test_ordinary_branches_are_taken(branch: str) -> None:
    assert why_not_branch(branch) is None


def test_the_nearest_known_name_is_offered_and_nothing_when_none_is_close() -> None:
    assert nearest("lru-cahce", ["lru-cache", "parser"]) == "lru-cache"
    assert nearest("zzz", ["lru-cache", "parser"]) is None
    assert nearest("x", []) is None
