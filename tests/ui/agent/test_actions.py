from __future__ import annotations

import asyncio
from dataclasses import replace
from time import time

import pytest
from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from fleetui.engine.link import (
    A,
    AnchorCheck,
    AskAnchors,
    AskArrival,
    AskError,
    AskNeverTyped,
    AskProfiles,
    AskRemoval,
    AskRestart,
    AskScrollback,
    Question,
    RemovalPlan,
)
from fleetui.model.attention import Want
from fleetui.model.commands import (
    AddAgent,
    AddEntry,
    AddTask,
    ClearAgent,
    Command,
    CompactAgent,
    DeleteEntry,
    EditEntry,
    InterruptAgent,
    KillAgent,
    MarkDelivered,
    MoveEntry,
    Outcome,
    ReleaseEntry,
    RemoveAgent,
    ResendEntry,
    RestartAgent,
    TypeKeys,
)
from fleetui.model.comparison import Comparison, Contradiction
from fleetui.model.judge import Judgement, Signal
from fleetui.model.queue import EntryState
from fleetui.model.session import SessionFacts
from fleetui.model.status import Phase, SourceReport
from fleetui.model.view import FleetView
from tests.support.fleets import NOW, PLAN, FakeLink, Spec, agent, entry, fleet, frame
from tests.support.screens import running
from tests.support.waiting import until_async
from tests.ui.fleet.test_screen import with_agent

# ---------------------------------------------------------------- follow-ups


async def test_leaving_the_editor_keeps_the_draft_and_says_so() -> None:
    async with running() as run:
        await run.press("f", *"half a thought", "escape")
        await run.until("your draft is kept")
        await run.press("f")
        assert run.app.screen.query_one(TextArea).text == "half a thought"
        await run.press("ctrl+s")
        assert run.link.commands == [AddEntry("billing", "half a thought")]
        await run.press("f")
        assert run.app.screen.query_one(TextArea).text == ""


async def test_letters_in_the_editor_are_text_and_no_commands() -> None:
    async with running() as run:
        await run.press("f", *"qrDm3:?/.", "enter", *"i", "ctrl+s")
        assert run.link.commands == [AddEntry("billing", "qrDm3:?/.\ni")]


async def test_an_empty_follow_up_is_not_queued() -> None:
    async with running() as run:
        await run.press("f", "space", "ctrl+s")
        assert run.link.commands == []
        assert run.kind == "FollowUpEditor"


async def test_claims_are_checked_while_one_writes() -> None:
    async with running() as run:
        run.link.answers[AskAnchors] = (
            AnchorCheck("src/a.py:88", "ok", "def evict(self, n):"),
            AnchorCheck("src/gone.py", "missing", "no such file", holds=False),
        )
        await run.press("f", *"see src/a.py:88")
        await until_async(lambda: run.link.asked[-1:] == [AskAnchors("billing", "see src/a.py:88")])
        await run.until("def evict(self, n):")
        await run.until("it would be held")


async def test_a_text_that_could_never_be_typed_is_told_while_one_writes_and_for_whom() -> None:
    async with running() as run:
        run.link.answers[AskNeverTyped] = ("billing: shell would take each line by itself",)
        await run.press("f", *"one", "enter", *"two")
        await run.until("billing: shell would take each line by itself   it would be held")
        assert run.link.asked[-1] in (
            AskNeverTyped(("billing",), "one\ntwo"),
            AskAnchors("billing", "one\ntwo"),
        )
        run.link.answers[AskNeverTyped] = ()
        await run.press(*["backspace"] * 4)
        await until_async(lambda: "by itself" not in run.text)


async def test_what_an_agent_gets_otherwise_than_it_is_written_is_told_while_one_writes() -> None:
    async with running() as run:
        run.link.answers[AskArrival] = ("Claude Code gets it 4 blanks for a tab",)
        await run.press("f", *"one")
        await run.until("Claude Code gets it 4 blanks for a tab")
        await run.press(*["backspace"] * 3)
        await until_async(lambda: "gets it" not in run.text)


# ---------------------------------------------------------------- restart and kill


async def test_the_restart_dialogs_title_and_its_why_say_the_same_also_after_a_change() -> None:
    async with running() as run:
        await run.press("l", "l", "r")
        await run.until("why         same failure 3x, context frozen 14m")
        now = run.link.view.agent("api-auth")
        assert now is not None
        at = run.link.view.agents.index(now)
        await run.show(with_agent(run.link.view, at, attention=None))
        await run.until("why         asked for by you: working, 38% context left")
        assert "● working 14m" in run.text
        idle = replace(now.status, phase=Phase.IDLE)
        await run.show(with_agent(run.link.view, at, attention=None, status=idle))
        await run.until("why         asked for by you: idle, 38% context left")
        assert "○ idle 14m" in run.text


async def test_restart_says_what_is_kept_and_stopped_and_sends_the_text_as_shown() -> None:
    async with running() as run:
        await run.press("l", "l", "r")
        await run.until("3 files (+88 -12) and 1 untracked")
        for text in (
            "STUCK 14m",
            "codex, bash, pytest, node",
            "codex --no-daemon",
            ".env",
            "bench refresh",
            "2 commits",
        ):
            assert text in run.text
        await run.press("r")
        assert run.link.commands == [RestartAgent("api-auth", handoff=PLAN.handoff)]


async def test_the_keys_of_the_restart_dialog_are_seen_in_the_smallest_terminal() -> None:
    async with running(size=(80, 24)) as run:
        await run.press("r")
        await run.until("You take over")
        assert "queue goes on" in run.text
        assert "R bare" in run.text


async def test_where_no_handoff_can_be_typed_the_dialog_says_why_and_r_restarts_without_one() -> None:
    async with running() as run:
        run.link.answers[AskRestart] = replace(PLAN, handoff="", why_no_handoff="shell takes single lines")
        await run.press("r")
        await run.until("none: shell takes single lines")
        assert "with a handoff" not in run.text
        await run.press("r")
        assert run.link.commands == [RestartAgent("billing", handoff="")]


async def test_a_handoff_can_be_written_where_none_was_drafted() -> None:
    async with running() as run:
        run.link.answers[AskRestart] = replace(PLAN, handoff="", why_no_handoff="shell takes single lines")
        await run.press("r")
        await run.until("none: shell takes single lines")
        await run.press("e", *"ls", "escape", "r")
        assert run.link.commands == [RestartAgent("billing", handoff="ls")]


async def test_the_handoff_can_be_edited_and_escape_only_ends_editing() -> None:
    async with running() as run:
        await run.press("r")
        await run.until("You take over")
        await run.press("e", *"rD ", "escape")
        assert run.kind == "RestartDialog"
        await run.press("r")
        assert run.link.commands == [RestartAgent("billing", handoff="rD " + PLAN.handoff)]


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        (("r", "R"), RestartAgent("billing", handoff="")),
        (("r", "D"), KillAgent("billing")),
        (("D", "D"), KillAgent("billing")),
    ],
)
async def test_bare_restart_and_kill_ask_too(
    keys: tuple[str, str], command: RestartAgent | KillAgent
) -> None:
    async with running() as run:
        await run.press(keys[0])
        await run.until("3 files (+88 -12)")
        await run.press(keys[1])
        assert run.link.commands == [command]
        assert run.kind == "FleetScreen"


async def test_the_same_session_goes_on_by_c_or_it_is_said_why_not() -> None:
    async with running() as run:
        run.link.answers[AskRestart] = replace(PLAN, same="its session file says so")
        await run.press("r")
        await run.until("c goes on with the same session: its session file says so")
        await run.press("c")
        assert run.link.commands == [RestartAgent("billing", resume=True)]
        run.link.answers[AskRestart] = replace(PLAN, why_not_same="its session's id is not known")
        await run.press("r")
        await run.until("not with the same session: its session's id is not known")
        await run.press("c")
        assert len(run.link.commands) == 1
        assert run.kind == "RestartDialog"


async def test_compacting_is_one_key_and_clearing_asks_and_names_what_is_lost() -> None:
    async with running() as run:
        await run.press("c")
        assert run.link.commands == [CompactAgent("billing")]
        await run.press("C")
        await run.until("Clear the conversation of billing")
        assert "billing forgets everything that was said, 41% of its" in run.text
        await run.press("escape")
        assert len(run.link.commands) == 1
        await run.press("C", "enter")
        assert run.link.commands[1:] == [ClearAgent("billing")]


async def test_who_asks_nobody_has_a_word_on_its_tile() -> None:
    view = fleet()
    bold = replace(view.agents[0], unattended=True)
    async with running(view=replace(view, agents=(bold, *view.agents[1:]))) as run:
        assert run.text.count("unattended") == 1
        await run.press("enter")
        assert "unattended" in run.text


async def test_the_kill_dialog_does_not_restart() -> None:
    async with running() as run:
        await run.press("D")
        await run.until("3 files (+88 -12)")
        await run.press("r")
        assert run.link.commands == []
        await run.press("escape")
        assert run.kind == "FleetScreen"


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("D", KillAgent("billing", without_rescue="billing")),
        ("r", RestartAgent("billing", handoff=PLAN.handoff, without_rescue="billing")),
    ],
)
async def test_without_a_rescue_only_where_the_name_is_typed(
    key: str, command: RestartAgent | KillAgent
) -> None:
    async with running() as run:
        run.link.answers[AskRestart] = replace(
            PLAN, kept="", unrescued="rescue: no room in the state folder", left_out=("huge.bin: 5120 MB",)
        )
        await run.press(key)
        await run.until("no room in the state folder; w goes on without")
        assert "huge.bin: 5120 MB" in run.text
        await run.press("w")
        await run.until("billing without a rescue")
        assert "nothing of its worktree is kept" in run.text
        await run.press(*"bill", "enter")
        assert run.link.commands == []
        await run.press(*"ing", "enter")
        assert run.link.commands == [command]
        assert run.kind == "FleetScreen"


async def test_removing_names_what_goes_and_asks_for_the_name_where_work_is_lost() -> None:
    plan = RemovalPlan(
        "", "/w/billing", ("branch agent/billing: main does not hold all of it",), kept="1 file"
    )
    async with running() as run:
        run.link.answers[AskRemoval] = plan
        await run.press("X")
        await run.until("worktree /w/billing go, too")
        assert "main does not hold all of it" in run.text
        await run.press("x")
        assert run.link.commands == [RemoveAgent("billing")]
        await run.press("X")
        await run.until("/w/billing")
        await run.press("X")
        assert run.link.commands[1:] == [RemoveAgent("billing", worktree=True)]
        run.link.answers[AskRemoval] = replace(plan, lost=("huge: 3072 MB",))
        await run.press("X")
        await run.until("huge: 3072 MB")
        await run.press("X")
        assert run.kind == "LosingDialog"
        await run.press(*"billing", "enter")
        assert run.link.commands[2:] == [RemoveAgent("billing", worktree=True, lose="billing")]


class SlowLink(FakeLink):
    """Answers what a restart would do only when told to."""

    def __init__(self, view: FleetView) -> None:
        super().__init__(view)
        self.ready = asyncio.Event()

    async def ask(self, question: Question[A]) -> A:
        """Wait for ``ready``."""
        if isinstance(question, AskRestart):
            await self.ready.wait()
        return await super().ask(question)


async def test_nothing_is_stopped_before_what_it_means_was_read() -> None:
    from fleetui.model.settings import ScreenSettings
    from fleetui.ui.app import FleetApp

    link = SlowLink(fleet())
    app = FleetApp(link, ScreenSettings(), now=time)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("r", "r", "D", "R")
        await pilot.pause()
        assert link.commands == []
        assert type(app.screen).__name__ == "RestartDialog"
        link.ready.set()
        await pilot.pause()
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert link.commands == [RestartAgent("billing", handoff=PLAN.handoff)]


async def test_a_plan_that_cannot_be_read_says_why_and_restarts_nothing() -> None:
    async with running() as run:
        run.link.answers[AskRestart] = AskError("the worktree is gone")
        await run.press("r")
        await run.until("the worktree is gone")
        await run.press("r")
        assert run.link.commands == []


# ---------------------------------------------------------------- the queue


async def test_entries_are_moved_deleted_and_brought_back() -> None:
    async with running() as run:
        await run.press("l", "j", "F")
        assert "Queue of cache" in run.text
        await run.press("J", "j", "K", "D")
        await run.until("u brings it back")
        await run.press("u", "u")
        assert run.link.commands == [
            MoveEntry("cache", "e004", 1),
            MoveEntry("cache", "e005", 0),
            DeleteEntry("cache", "e005"),
            AddEntry("cache", "then the bench"),
        ]


async def test_a_delete_that_was_refused_offers_no_undo() -> None:
    async with running() as run:
        run.link.outcome = Outcome(ok=False, text="it is on its way")
        await run.press("F", "D", "u")
        assert run.link.commands == [DeleteEntry("billing", "e001")]


async def test_an_entry_is_edited_in_place() -> None:
    async with running() as run:
        await run.press("F", "e", *" now", "ctrl+s")
        assert run.link.commands == [EditEntry("billing", "e001", "add VAT tests now")]


async def test_a_held_entry_says_why_and_can_be_released() -> None:
    async with running(size=(220, 60)) as run:
        run.app.fleet.select("ws")
        await run.press("F")
        assert "src/ws/session.py has 98 lines" in run.text
        await run.press("p")
        assert run.link.commands == [ReleaseEntry("ws", "e012")]


async def test_a_delivery_in_doubt_has_four_ways_out_and_sending_again_asks() -> None:
    doubtful = entry(1, "tell me", EntryState.UNKNOWN, "nothing shows that it was taken")
    one = agent(
        Spec("a", Phase.IDLE, 5, Want.UNCONFIRMED, "not confirmed", queue=(doubtful, entry(2, "next")))
    )
    async with running(replace(fleet(1), agents=(one,))) as run:
        await run.press("F")
        assert "not confirmed" in run.text
        assert "nothing shows that it was taken" in run.text
        await run.press("e")
        await run.until("say first whether it arrived")
        await run.press("M", "S")
        assert run.kind == "ConfirmDialog"
        await run.press("escape", "S", "enter", "D")
        assert run.link.commands == [
            MarkDelivered("a", "e001"),
            ResendEntry("a", "e001"),
            DeleteEntry("a", "e001"),
        ]
        await run.press("v")
        assert run.kind == "FocusScreen"


# ---------------------------------------------------------------- typing through


async def test_every_key_but_one_goes_to_the_agent_and_its_deliveries_are_held_meanwhile() -> None:
    async with running() as run:
        await run.press("i")
        assert "TYPING TO billing" in run.text
        assert run.link.held == [("billing", True)]
        await run.press(
            "y", "1", "enter", "escape", "ctrl+c", "ctrl+p", "q", "up", "shift+tab", "backspace", "space"
        )
        await run.press("ctrl+right_square_bracket")
        assert run.kind == "FleetScreen"
        assert run.link.held == [("billing", True), ("billing", False)]
        typed = "".join(
            c.literal or f"<{' '.join(c.keys)}>" for c in run.link.commands if isinstance(c, TypeKeys)
        )
        assert typed.replace("><", " ") == "y1<Enter Escape C-c C-p>q<Up BTab BSpace> "


async def test_pasted_text_goes_through_as_one_paste_whose_line_ends_press_nothing() -> None:
    async with running() as run:
        await run.press("i")
        run.app.screen.post_message(Paste("first line\nsecond\n"))
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [TypeKeys("billing", paste="first line\nsecond\n")]


async def test_typing_ends_by_itself_when_the_agent_is_gone() -> None:
    async with running() as run:
        await run.press("i")
        gone = replace(run.link.view.agents[0], pane=None, process=None)
        await run.show(replace(run.link.view, agents=(gone, *run.link.view.agents[1:])))
        assert run.kind == "FleetScreen"
        assert run.link.held[-1] == ("billing", False)


async def test_the_agents_cursor_is_drawn_while_typing() -> None:
    async with running() as run:
        shown = replace(run.link.view.agents[0], frame=replace(frame(["> "]), cursor=(2, 0)))
        await run.show(replace(run.link.view, agents=(shown, *run.link.view.agents[1:])))
        await run.press("i")
        rows = run.app.screen._compositor.render_strips()
        assert any(
            seg.text == " " and seg.style and seg.style.bgcolor == seg.style.bgcolor for seg in rows[1]
        )
        ground = {seg.style.bgcolor.name for seg in rows[1] if seg.style and seg.style.bgcolor}
        assert len(ground) == 2


# ---------------------------------------------------------------- one agent


async def test_the_pane_follows_its_end_until_one_scrolls_back() -> None:
    async with running() as run:
        await run.press("enter")
        assert "1. Yes" in run.text
        await run.press("k")
        await run.until("line")
        room = run.app.screen.size.width - 2  # a row's first and last cell are blank
        assert run.link.asked[-1] == AskScrollback("billing", width=room)
        await run.press("g")
        assert "old 0" in run.text
        changed = replace(run.link.view.agents[0], frame=frame(["brand new"]))
        await run.show(replace(run.link.view, agents=(changed, *run.link.view.agents[1:])))
        assert "old 0" in run.text
        await run.press("G")
        assert "brand new" in run.text
        assert "old 0" not in run.text


async def test_the_tabs_show_evidence_queue_difference_and_facts() -> None:
    async with running(size=(140, 60)) as run:
        await run.press("enter", "right_square_bracket")
        assert "spinner" in run.text
        await run.press("right_square_bracket")
        assert "rebase on main" in run.text
        await run.press("right_square_bracket")
        await run.until("Items are evicted least recently used")
        await run.press("right_square_bracket")
        assert "/repos/clawdemy/billing" in run.text
        await run.press("tab")
        assert "1. Yes" in run.text


async def test_the_evidence_lists_every_signal_with_its_age_and_what_the_session_file_says() -> None:
    signals = (
        Signal("tokens", "3.1k", NOW - 900),
        Signal("child", "vite 90% of a core", NOW, counts=False),
    )
    session = SessionFacts(status="idle", turn_ended=False, last_tool="Bash make", tool_runs=True, failed_tools=2,
                           todo_done=1, todo_all=4, error="API Error: 500", version="9.9.9", at=NOW - 60)  # fmt: skip
    view = fleet()
    status = view.agents[0].status
    others = (
        SourceReport("session", Phase.IDLE, "status idle", NOW - 30),
        SourceReport("title", Phase.IDLE, "title at rest", NOW - 300),
    )  # fmt: skip
    row = Contradiction("screen", "composer", "idle", "session", 14, 600.0)
    worth = Comparison("claude", "9.9.9", "d", 10805.0, (row,), ("screen",))
    one = replace(
        view.agents[0], judgement=Judgement(burnt=31, burning_since=NOW - 600, signals=signals), session=session,
        untested="9.9.9", comparison=worth, status=replace(status, evidence=replace(status.evidence, disagreed=others)),
    )  # fmt: skip
    async with running(replace(view, agents=(one, *view.agents[1:])), size=(140, 60)) as run:
        await run.press("enter", "right_square_bracket")
        for text in (
            "tokens   15m ago", "child    no sign of progress vite 90% of a core", "31% of context since the worktree",
            "disagrees     session says idle: status idle, for <1m",
            "              title says idle: title at rest, for 5m",
            "idle of its state, turn runs, written 1m ago", "Bash make, runs",
            "2 calls, 0 of them edits",
            "1 of 4 done", "API Error: 500",
            "so far        claude 9.9.9: screen differed from session 14 times in 3 h, 10 min in all, rule `composer`",
        ):  # fmt: skip
            assert text in run.text, text
        await run.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        await run.until("9.9.9, never captured")


async def test_the_full_stop_turns_the_view_to_the_next_who_waits() -> None:
    async with running() as run:
        await run.press("enter", "full_stop")
        assert "api-auth" in run.text.splitlines()[2]
        await run.press("minus")
        assert "billing" in run.text.splitlines()[2]
        await run.press("escape")
        assert run.app.fleet.selected == "billing"
        assert run.kind == "FleetScreen"


async def test_a_view_of_an_agent_that_leaves_the_fleet_closes() -> None:
    async with running() as run:
        await run.press("enter")
        await run.show(replace(run.link.view, agents=run.link.view.agents[1:]))
        assert run.kind == "FleetScreen"


# ---------------------------------------------------------------- a new agent


async def test_a_new_agent_is_made_from_the_fields_and_a_task_is_written_down() -> None:
    async with running() as run:
        run.link.outcome = Outcome(ok=True, value="t1")
        await run.press("n", *"cache2", "tab", "tab", "tab", *"begin", "tab", *"heap it", "ctrl+s")
        await until_async(lambda: len(run.link.commands) == 3)
        made = AddAgent("cache2", "clawdemy", "claude", task="t1")
        assert run.link.commands == [
            AddTask("heap it", project="clawdemy"),
            made,
            AddEntry("cache2", "begin"),
        ]


async def test_a_new_agent_is_like_the_one_under_the_bar_which_then_stands_on_it() -> None:
    view = fleet(3)
    other = replace(view.agents[1], seat=replace(view.agents[1].seat, project="second", profile="codex"))
    second = replace(next(iter(view.projects.values())), name="second")
    view = replace(
        view,
        agents=(view.agents[0], other, view.agents[2]),
        projects={**view.projects, "second": second},
    )
    async with running(view) as run:
        run.app.screen.select(other.name)
        await run.press("n", *"beside", "ctrl+s")
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [AddAgent("beside", "second", "codex")]
        new = replace(other, seat=replace(other.seat, name="beside"))
        await run.show(replace(view, agents=(*view.agents, new)))
        assert run.app.screen.selected == "beside"


@pytest.mark.parametrize(
    ("opens", "ends", "made"),
    [
        ("n", "ctrl+s", AddAgent("whole", "clawdemy", "claude")),
        ("f", "ctrl+s", AddEntry("billing", "whole")),
    ],
)
async def test_a_key_that_ends_a_form_comes_after_all_that_was_typed_before_it(
    opens: str, ends: str, made: Command
) -> None:
    async with running() as run:
        await run.press(opens)
        for key in (*"whole", ends):  # all at once, as a busy machine reads them
            run.app.post_message(Key(key, key if len(key) == 1 else None))
        await until_async(lambda: run.link.commands)
        assert run.link.commands == [made]


async def test_a_filter_that_is_kept_is_all_that_was_typed_before_enter() -> None:
    async with running() as run:
        await run.press("/")
        for key in (*"billing", "enter"):
            run.app.post_message(Key(key, key if len(key) == 1 else None))
        await until_async(lambda: run.kind == "FleetScreen")
        assert run.app.fleet.arrangement.filter == "billing"


@pytest.mark.parametrize(
    ("there", "meant"),
    [
        (("claude", "codex", "shell"), "claude"),
        (("codex", "shell"), "codex"),
        (("shell",), "shell"),
        ((), "claude"),
    ],
)
async def test_the_first_agent_is_offered_a_profile_whose_program_is_there(
    there: tuple[str, ...], meant: str
) -> None:
    async with running(replace(fleet(1), agents=())) as run:
        run.link.answers[AskProfiles] = there
        await run.press("n")
        await run.until("found here: " + ", ".join(there) if there else "one of your own")
        assert run.app.screen.query_one("#new-profile", Input).value == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "is not a name"), ("Bad Name", "is not a name"), ("billing", "there is an agent billing already")],
)
async def test_what_is_wrong_with_a_new_agent_is_said_in_the_form(typed: str, said: str) -> None:
    async with running() as run:
        await run.press("n")
        run.app.screen.query_one("#new-name", Input).value = typed
        await run.press("ctrl+s")
        assert said in run.text
        assert run.link.commands == []


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_long_word_on_what_is_wrong_with_a_new_agent_is_seen_whole(size: tuple[int, int]) -> None:
    async with running(size=size) as run:
        await run.press("n")
        run.app.screen.query_one("#new-name", Input).value = "A name with blanks"
        await run.press("ctrl+s")
        assert "'A name with blanks' is not a name: 1 to 32 of a-z 0-9 and -" in run.text
        assert "letter or digit" in run.text


async def test_a_refused_agent_keeps_the_form_with_the_reason() -> None:
    async with running() as run:
        run.link.outcome = Outcome(ok=False, text="branch agent/x exists")
        await run.press("n", *"x", "ctrl+s")
        await run.until("branch agent/x exists")
        assert run.kind == "NewAgent"


async def test_an_interrupt_takes_two_keys_names_who_and_leaves_out_who_does_not_work() -> None:
    async with running() as run:
        await run.press("x")
        await run.until("billing: it is asking")
        works = [a.name for a in run.link.view.agents if a.status.phase is Phase.WORKING and not a.doing]
        await run.press("E")
        await run.until(f"Interrupt {len(works)} agents")
        assert works[0] in run.text
        await run.press("escape")
        assert run.link.commands == []
        await run.press("E", "enter")
        assert run.link.commands == [InterruptAgent(name) for name in works]
