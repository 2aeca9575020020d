from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.model.view import GitFacts
from fleetui.ui.agent.worktree_changes import changed_words
from fleetui.ui.terminal.programs import NotRun, at_line, editor, shell


def program(folder: Path, name: str) -> str:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o700)
    return str(path)


def test_visual_comes_before_editor_and_its_arguments_are_words_not_shell(tmp_path: Path) -> None:
    vim = program(tmp_path, "vim")
    program(tmp_path, "nano")
    environment = {"PATH": str(tmp_path), "EDITOR": "nano", "VISUAL": "vim -c 'set tw=72; !id' $HOME"}
    assert editor(environment) == (vim, "-c", "set tw=72; !id", "$HOME")
    assert editor({"PATH": str(tmp_path), "EDITOR": "nano", "VISUAL": " "})[0].endswith("/nano")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "no editor is set"),
        ({"EDITOR": "vim 'unclosed"}, "EDITOR cannot be read"),
        ({"EDITOR": "no-such-editor-anywhere"}, "not found in PATH"),
        ({"VISUAL": "./here"}, "name it by an absolute path"),
        ({"VISUAL": "/no/such/program"}, "there is no such program"),
    ],
)
def test_an_editor_that_cannot_be_started_is_refused_with_what_to_do(
    environment: dict[str, str], said: str
) -> None:
    with pytest.raises(NotRun, match=said):
        editor(environment)


def test_a_program_is_never_taken_from_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "vim")
    monkeypatch.chdir(tmp_path)
    for path in (".", "", "bin:."):
        with pytest.raises(NotRun, match="not found in PATH"):
            editor({"EDITOR": "vim", "PATH": path})


def test_the_shell_is_the_operators_and_sh_where_none_is_named() -> None:
    assert shell({"SHELL": "/bin/sh"}) == ("/bin/sh",)
    assert shell({}) == ("/bin/sh",)
    with pytest.raises(NotRun, match="SHELL is /no/shell"):
        shell({"SHELL": "/no/shell"})


def test_a_line_is_given_in_the_editors_own_way_or_not_at_all() -> None:
    assert at_line(("/usr/bin/nvim",), "a.py", 88) == ("/usr/bin/nvim", "+88", "a.py")
    assert at_line(("/usr/bin/hx",), "a.py", 88) == ("/usr/bin/hx", "a.py:88")
    assert at_line(("/usr/bin/code", "--wait"), "a.py", 8) == ("/usr/bin/code", "--wait", "--goto", "a.py:8")
    assert at_line(("/usr/bin/notepad",), "a.py", 88) == ("/usr/bin/notepad", "a.py")
    assert at_line(("/usr/bin/nvim",), "a.py") == ("/usr/bin/nvim", "a.py")


def facts(**changes: object) -> GitFacts:
    return GitFacts(**{"branch": "agent/ws", "head": "a" * 40, "base": "b" * 40, "dirty": 2, **changes})  # type: ignore[arg-type]


def test_what_changed_in_a_worktree_is_one_line_and_nothing_is_none() -> None:
    assert changed_words("ws", facts(), facts()) == ""
    assert changed_words("ws", None, facts()) == ""
    said = changed_words("ws", facts(), facts(head="c" * 40, ahead=1, dirty=0))
    assert said == "ws: 1 new commit; 0 files not committed, was 2"
    assert "on fix, was on agent/ws" in changed_words("ws", facts(), facts(branch="fix"))
    assert "at ccccccc, was at aaaaaaa" in changed_words("ws", facts(), facts(head="c" * 40))
    assert changed_words("ws", facts(added=1), facts(added=5)) == "ws: +5 -0, was +1 -0"
