"""The composer is found among messages sent before that look alike, below menus, and while the screen is half drawn."""

from __future__ import annotations

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.reading import read
from fleetui.model.status import Phase, Reading
from tests.agents.screens import frame

RULE = "─" * 80
SENT = " > sort the index\n   - by name\n"
FOOTER = " workspace (/directory)          context\n ~/project                           3%"
MENU = "".join(f"\n {name:<12}{name}s the session" for name in ("clear", "quit", "stats", "about", "tools"))


def gemini(composer: str, title: str = "◇  Ready (x)") -> Reading:
    text = f"{SENT}\n✦ done\n\n{RULE}\n Shift+Tab to accept edits\n\n{composer}\n\n{FOOTER}"
    return read(load_profiles()["gemini"], frame(text, title=title))


def test_a_message_sent_before_is_no_draft_while_the_composer_is_not_drawn_yet() -> None:
    half = f"{SENT}\n\n  ✓  ReadFile  notes.txt"
    reading = read(load_profiles()["gemini"], frame(half, title="✦  Working… (x)"))
    assert (reading.phase, reading.draft) == (Phase.WORKING, None)


def test_a_draft_has_blank_rows_and_ends_before_the_footer() -> None:
    assert gemini(" > one\n\n   three").draft == "one\n\nthree"
    folded = FOOTER.replace("          context", "\n\n                    context")
    text = f"{RULE}\n\n > one\n\n{folded}"
    assert read(load_profiles()["gemini"], frame(text, title="◇  Ready (x)")).draft == "one"


def test_the_context_is_read_before_a_column_that_a_narrow_pane_cuts() -> None:
    heading = " workspace (/directory)   branch   sandbox   context"
    footer = f"{heading}\n ~/project                master   no        7%        …"
    text = f"{RULE}\n\n >   Type your message or @path/to/file\n\n{footer}"
    assert read(load_profiles()["gemini"], frame(text, title="◇  Ready (x)")).context_left == 93


def test_a_menu_below_the_composer_hides_it_from_nobody() -> None:
    menu = MENU * 3
    reading = gemini(f" > /qu\n{menu}")
    assert (reading.phase, reading.draft) == (Phase.IDLE, "/qu")
    text = f"{RULE}\n> /qu\n{RULE}{menu}"
    reading = read(load_profiles()["qwen"], frame(text))
    assert (reading.phase, reading.draft) == (Phase.IDLE, "/qu")


def test_without_its_details_it_is_the_last_thing_on_the_screen() -> None:
    reading = read(
        load_profiles()["gemini"], frame(f"{SENT}\n✦ done\n\n\n > one\n   two", title="◇  Ready (x)")
    )
    assert reading.draft == "one\ntwo"


def test_a_scroll_bar_at_the_right_edge_is_no_part_of_what_is_asked() -> None:
    asked = ["   Allow execution of: 'touch'?", "", "   › 1. Yes, allow once", "     2. No (esc)", ""]
    rows = ["", "  > do it", "", *asked]
    barred = [f"{row:<79}{'│' if at < 3 else '█'}" for at, row in enumerate(rows)]
    shown = frame("\n".join([*barred, "", "  ⠏ Waiting for user confirmation..."]))
    question = read(load_profiles()["qwen"], shown).question
    assert question is not None
    assert question.text == "Allow execution of: 'touch'?"
    assert question.choices == ("Yes, allow once", "No (esc)")


def test_qwen_starts_while_it_has_said_nothing_but_that_a_tool_is_missing() -> None:
    said = "Ripgrep not available: spawn rg EACCES. Falling back to built-in grep."
    assert read(load_profiles()["qwen"], frame(said)).phase is Phase.STARTING


@pytest.mark.parametrize(
    "said", ["Initializing...", "⠋ Initializing...", "⠙ Connecting to MCP servers... (1/3)"]
)
def test_qwen_starts_while_its_footer_says_so_and_not_while_a_draft_does(said: str) -> None:
    bar = RULE[:60]
    starting = f"{bar}\n>   Type your message or @path/to/file\n{bar}\n  {said}"
    assert read(load_profiles()["qwen"], frame(starting)).phase is Phase.STARTING
    assert read(load_profiles()["qwen"], frame(f"  Tips\n\n  {said}")).phase is Phase.STARTING
    drafted = f"{bar}\n> it showed this:\n  {said}\n{bar}\n  ? for shortcuts"
    assert read(load_profiles()["qwen"], frame(drafted)).phase is Phase.IDLE


WIDE = "─" * 80
DIM = f"\x1b[2m{WIDE}\x1b[0m"
PI_FOOTER = "~/project\n0.0%/200k (auto)"


def pi(between: str, head: str = DIM, above: str = "") -> Reading:
    return read(load_profiles()["pi"], frame(f"{above}{head}\n{between}\n{DIM}\n{PI_FOOTER}"))


def test_a_composer_without_a_mark_is_what_stands_between_the_two_lowest_rules() -> None:
    assert (pi("").phase, pi("").draft) == (Phase.IDLE, "")
    assert pi("one\n  two\n\nthree").draft == "one\n  two\n\nthree"
    tall = f"\x1b[2m{'─' * 34} ↑ 10 more {'─' * 35}\x1b[0m"
    assert pi("line 11", tall).draft == "line 11"


def test_a_rule_that_somebody_wrote_does_not_make_the_rest_of_a_draft_an_empty_composer() -> None:
    for written in (WIDE, WIDE[:-1], f"{WIDE}\n{WIDE}"):
        assert pi(f"{written}\n").draft == written


def test_what_the_upper_rule_tells_is_the_phase() -> None:
    working = pi("", f"\x1b[2m── ⠋\x1b[0m \x1b[2mWorking {'─' * 68}\x1b[0m")
    assert (working.phase, working.draft) == (Phase.WORKING, "")
    tries = pi("", f"\x1b[2m── ⠏\x1b[0m \x1b[2mRetrying (2/3) in 4s... (escape to cancel) {'─' * 33}\x1b[0m")
    assert tries.phase is Phase.LIMITED
    assert tries.limit
    assert (tries.limit.attempt, tries.limit.of, tries.limit.resets) == (2, 3, "4s")


def test_a_dialog_between_rules_is_no_composer() -> None:
    edge = f"\x1b[34m{WIDE}\x1b[0m"
    asked = " Allow?\n\n → Yes\n   No\n\n ↑↓ navigate  enter select  escape/ctrl+c cancel"
    text = f"{edge}\n\n{asked}\n\n{edge}\n{PI_FOOTER}"
    reading = read(load_profiles()["pi"], frame(text))
    assert (reading.phase, reading.draft) == (Phase.ASKING, None)
    assert reading.question
    assert reading.question.choices == ("Yes", "No")


def test_an_error_is_told_from_the_same_words_of_an_answer_by_its_colour() -> None:
    said = " Error: 401: no\n\n"
    assert pi("", above=said).phase is Phase.IDLE
    assert pi("", above=f" \x1b[31m{said.strip()}\x1b[0m\n\n").phase is Phase.FAILED


def test_a_figure_that_a_turn_which_broke_off_left_behind_is_no_context() -> None:
    assert pi("").context_left == 100
    assert pi("", above=" Operation aborted\n\n").context_left is None
    assert pi("", above=" Operation aborted\n\n\n said since\n\n").context_left == 100


@pytest.mark.parametrize(
    ("shown", "draft"),
    [
        ("/clear [prompt]", "/clear"),
        ("mend it [soon]", "mend it [soon]"),
        (" /x [y]", " /x [y]"),
        ("/clear", "/clear"),
    ],
)
def test_what_copilot_names_behind_its_own_command_nobody_wrote(shown: str, draft: str) -> None:
    footer = " Interactive · Manual Approval · /help show help     gpt-4.1"
    reading = read(load_profiles()["copilot"], frame(f"{WIDE}\n❯ {shown}\n{WIDE}\n{footer}"))
    assert (reading.phase, reading.draft) == (Phase.IDLE, draft)
