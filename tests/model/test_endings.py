from __future__ import annotations

import pytest

from fleetui.model.endings import ending_words, resume_command


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, "exited with 0"),
        (1, "exited with 1"),
        (137, "exited with 137, killed by SIGKILL"),
        (143, "exited with 143, killed by SIGTERM"),
        (255, "exited with 255"),
        (None, "ended by a signal"),
    ],
)
def test_an_end_is_said_in_words(code: int | None, said: str) -> None:
    assert ending_words(code) == said


def test_a_missing_program_is_named_only_where_the_launcher_said_so() -> None:
    screen = "fleetui: cannot start 'claude': there is no such program"
    assert ending_words(127, "claude", screen) == "claude: not found in PATH"
    assert ending_words(127, "/opt/claude", screen) == "/opt/claude: there is no such program"
    assert ending_words(127, "claude", "node: No such file or directory") == "exited with 127"
    assert ending_words(1, "claude", screen) == "exited with 1"
    assert ending_words(127, "", screen) == "exited with 127"


@pytest.mark.parametrize(
    ("screen", "command"),
    [
        ("Resume this session with:\nclaude --resume 8f14e45f-ceea", "claude --resume 8f14e45f-ceea"),
        (
            "To continue this session, run codex resume 0199-ab.\nTokens: 12",
            "codex resume 0199-ab",
        ),
        ("│ opencode -s ses_12 │", "opencode -s ses_12"),
        (
            "  To continue this session, run codex resume\n  1cfc4faf-2309-57de\n",
            "codex resume 1cfc4faf-2309-57de",
        ),
        ("claude --resume\nlater", "claude --resume"),
        ("claude is gone", ""),
        ("run rm -rf --resume", ""),
        ("claude --resume $(touch pwned)", "claude --resume"),
        ("claude --resume x\n" + "later\n" * 40, ""),
    ],
)
def test_the_way_to_go_on_is_read_from_the_last_rows_and_is_plain_words(screen: str, command: str) -> None:
    assert resume_command(screen, ("claude", "codex", "opencode")) == command
