"""A turn as the session file tells it: what was asked, which calls failed and were not made good, what was said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fleetui.agents.sessions.claude import ClaudeSession
from fleetui.agents.sessions.codex import CodexSession
from fleetui.agents.sessions.records import SessionReader
from fleetui.agents.sessions.turns import edits_of
from fleetui.model.turn import SessionTurn


class Claude:
    """Writes what Claude Code would."""

    def __init__(self) -> None:
        self.parser: SessionReader = ClaudeSession()
        self._calls = 0

    def prompt(self, text: str) -> None:
        self.parser.take({"type": "user", "message": {"content": text}})

    def call(self, name: str, given: dict[str, Any], *, failed: bool = False, said: str = "") -> None:
        self._calls += 1
        call = str(self._calls)
        use = {"type": "tool_use", "id": call, "name": name, "input": given}
        self.parser.take({"type": "assistant", "message": {"content": [use]}})
        result = {"type": "tool_result", "tool_use_id": call, "is_error": failed, "content": said}
        self.parser.take({"type": "user", "message": {"content": [result]}})

    def edit(self, path: str, new: str, *, failed: bool = False) -> None:
        given = {"file_path": path, "old_string": "phase: 1", "new_string": new}
        self.call(
            "Edit", given, failed=failed, said="String to replace not found in file." if failed else "ok"
        )

    def run(self, command: str, *, failed: bool = False, said: str = "") -> None:
        self.call("Bash", {"command": command}, failed=failed, said=said)

    def says(self, text: str) -> None:
        content = [{"type": "text", "text": text}]
        self.parser.take({"type": "assistant", "message": {"content": content, "stop_reason": "end_turn"}})

    @property
    def turn(self) -> SessionTurn:
        turn = self.parser.facts.turn
        assert turn is not None
        return turn


@pytest.fixture
def claude() -> Claude:
    agent = Claude()
    agent.prompt("Set phase 2 in all lessons.")
    return agent


def test_five_of_thirty_edits_that_failed_are_kept_with_what_they_were_to_write(claude: Claude) -> None:
    for number in range(30):
        claude.edit(f"lessons/{number:02}.md", f"phase: 2 # {number}", failed=number % 6 == 0)
    claude.says("All 30 lessons are updated.\nEvery one of them.")
    turn = claude.turn
    assert (turn.prompt, turn.edits, len(turn.failed), turn.whole) == (
        "Set phase 2 in all lessons.",
        30,
        5,
        True,
    )
    assert turn.failed[1].edits[0].path == "lessons/06.md"
    assert turn.failed[1].why == "String to replace not found in file."
    assert turn.message == "All 30 lessons are updated.\nEvery one of them."
    assert "lessons/01.md" in turn.edited and "lessons/00.md" not in turn.edited


def test_an_edit_that_is_tried_again_with_the_same_words_is_made_good(claude: Claude) -> None:
    claude.edit("a.md", "phase: 2 and more words", failed=True)
    claude.edit("a.md", "phase: 2 and more  words")
    assert (claude.turn.failed, claude.turn.edits) == ((), 1)


def test_another_edit_of_the_same_file_makes_nothing_good(claude: Claude) -> None:
    claude.edit("a.md", "title: Numbers", failed=True)
    claude.edit("a.md", "author: somebody else")
    assert len(claude.turn.failed) == 1


def test_writing_the_file_anew_makes_a_failed_edit_good(claude: Claude) -> None:
    claude.edit("a.md", "title: Numbers", failed=True)
    claude.call("Write", {"file_path": "a.md", "content": "title: Numbers\n"})
    assert claude.turn.failed == ()


def test_a_command_that_passes_later_is_made_good_and_a_look_that_found_nothing_never_failed(
    claude: Claude,
) -> None:
    claude.run("grep -r phase9 .", failed=True)
    claude.run("make build", failed=True, said="\nmake: *** [build] Error 1")
    assert [(call.what, call.why) for call in claude.turn.failed] == [
        ("Bash make build", "make: *** [build] Error 1")
    ]
    claude.run("cd . && make build")
    assert (claude.turn.failed, claude.turn.acted) == ((), ("make build",))


def test_the_last_run_of_tests_counts_by_what_it_printed(claude: Claude) -> None:
    claude.run("pytest -q | tail -3", said="2 failed, 3 passed in 0.1s")
    assert claude.turn.tests is not None and claude.turn.tests.failed
    claude.run("pytest -q | tail -3", said="5 passed in 0.1s")
    assert claude.turn.tests is not None and not claude.turn.tests.failed


def test_a_new_turn_leaves_the_one_before_to_be_read(claude: Claude) -> None:
    claude.edit("a.md", "x", failed=True)
    claude.says("done")
    claude.prompt("And now?")
    facts = claude.parser.facts
    assert facts.turn_before is not None and len(facts.turn_before.failed) == 1
    assert claude.turn.prompt == "And now?" and claude.turn.failed == ()


def test_what_is_said_while_a_turn_runs_belongs_to_it(claude: Claude) -> None:
    claude.edit("a.md", "x", failed=True)
    claude.prompt("and b.md too")
    assert claude.turn.prompt.splitlines() == ["Set phase 2 in all lessons.", "and b.md too"]
    assert len(claude.turn.failed) == 1


def test_a_turn_that_was_stopped_has_no_report(claude: Claude) -> None:
    claude.prompt("[Request interrupted by user]")
    assert claude.turn.broken


def test_what_others_did_for_it_is_not_seen(claude: Claude) -> None:
    claude.call("Task", {"prompt": "apply the patches"})
    assert claude.turn.unseen


def test_a_turn_whose_beginning_was_not_read_says_so() -> None:
    agent = Claude()
    agent.edit("a.md", "x")
    assert not agent.turn.whole


def _codex(parser: CodexSession, kind: str, payload: dict[str, Any]) -> None:
    parser.take({"type": kind, "payload": payload})


def test_codex_patches_are_edits_of_the_files_they_name() -> None:
    parser = CodexSession()
    _codex(parser, "event_msg", {"type": "task_started"})
    _codex(parser, "event_msg", {"type": "user_message", "message": "Fix a.py"})
    patch = "*** Begin Patch\n*** Update File: a.py\n@@\n-old\n+new\n*** Add File: b.py\n+made\n*** End Patch"
    call = {"type": "custom_tool_call", "name": "apply_patch", "call_id": "1", "input": patch}
    _codex(parser, "response_item", call)
    output = {
        "type": "custom_tool_call_output",
        "call_id": "1",
        "output": "apply_patch verification failed: no",
    }
    _codex(parser, "response_item", output)
    _codex(parser, "event_msg", {"type": "task_complete", "last_agent_message": "Fixed."})
    turn = parser.facts.turn
    assert turn is not None and (turn.prompt, turn.message, turn.edits) == ("Fix a.py", "Fixed.", 2)
    assert [(edit.path, edit.new, edit.old) for edit in turn.failed[0].edits] == [
        ("a.py", "new", "old"),
        ("b.py", "made", ""),
    ]


def test_codex_commands_that_failed_and_tests_that_ran_are_known() -> None:
    parser = CodexSession()
    _codex(parser, "event_msg", {"type": "task_started"})
    for call, (command, code) in enumerate([("make", 2), ("pytest -q", 0)]):
        given = {"name": "exec_command", "arguments": json.dumps({"cmd": command})}
        _codex(parser, "response_item", {"type": "function_call", "call_id": str(call), **given})
        said = f"Process exited with code {code}\nOutput:\n"
        _codex(
            parser, "response_item", {"type": "function_call_output", "call_id": str(call), "output": said}
        )
    turn = parser.facts.turn
    assert turn is not None and [call.what for call in turn.failed] == ["make"]
    assert turn.tests is not None and not turn.tests.failed


@pytest.mark.parametrize(
    "given",
    [None, 3, {}, {"file_path": 3}, {"file_path": "a", "edits": [3, None]}, {"file_path": "a", "edits": "x"},
     "no patch", {"command": [1, 2]}],
)  # fmt: skip
def test_whatever_stands_in_a_call_is_no_error(given: object) -> None:
    assert isinstance(edits_of(given), tuple)
