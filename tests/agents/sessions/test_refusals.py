"""A commit that a hook refused is known by what the hook's tool printed, and counted whatever the message was."""

import pytest

from fleetui.agents.sessions.records import Tally
from fleetui.agents.sessions.refusals import commits, refused_by
from fleetui.model.session import SessionFacts

PRE_COMMIT = """\
Exit code 1
ruff.....................................................................Failed
- hook id: ruff
- exit code: 1

shop.py:1:1: F401 `os` imported but unused

trim trailing whitespace.................................................Failed
- hook id: trailing-whitespace
- exit code: 1
- files were modified by this hook
mypy.....................................................................Passed
"""
HUSKY = "✖   subject may not be empty [subject-empty]\n\nhusky - commit-msg script failed (code 1)\n"
OLD_HUSKY = "husky - pre-commit hook exited with code 1 (error)\n"
LEFTHOOK = "╭─────╮\n│ 🥊 lefthook v1.11.3  hook: pre-commit │\n╰─────╯\n┃  lint ❯\nexit status 1\n"


@pytest.mark.parametrize(
    ("printed", "hook"),
    [
        (PRE_COMMIT, "pre-commit (ruff, trailing-whitespace)"),
        (HUSKY, "commit-msg"),
        (OLD_HUSKY, "pre-commit"),
        (LEFTHOOK, "pre-commit"),
        ("On branch main\nnothing to commit, working tree clean\n", ""),
        ("fatal: not a git repository\n", ""),
        ("I would add a hook: pre-commit here\n", ""),
    ],
)
def test_the_hook_is_named_by_its_own_words_and_never_guessed(printed: str, hook: str) -> None:
    assert refused_by(printed) == hook


@pytest.mark.parametrize(
    ("command", "does"),
    [
        ("git commit -m 'x'", True),
        ("cd shop && git add -A && git -c user.name=a commit -qam x", True),
        ("git -C /tmp/shop --no-pager commit", True),
        ("git log --grep commit", False),
        ("pytest -q", False),
    ],
)
def test_a_command_that_commits_is_known(command: str, does: bool) -> None:
    assert commits(command) is does


def refuse(tally: Tally, message: str) -> None:
    tally.begin_tool(message, "Bash", f"git commit -m '{message}'", edits=False)
    tally.end_tool(message, failed=True, said=PRE_COMMIT)


def test_three_refusals_with_other_messages_are_one_failure_until_a_commit_passes() -> None:
    tally = Tally(SessionFacts())
    for message in ("one", "two", "three"):
        refuse(tally, message)
    assert (tally.facts.hook, tally.facts.fails) == ("pre-commit (ruff, trailing-whitespace)", 3)
    assert tally.facts.failing == "git commit refused by pre-commit (ruff, trailing-whitespace)"
    tally.begin_tool("four", "Bash", "git commit -m four", edits=False)
    tally.end_tool("four", failed=False)
    assert (tally.facts.hook, tally.facts.failing, tally.facts.fails) == ("", "", 0)
    refuse(tally, "five")
    assert tally.facts.fails == 1
