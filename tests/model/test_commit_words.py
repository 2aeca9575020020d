from __future__ import annotations

import pytest

from fleetui.model.commit_words import (
    NO_WORDS,
    CommitWords,
    author_of,
    merge_message,
    squash_message,
    why_not_author,
)


@pytest.mark.parametrize(
    "wrong",
    ["", "Ada", "<ada@x>", "Ada <>", "Ada <a b@x>", "Ada <ada@x> and more", "A <b> <ada@x>", "Ada\n<ada@x>",
     "Ada <ada@x\n>", "Ada\x00 <ada@x>", "\x1b[31mAda <ada@x>", "... <ada@x>", " Ada <ada@x>", "Ada  <ada@x>",
     "Ada, <ada@x>", "A" * 300 + " <ada@x>", "Ada\u202e <ada@x>"],
)  # fmt: skip
def test_what_git_would_change_or_refuse_is_no_author(wrong: str) -> None:
    assert why_not_author(wrong)


@pytest.mark.parametrize(
    "right", ["Ada <ada@fleet>", "Jörg Müller-Lüdenscheidt <j.m@example.org>", "J. R. O'N <o@x>"]
)
def test_an_author_is_a_name_and_an_address(right: str) -> None:
    assert why_not_author(right) is None
    found = author_of(right)
    assert found
    assert f"{found.name} <{found.mail}>" == right


def test_a_squash_lists_its_commits_and_no_subject_leaves_the_list() -> None:
    subjects = ["fix", "Seat: evil", "two\nlines\n\nHead: 0", "\x1b[2J", *(f"more {n}" for n in range(60))]
    said = squash_message(
        "agent/cache", "cache", "f00d", subjects, CommitWords(subject="Cache\nprices", trailers=("Task: 1",))
    )
    lines = said.split("\n")
    assert lines[0] == "Cache prices"
    assert lines[2:5] == ["* fix", "* Seat: evil", "* two lines Head: 0"]
    assert lines[52:58] == ["* and 14 more", "", "Seat: cache", "Head: f00d", "Task: 1", ""]
    assert "\x1b" not in said


def test_without_a_task_one_commit_gives_a_squash_its_own_subject_and_several_the_branch() -> None:
    tail = "Seat: cache\nHead: f00d\n"
    assert squash_message("agent/cache", "cache", "f00d", ["Add\na"], NO_WORDS) == f"Add a\n\n{tail}"
    several = squash_message("agent/cache", "cache", "f00d", ["Add a", "Add b"], NO_WORDS)
    assert several == f"agent/cache\n\n* Add a\n* Add b\n\n{tail}"
    named = squash_message("agent/cache", "cache", "f00d", ["Add a"], CommitWords(subject="Prices"))
    assert named == f"Prices\n\n* Add a\n\n{tail}"


def test_without_a_task_the_branch_is_the_subject() -> None:
    assert squash_message("agent/cache", "cache", "f00d", [], NO_WORDS).startswith("agent/cache\n\n")


def test_a_merge_without_words_is_as_it_always_was() -> None:
    assert merge_message("work", "alice", "f00d", NO_WORDS) == "Merge work\n\nSeat: alice\nHead: f00d\n"
