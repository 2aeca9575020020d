"""What a person would see on a screen is what the reading says, and text that quotes a screen fools nobody."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.delivery import ready
from fleetui.agents.load import load_profiles
from fleetui.agents.screen.answer import bar
from fleetui.agents.screen.reading import read, version_shown
from fleetui.model.screen import LineCache, parse_frame
from fleetui.model.status import Phase
from tests.agents.screens import CLAUDE_BAR, at_cursor, claude, codex, frame

PROFILES = load_profiles()
NAMES = sorted(PROFILES)
QUOTED = [
    "Do you want to proceed?",
    "❯ 1. Yes",
    "  2. No",
    " Esc to cancel · Tab to amend",
    "Enter to select · ↑/↓ to navigate · Esc to cancel",
    "✻ Baking… (4s · thinking)",
    "• Working (5s • esc to interrupt)",
    "Press enter to confirm or esc to cancel",
    "› 1. Yes, proceed (y)",
    "Resume this session with:",
    "API error · Retrying in 3s · attempt 1/10",
    "● API Error: 500",
    CLAUDE_BAR[:12],
]
prose = st.lists(st.sampled_from([*QUOTED, "", "done."]), max_size=14)
screens = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from([*QUOTED, CLAUDE_BAR, "❯ ", "› x", "> ", "$ ", "\x1b[2m", "\x1b[7m"]),
    ),
    max_size=40,
).map("\n".join)
cursors = st.none() | st.tuples(st.integers(-2, 300), st.integers(-2, 90))


@given(
    st.sampled_from(NAMES),
    screens,
    cursors,
    st.text(max_size=12),
    st.sampled_from(["", "bash", "claude"]),
    st.booleans(),
)
def test_no_screen_makes_a_reading_fail(
    name: str, text: str, cursor: tuple[int, int] | None, title: str, command: str, dead: bool
) -> None:
    shown = parse_frame(text, width=80, height=30, cursor=cursor, title=title, cache=LineCache())
    reading = read(PROFILES[name], shown, command=command, dead=dead)
    assert reading.rule
    assert (reading.question is not None) == (reading.phase is Phase.ASKING)
    assert reading.context_left is None or 0 <= reading.context_left <= 100


@given(prose)
def test_an_answer_that_quotes_a_dialog_does_not_ask_in_claude(rows: list[str]) -> None:
    answer = "\n".join(["● Here it is:", *(f"  {row}" for row in rows), "", "✻ Cooked for 3s"])
    assert read(PROFILES["claude"], claude(answer)).phase is Phase.IDLE


@given(prose)
def test_an_answer_that_quotes_a_dialog_does_not_ask_in_codex(rows: list[str]) -> None:
    answer = "\n".join(["• Here it is:", *(f"  {row}" for row in rows), "", "  Worked for 3s • 01:36"])
    assert read(PROFILES["codex"], codex(answer)).phase is Phase.IDLE


def test_a_dialog_in_a_draft_is_a_draft() -> None:
    draft = "Do you want to proceed?\n❯ 1. Yes\n2. No"
    reading = read(PROFILES["claude"], claude("● ok\n\n✻ Worked for 1s", draft=draft))
    assert (reading.phase, reading.draft) == (Phase.IDLE, draft)


@pytest.mark.parametrize("glyph", "·✢✳✶✻✽*")
@pytest.mark.parametrize(
    "line", ["Baking…", "Baking… (4s · thinking)", "Running the tests… (1m 3s · ↓ 14 tokens)"]
)
def test_claude_works_while_its_spinner_turns(glyph: str, line: str) -> None:
    shown = claude(f"❯ do it\n\n{glyph} {line}\n", footer="  my own status line")
    assert read(PROFILES["claude"], shown).phase is Phase.WORKING


@pytest.mark.parametrize(
    "line", ["✻ Cooked for 0s", "✻ Brewed for 1m 2s · 1 shell still running", "✻ Sautéed for 3s"]
)
def test_claude_rests_at_a_finished_marker(line: str) -> None:
    assert read(PROFILES["claude"], claude(f"● ok\n\n{line}\n")).phase is Phase.IDLE


def test_claude_that_streams_with_a_draft_is_told_by_its_title() -> None:
    shown = claude("● word word", draft="half a thought", footer="", title="⠐ work")
    reading = read(PROFILES["claude"], shown)
    assert (reading.phase, reading.source, reading.draft) == (Phase.WORKING, "title", "half a thought")


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("✻ API error · Retrying in 5s · attempt 3/10", "API error"),
        ("✻ API error · retrying in 1s · attempt 1/10", "API error"),
        ("✶ 429 status 429 · retrying in 3s · attempt 3/10", "429 status 429"),
    ],
)
def test_claude_says_that_it_tries_again_and_newer_ones_say_why(line: str, note: str) -> None:
    reading = read(PROFILES["claude"], claude(f"❯ do it\n\n{line}\n", title="◑ work"))
    assert (reading.phase, reading.note) == (Phase.LIMITED, note)


def test_an_old_error_is_over_once_something_follows_it() -> None:
    error = "● API Error: 500 Internal server error"
    failed = read(PROFILES["claude"], claude(f"❯ a\n\n{error}\n\n✻ Baked for 1s\n"))
    assert (failed.phase, failed.note) == (Phase.FAILED, "API Error: 500 Internal server error")
    assert read(PROFILES["claude"], claude(f"{error}\n\n❯ b\n\n● fine\n")).phase is Phase.IDLE


@pytest.mark.parametrize("mark", ["✦", "◆\ufe0e"])
def test_an_error_of_qwen_is_over_once_it_was_asked_again(mark: str) -> None:
    asked, failed = "  > do it", "  ✕ [API Error: 401 status 401] (Press Ctrl+Y to retry)"
    composer = f"{CLAUDE_BAR}\n>   Type your message or @path\n{CLAUDE_BAR}\n  ? for shortcuts"
    once = read(PROFILES["qwen"], frame(f"{asked}\n\n{failed}\n\n{composer}"))
    assert once.phase is Phase.FAILED
    again = f"{asked}\n\n{failed}\n\n{asked}\n\n  {mark} Understood.\n\n{composer}"
    assert read(PROFILES["qwen"], frame(again)).phase is Phase.IDLE


@pytest.mark.parametrize(
    ("said", "phase"),
    [("exceeded retry limit, last status: 429", Phase.LIMITED), ("unexpected status 401", Phase.FAILED)],
)
def test_a_menu_of_commands_above_the_composer_ends_no_error_of_codex(said: str, phase: Phase) -> None:
    menu = f"■ {said}\n› /quit  exit Codex"
    assert read(PROFILES["codex"], codex(menu, "/quit")).phase is phase
    assert read(PROFILES["codex"], codex(f"■ {said}\n\n› /tmp/x is the file", "y")).phase is Phase.IDLE


def test_claude_plan_asks_for_approval() -> None:
    rows = [
        CLAUDE_BAR,
        " Ready to code?",
        "",
        " Would you like to proceed?",
        "",
        " ❯ 1. Yes, and auto-accept",
        "   2. No",
    ]
    reading = read(PROFILES["claude"], frame("\n".join(rows)))
    assert reading.question is not None
    assert (reading.question.kind, reading.question.choices) == ("plan", ("Yes, and auto-accept", "No"))
    assert reading.draft is None


def test_codex_keeps_a_draft_with_blank_rows_whole() -> None:
    assert read(PROFILES["codex"], codex("• ok", draft="one\n\n  two\nthree")).draft == "one\n\n  two\nthree"


def test_a_draft_taller_than_its_composer_is_read_without_the_scroll_mark() -> None:
    shown = codex("• ok", draft="row 16" + " " * 60 + "↑\nrow 17")
    assert read(PROFILES["codex"], shown).draft == "row 16\nrow 17"


def test_codex_context_is_read_from_its_status_line() -> None:
    shown = codex("• ok", footer="  Working · Context 44% left · 0198c8f0")
    reading = read(PROFILES["codex"], shown)
    assert (reading.phase, reading.context_left, reading.context_rule) == (Phase.WORKING, 44, "status line")


@pytest.mark.parametrize("state", ["loading", "~/project"])
def test_codex_with_a_composer_but_no_session_yet_is_starting(state: str) -> None:
    header = f"\n  >_ OpenAI Codex (v0.169.0)\n     {state}\n\n"
    assert (
        read(PROFILES["codex"], codex(header, title="host", footer="  ? for shortcuts")).phase
        is Phase.STARTING
    )
    assert read(PROFILES["codex"], codex(header.replace("loading", "~"))).phase is Phase.IDLE


def test_a_command_that_a_choice_names_may_hold_numbers_of_its_own() -> None:
    choices = ("Yes, proceed (y)", "Yes, and don't ask again for `echo '1. Yes 2. No'` (p)", "No (esc)")
    rows = "\n".join(f"{'›' if n == 1 else ' '} {n}. {choice}" for n, choice in enumerate(choices, 1))
    shown = frame(f"  Would you like to run it?\n\n{rows}\n\n  Press enter to confirm or esc to cancel")
    reading = read(PROFILES["codex"], shown)
    assert reading.question is not None
    assert reading.question.choices == choices


@pytest.mark.parametrize("mark", "!.")
def test_codex_title_asks(mark: str) -> None:
    shown = frame("something new\n\n› 1. Perhaps", title=f"[ {mark} ] Action Required | project")
    assert read(PROFILES["codex"], shown).phase is Phase.ASKING


def test_codex_update_notice_is_a_question() -> None:
    shown = frame(
        "  ✨ Update available! 0.169.0 -> 0.170.0\n\n› 1. Update now\n  2. Skip\n\n  Press enter to continue"
    )
    reading = read(PROFILES["codex"], shown)
    assert reading.question is not None
    assert reading.question.kind == "update"


@pytest.mark.parametrize(
    ("name", "text", "title", "phase"),
    [
        ("gemini", "text\n\n >   Type your message or @path/to/file\n", "◇  Ready (dir)", Phase.IDLE),
        (
            "gemini",
            " ⠋ Thinking (esc to cancel, 1m 9s)\n\n >   Type your message or @path/to/file",
            "✦  Working…",
            Phase.WORKING,
        ),
        (
            "gemini",
            "Allow execution of: 'ls'?\n\n● 1. Allow once\n  2. No",
            "✋  Action Required (dir)",
            Phase.ASKING,
        ),
        (
            "gemini",
            "✕ [API Error: quota]\n\n *   Type your message or @path/to/file",
            "◇  Ready",
            Phase.FAILED,
        ),
        (
            "qwen",
            f".. I'm Retrying (12s · esc to cancel)\n{CLAUDE_BAR}\n>   Type your message or @path\n{CLAUDE_BAR}",
            "",
            Phase.WORKING,
        ),
        (
            "qwen",
            f"  ✦ It printed:\n\n    Initializing...\n\n{CLAUDE_BAR}\n>   Type your message or @path\n{CLAUDE_BAR}",
            "",
            Phase.IDLE,
        ),
        ("qwen", "↻ Retrying in 56 seconds… (attempt 1/10)", "", Phase.LIMITED),
        ("qwen", f"> hi\n{CLAUDE_BAR}\n>   Type your message or @path/to/file\n{CLAUDE_BAR}", "", Phase.IDLE),
        ("opencode", "  ▣  Build · Model\n\n\n■■■⬝⬝⬝⬝⬝ esc interrupt", "OC | x", Phase.WORKING),
        (
            "opencode",
            f"  ▣  Build · Model · 9.4s\n  ┃\n  ┃\n  ┃  Build · m\n  ╹{'▀' * 20}\n ~/project   12.0K (6%)",
            "OC | x",
            Phase.IDLE,
        ),
        (
            "opencode",
            "  ┃  △ Permission required\n  ┃\n  ┃   Allow once   Allow always   Reject",
            "",
            Phase.ASKING,
        ),
    ],
)
def test_other_agents_are_read_too(name: str, text: str, title: str, phase: Phase) -> None:
    assert read(PROFILES[name], frame(text, title=title)).phase is phase


@pytest.mark.parametrize(
    ("name", "text", "phase"),
    [
        ("shell", "user@host:~/work$ ", Phase.IDLE),
        ("shell", "user@host:~/work$ pytest -q\n....", Phase.WORKING),
        ("shell", "Downloading 45%", Phase.WORKING),
        ("shell", "Do you want to continue? [Y/n] ", Phase.ASKING),
        ("shell", "[sudo] password for me: ", Phase.ASKING),
        ("shell", "% ", Phase.IDLE),
        ("shell", "日本 $ ", Phase.IDLE),
        ("shell", "🚀 ❯ ", Phase.IDLE),
        ("shell", "日本 5$", Phase.WORKING),
        ("aider", "Tokens: 1k sent\n> ", Phase.IDLE),
        ("aider", "ask> ", Phase.IDLE),
        ("aider", "Add file to the chat? (Y)es/(N)o [Yes]: ", Phase.ASKING),
        ("aider", "streaming text", Phase.WORKING),
    ],
)
def test_programs_with_a_prompt_are_read_at_the_cursor(name: str, text: str, phase: Phase) -> None:
    assert read(PROFILES[name], at_cursor(text), command="bash").phase is phase


def test_a_shell_prompt_under_an_agents_last_screen_says_that_it_is_gone() -> None:
    rows = ["● ok", CLAUDE_BAR, "❯ ", CLAUDE_BAR, "  esc to interrupt", "Killed", "me@host:~$ "]
    shown = at_cursor("\n".join(rows))
    assert read(PROFILES["claude"], shown, command="bash").phase is Phase.EXITED
    assert read(PROFILES["claude"], shown, command="claude").phase is not Phase.EXITED


def test_a_gone_process_is_exited_whatever_its_screen_says() -> None:
    shown = claude("✻ Baking…", footer="  esc to interrupt", title="⠐ work")
    reading = read(PROFILES["claude"], shown, dead=True)
    assert (reading.phase, reading.source) == (Phase.EXITED, "process")
    gone = frame("Resume this session with:\nclaude --resume 1234-5678")
    assert read(PROFILES["claude"], gone, dead=True).note == "claude --resume 1234-5678"


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_screen_is_starting(name: str) -> None:
    assert read(PROFILES[name], frame("")).phase is Phase.STARTING


def test_a_screen_that_no_rule_knows_is_unknown() -> None:
    reading = read(PROFILES["claude"], frame("some other program\nwith rows"))
    assert (reading.phase, reading.rule) == (Phase.UNKNOWN, "none")


@pytest.mark.parametrize("hint", ["Resend your message to try again", "Once fixed, resend your message"])
def test_a_hint_of_claude_is_no_draft_without_its_colours_either(hint: str) -> None:
    assert read(PROFILES["claude"], claude(draft=hint)).draft == ""
    assert read(PROFILES["claude"], claude(draft=f"{hint} and more")).draft == f"{hint} and more"


def test_a_placeholder_is_no_draft_and_written_text_is() -> None:
    dim = claude(draft='\x1b[7mT\x1b[0;2mry "refactor x"\x1b[0m')
    assert read(PROFILES["claude"], dim).draft == ""
    assert read(PROFILES["codex"], codex()).draft == ""
    assert read(PROFILES["codex"], codex(draft="\x1b[2mSome other hint\x1b[0m")).draft == ""
    assert read(PROFILES["codex"], codex(draft="Some \x1b[2mother\x1b[0m text")).draft == "Some other text"
    assert read(PROFILES["codex"], codex(draft="do")).draft == "do"


def test_what_is_read_is_clean() -> None:
    shown = claude("  ❯ queued \u202e thing")
    assert read(PROFILES["claude"], shown).own_queue == ("queued · thing",)


def test_a_reading_costs_no_more_than_twice_what_parsing_the_screen_does() -> None:
    shown = claude("\n".join(f"  row {number} of some answer" for number in range(50)), draft="x" * 60)
    text = "\n".join(line.text for line in shown.lines)
    reading = least(lambda: read(PROFILES["claude"], shown))
    assert reading < 2 * least(lambda: LineCache().lines(text))


def least(act: Callable[[], object]) -> int:
    """The least time of many tries, on this thread alone."""
    costs = []
    for _ in range(100):
        began = time.thread_time_ns()
        act()
        costs.append(time.thread_time_ns() - began)
    return min(costs)


def test_the_title_is_named_as_the_source_where_it_alone_tells() -> None:
    streaming = read(PROFILES["claude"], claude("● one two three", title="⠂ work"))
    assert (streaming.phase, streaming.source, streaming.rule) == (Phase.WORKING, "title", "title spinner")
    resting = read(PROFILES["claude"], claude("● done", title="✳ work"))
    assert (resting.phase, resting.source) == (Phase.IDLE, "screen")
    untitled = read(PROFILES["claude"], claude("● done", title="host"))
    assert (untitled.phase, untitled.source) == (Phase.IDLE, "screen")
    asks = read(PROFILES["codex"], frame("$ rm x\n\n› Yes", title="[ ! ] Action Required | x"))
    assert (asks.phase, asks.source) == (Phase.ASKING, "title")


def test_the_title_goes_before_the_screen_where_both_say_the_same() -> None:
    both = read(PROFILES["claude"], claude("✻ Baking… (4s)", title="⠂ work"))
    assert (both.phase, both.source, both.other) == (Phase.WORKING, "title", None)


def test_the_screen_refines_what_the_title_says() -> None:
    retries = "✻ API error · Retrying in 3s · attempt 1/10"
    assert read(PROFILES["claude"], claude(retries, title="⠂ work")).phase is Phase.LIMITED
    failed = read(PROFILES["claude"], claude("● API Error: 500 no", title="✳ work"))
    assert (failed.phase, failed.source) == (Phase.FAILED, "screen")


def test_what_the_title_and_the_screen_say_otherwise_is_told() -> None:
    streaming = read(PROFILES["claude"], claude("● one", title="⠂ work")).other
    assert streaming is not None
    assert (streaming.source, streaming.phase, streaming.rule) == ("screen", Phase.IDLE, "composer")
    busy = read(PROFILES["codex"], codex("• Working (4s • esc to interrupt)", title="Ready"))
    assert (busy.phase, busy.source) == (Phase.WORKING, "screen")
    assert busy.other is not None
    assert (busy.other.source, busy.other.phase, busy.other.rule) == ("title", Phase.IDLE, "title at rest")


def test_a_star_in_claude_s_title_says_nothing_for_in_tmux_it_stands_there_always() -> None:
    quoted = read(PROFILES["claude"], claude("✻ Baking… (4s)", title="✳ work"))
    assert (quoted.phase, quoted.source, quoted.other) == (Phase.WORKING, "screen", None)


@pytest.mark.parametrize(
    ("above", "phase"),
    [
        ("● one two", Phase.UNKNOWN),
        ("❯ do it\n\n● one\n\n  two", Phase.UNKNOWN),
        ("  two\n  three", Phase.UNKNOWN),
        ("● one\n\n✻ Worked for 3s · done 3:22 PM", Phase.IDLE),
        ("● one\n  ⎿  Interrupted · What should Claude do instead?", Phase.IDLE),
        ("● API Error: 500 no", Phase.FAILED),
        ("Claude Code v2.1.332", Phase.IDLE),
        ("● one\n\n✻ Baking… (4s)", Phase.WORKING),
        ("● one\n\n✻ Waiting for API response · will retry in 4m 9s · check your network", Phase.WORKING),
        ("● one\n\n✻ Waiting for 2 background agents to finish", Phase.WORKING),
    ],
)
def test_with_a_draft_an_answer_without_its_last_row_may_still_stream(above: str, phase: Phase) -> None:
    reading = read(PROFILES["claude"], claude(above, draft="a thought", title="✳ Claude Code"))
    assert (reading.phase, reading.draft) == (phase, "a thought")
    if phase in (Phase.IDLE, Phase.UNKNOWN):
        assert read(PROFILES["claude"], claude(above, title="✳ Claude Code")).phase is Phase.IDLE


def test_scrolled_up_it_is_never_idle_and_nothing_is_typed() -> None:
    profile = PROFILES["claude"]
    for draft in ("", "a thought"):
        up = claude("  row 58\n  row 59     Jump to bottom (ctrl+End) ↓", draft=draft, title="✳ Claude Code")
        assert read(profile, up).phase is Phase.UNKNOWN
        assert ready(profile, read(profile, up))


def test_a_command_s_rows_are_no_choices_of_the_dialog_about_it() -> None:
    rows = [
        "─" * 60,
        " Bash command",
        " x",
        "╌" * 60,
        " cat <<E",
        "   No",
        "   Yes",
        " ❯ No",
        " E",
        "╌" * 60,
        "",
    ]
    rows += [" Do you want to proceed?", " ❯ No", "   Yes", "", " Esc to cancel · Tab to amend"]
    asked = frame("\n".join(rows))
    reading = read(PROFILES["claude"], asked)
    assert reading.question is not None
    assert reading.question.choices == ("No", "Yes")
    assert reading.question.subject == "$ cat <<E No Yes ❯ No E"
    assert bar(PROFILES["claude"], reading, asked) == 0


def test_a_title_at_rest_makes_no_screen_idle_that_shows_no_composer() -> None:
    for name, title in (("codex", "Ready"), ("gemini", "◇  Ready (x)")):
        found = read(PROFILES[name], frame("something new", title=title))
        assert found.phase is Phase.UNKNOWN
        assert found.other is not None
        assert found.other.phase is Phase.IDLE


def test_a_title_says_nothing_of_a_process_that_is_gone() -> None:
    gone = read(PROFILES["claude"], claude("● one", title="⠂ work"), dead=True)
    assert (gone.phase, gone.source, gone.other) == (Phase.EXITED, "process", None)


@pytest.mark.parametrize(
    ("name", "greeting", "quoted"),
    [
        ("aider", "Aider v0.99.1", "  Aider v0.50.1 was better"),
        ("gemini", " ▝▜▄     Gemini CLI v1.2.3-nightly.4", "✦ Gemini CLI v0.1.0 had that"),
    ],
)
def test_a_version_is_read_from_the_greeting_and_not_from_prose(
    name: str, greeting: str, quoted: str
) -> None:
    assert version_shown(PROFILES[name], frame(f"\n{greeting}\nmore")) == greeting.rpartition("v")[2]
    assert version_shown(PROFILES[name], frame(f"\n{quoted}\n")) == ""
    assert version_shown(PROFILES["shell"], frame(greeting)) == ""


@pytest.mark.parametrize("typed", ["!   Type your shell command", "! ls -la"])
def test_a_composer_that_runs_shell_commands_is_not_an_empty_one(typed: str) -> None:
    rule = "─" * 80
    screens = {
        "codex": f"• done\n\n{typed}\n\n  Shell mode",
        "gemini": f"✦ done\n\n{rule}\n Shift+Tab to accept edits\n\n {typed}\n\n ~/project",
        "qwen": f"✦ done\n\n{rule}\n{typed}\n{rule}\n  ? for shortcuts",
    }
    for name, text in screens.items():
        reading = read(PROFILES[name], frame(text))
        assert (reading.phase, reading.draft) == (Phase.IDLE, typed), name


def test_a_placeholder_that_a_narrow_pane_folds_is_no_draft_either() -> None:
    text = f"{'─' * 30}\n Shift+Tab to accept edits\n\n >   Type your message or\n     @path/to/file\n\n ~/project"
    shown = parse_frame(text, width=30, height=24, cursor=None, title="", cache=LineCache())
    assert read(PROFILES["gemini"], shown).draft == ""


@pytest.mark.parametrize("line", ["• Working (7s • esc to interr…", "◦ Working (1m 09s • …"])
def test_a_working_line_that_a_narrow_pane_cuts_is_one(line: str) -> None:
    assert read(PROFILES["codex"], codex(line)).phase is Phase.WORKING
    assert read(PROFILES["codex"], codex(f"{line}\n\n  Worked for 9s")).phase is Phase.IDLE


@pytest.mark.parametrize("prompt", ["$ ", "# ", "me@host:~/project$ ", "me@host ~/project % "])
def test_a_shell_s_prompt_below_aider_s_last_words_is_its_end(prompt: str) -> None:
    shown = at_cursor(f"Tokens: 595 sent, 2 received.\n{'─' * 60}\n> /exit\n\n{prompt}")
    assert read(PROFILES["aider"], shown).phase is Phase.EXITED
    assert read(PROFILES["aider"], shown, command="aider").phase is Phase.WORKING
    assert read(PROFILES["aider"], at_cursor(f"> go\n\nit costs 5 {prompt}")).phase is Phase.WORKING


@pytest.mark.parametrize("prompt", ["$", "me@host:~/project$", "root@host #", "❯", "~ %"])
@pytest.mark.parametrize("hint", ["   2. No", "   2. No\n\n Esc to cancel · Tab to amend"])
def test_a_dialog_above_a_shell_s_prompt_was_printed_and_asks_nothing(hint: str, prompt: str) -> None:
    shown = frame(f"$ cat notes\n Do you want to proceed?\n ❯ 1. Yes\n{hint}\n{prompt}")
    assert read(PROFILES["claude"], shown).phase is not Phase.ASKING
    planned = frame(f"$ cat notes\n Would you like to proceed?\n ❯ 1. Yes\n{hint}\n{prompt}")
    assert prompt == "❯" or read(PROFILES["claude"], planned).phase is not Phase.ASKING
    asked = f"  Question 1/1 (1 unanswered)\n  Which?\n\n  › 1. Red\n\n  enter to submit answer\n{prompt}"
    assert read(PROFILES["codex"], frame(asked)).phase is not Phase.ASKING


@pytest.mark.parametrize(
    ("error", "phase"),
    [
        ("● API Error: 500 status 500", Phase.FAILED),
        ("● API Error: Request rejected (429) · try later", Phase.LIMITED),
        ("  ⎿  Prompt is too long", Phase.FAILED),
    ],
)
def test_a_final_error_is_the_last_word_whether_or_not_somebody_types(error: str, phase: Phase) -> None:
    for draft in ("", "a thought"):
        assert read(PROFILES["claude"], claude(f"❯ do it\n\n{error}", draft=draft)).phase is phase
        went_on = claude(f"❯ do it\n\n{error}\n\n❯ again\n\n✻ Baking… (4s)", draft=draft)
        assert read(PROFILES["claude"], went_on).phase is Phase.WORKING


@pytest.mark.parametrize(
    ("above", "footer", "found"),
    [
        ("● Done.\n\n✻ Baked for 1s · done 3:22 PM", "  ⏸ manual mode on · 1 shell · ↓ to manage", "1 shell"),
        ("✻ Baked for 1s · 3 shells still running", "  ⏸ manual mode on", "3 shells"),
        ("✻ Baked for 1s · 3 shells still running\n\n❯ next\n\n● Done.", "  ⏸ manual mode on", ""),
        ("✻ Waiting for 2 background agents to finish", "  2 background tasks · ↓ to manage", "2 agents"),
        ("✻ Waiting for 1 background agent to finish\n\n❯ next\n\n● So", "  ⏸ manual mode on", ""),
        ("● It says 5 shells · and more", "  my own line about 4 shells", ""),
    ],
)
def test_claude_shows_what_it_left_running(above: str, footer: str, found: str) -> None:
    assert read(PROFILES["claude"], claude(above, footer=footer)).background.words == found
