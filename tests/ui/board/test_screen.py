from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.events import MouseMove, Paste
from textual.widgets import Input, TextArea

from fleetui.engine.link import A, AskBlueprints, AskCandidateDiff, AskDiff, AskGateLog, AskWhy, Question
from fleetui.model.approval import Terms, Tier
from fleetui.model.blueprints import blueprint, filled
from fleetui.model.commands import AddEntries, AddEntry, Approval, Outcome, RunGates, StopGates
from fleetui.model.difference.reading import DiffLine
from fleetui.model.evidence import FileChange, Verdict
from fleetui.model.forecast import Beside, Clash, Merges
from fleetui.model.landing_note import prompt_lines
from fleetui.model.landing_story import Prompt
from fleetui.model.origin import Origin, Why
from fleetui.model.task import Task
from fleetui.model.touched import Touched
from fleetui.model.train import Member, Proposal
from fleetui.model.view import FleetView, PortHealth
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.board import needs_behind, needs_landed
from fleetui.ui.board.branch_rows import approval, head_row, in_order, may_land_words, same_release
from fleetui.ui.board.gathered import with_line
from fleetui.ui.board.landing import LandingDialog
from fleetui.ui.board.train_rows import members
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows, row_text
from fleetui.ui.draw.strips import folded
from tests.support.fleets import NOW, FakeLink, board, candidate, entry, fleet, gates, train
from tests.support.forecasts import with_forecast
from tests.support.screens import Running, running
from tests.support.waiting import until_async

FIRST = Member("docs-gen", "agent/docs-gen", "3f2c1a9bb", "e07b5aa11", "8c41d0e77", "5512fe033")
EXACT = Approval("clawdemy", "main", (FIRST,))
REBASE = blueprint(
    "rebase-and-prove",
    {"entries": [{"text": "Rebase onto {base}"}, {"gate": "all"}], "fields": {"base": "trunk"}},
)


def with_first(view: FleetView, **changes: object) -> FleetView:
    first, *others = view.board
    return replace(view, board=(replace(first, **changes), *others))  # type: ignore[arg-type]


MEETS = Beside("search", "agent/search", Merges.CONFLICT, Merges.CONFLICT, (Clash("app/store.py"),))
LONG = "every public function has a sentence that says what it gives back, and every page is built again"


def with_tasks_done_when(view: FleetView, done_when: str) -> FleetView:
    """The same, where the first branch's task is done when this is so."""
    task = Task("api-docs", "Write the API pages anew", done_when=done_when)
    agents = (replace(one, task=task) if one.name == view.board[0].seat else one for one in view.agents)
    return replace(view, agents=tuple(agents))


async def drawn(run: Running) -> LandingDialog:
    """The landing dialog, once its keys count."""
    dialog = run.app.screen
    assert isinstance(dialog, LandingDialog)
    await until_async(lambda: dialog.drawn)
    return dialog


async def test_every_branch_says_whether_it_may_land_and_why_not() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3")
        for text in (
            "may land",
            "test is running",
            "test fails: test_refresh_rotates",
            "conflict with main: alembic",
        ):
            assert text in run.text
        assert "candidate 8c41d0e = main 3f2c1a9 + e07b5aa" in run.text
        await run.until("Items are evicted least recently used")


async def test_where_an_agent_whose_branch_may_land_needs_something_first_the_count_says_so() -> None:
    view = fleet()
    asks = replace(view.board[0], seat="billing", branch="agent/billing")
    assert may_land_words(view) == "1 may land"
    assert may_land_words(replace(view, board=(*view.board, asks))) == "2 may land (agents: 1 needs you)"
    assert may_land_words(replace(view, board=())) == ""


async def test_m_shows_the_facts_and_a_second_m_lands_exactly_what_was_shown() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "m")
        assert run.kind == "LandingDialog"
        assert run.link.landed == []
        await drawn(run)
        await run.press("m")
        await until_async(lambda: run.link.landed == [EXACT])
        assert run.kind == "BoardScreen"


async def test_the_second_m_counts_only_once_the_facts_were_drawn() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "m")
        dialog = await drawn(run)
        dialog.drawn = False
        await run.press("m")
        assert run.link.landed == []
        assert run.kind == "LandingDialog"


async def test_the_dialog_lists_what_the_candidate_changes_protected_paths_first() -> None:
    many = tuple(FileChange(f"docs/{n}.md", f"docs/{n}.md", 1, 0, "new") for n in range(300))
    guarded = FileChange("zz/deploy.sh", "zz/deploy.sh", 0, 0, "becomes executable")
    async with running(size=(160, 40)) as run:
        made = candidate("docs-gen", files=(*many, guarded))
        await run.show(with_first(run.link.view, candidate=made, protected=("zz/deploy.sh",)))
        await run.press("3", "m")
        files = run.app.screen.query_one("#landing-files", Rows).rows
        assert "zz/deploy.sh   +0 -0   becomes executable" in row_text(files[0])
        assert "protected   zz/deploy.sh" in run.text
        assert "301 files +300 -0 in 3 commits" in run.text


async def test_a_release_shows_what_the_task_says_beside_the_evidence_and_what_was_touched_against_it() -> (
    None
):
    task = Task(
        "docs", "Docs", done_when="pages build", edges=("old links",), not_to_touch=("docs/old/", "*.lock")
    )
    async with running(size=(160, 40)) as run:
        view = run.link.view
        agents = tuple(replace(one, task=task) if one.name == "docs-gen" else one for one in view.agents)
        view = replace(view, agents=agents)
        await run.show(view)
        await run.press("3", "m")
        for text in ("done when   pages build", "edges       old links", "untouched   docs/old/, *.lock"):
            assert text in run.text
        await run.press("escape")
        touched = (Touched("web/a.lock", "*.lock"),)
        made = candidate(
            "docs-gen", files=(FileChange("a", "a", 1, 0), FileChange("web/a.lock", "web/a.lock", 1, 0))
        )
        await run.show(with_first(view, touched=touched, candidate=made))
        await run.press("m")
        assert "off limits  web/a.lock (not to touch: *.lock)" in run.text
        files = run.app.screen.query_one("#landing-files", Rows).rows
        assert "web/a.lock" in row_text(files[0])


@pytest.mark.parametrize(
    "change",
    [
        {"candidate": candidate("docs-gen", commit="ffff00000")},
        {"candidate": candidate("docs-gen", base="aaaa00000")},
        {"candidate": None},
        {"may_land": False, "why_not": "lint is outdated"},
        {"gates": gates("build+ test+ lint~")},
        {"word_for": "it changes protected paths"},
        {"protected": ("docs/api/index.md",)},
        {"touched": (Touched("docs/api/index.md", "docs/"),)},
        {"landed": "8c41d0e77", "may_land": False},
    ],
)
async def test_the_dialog_closes_when_its_branch_changed_and_lands_nothing(change: dict[str, object]) -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "m")
        await run.pilot.pause()
        await run.show(with_first(run.link.view, **change))
        assert run.kind == "BoardScreen"
        await run.until("nothing was landed")
        assert run.link.landed == []


async def test_a_view_in_which_nothing_of_it_changed_leaves_the_dialog_open() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "m")
        await run.show(with_first(run.link.view, dirty=4))
        assert run.kind == "LandingDialog"


async def test_before_a_release_it_is_said_whom_it_runs_into_also_of_a_train_and_the_others() -> None:
    found = (MEETS,)
    async with running(with_first(fleet(), forecast=found), size=(160, 40)) as run:
        await run.press("3", "m")
        await drawn(run)
        dialog = run.app.screen.query_one("#landing").query(FixedRows)
        assert "runs into   search: app/store.py" in " ".join(
            span.text for rows in dialog for row in rows.rows for span in row
        ).replace("    search", "   search")
        run.link.show(with_first(fleet(), forecast=(replace(MEETS, agent="billing"),)))
        await run.until("runs into   billing: app/store.py")
        assert run.kind == "LandingDialog", "what others do meanwhile is told, and changes nothing that lands"
    made = train(ready=True)
    first, *others = made.rows
    alone = replace(first, forecast=(MEETS, replace(MEETS, agent=others[0].seat)))
    said = "\n".join(
        "".join(span.text for span in line) for line in members(run.app.shared, (alone, *others), 120)
    )
    assert "runs into search: app/store.py" in said
    assert "and 1 more" not in said, "a member of the same train is no surprise"


async def test_in_a_small_terminal_the_keys_and_what_decides_stay_in_sight_below_a_banner() -> None:
    silent = (PortHealth("tmux /run/fleet", "the server does not answer within 3 s", NOW - 20),)
    view = replace(with_first(fleet(), forecast=(MEETS,), behind=2, protected=("ci.yml",)), health=silent)
    async with running(with_tasks_done_when(view, LONG), size=(80, 24)) as run:
        await run.press("3")
        await run.until("may land")
        lines = run.text.splitlines()
        assert "m approve and land" in lines[-1]
        assert any(line.strip().startswith("runs into   search") for line in lines)
        assert sum("done when" in line for line in lines) == 1, "a line that goes on is no second condition"
        await run.press("m")
        dialog = (await drawn(run)).query_one("#landing").query(FixedRows)
        told = ["".join(span.text for span in row) for one in dialog for row in one.rows]
        assert any(line.strip().endswith("is built again") for line in told)
        assert max(len(line) for line in told if line.startswith("done when")) <= 80 - 6, (
            "folded to the terminal"
        )
        await run.press("escape", "d")
        rows = [line.strip() for line in run.text.splitlines()]
        place = next(number for number, line in enumerate(rows) if line.startswith("done when"))
        assert rows[place + 2].startswith("happened"), "a condition is not torn apart"


async def test_a_branch_without_a_task_has_no_empty_condition() -> None:
    async with running(with_tasks_done_when(fleet(), ""), size=(120, 40)) as run:
        await run.press("3")
        await run.until("evidence")
        assert "done when" not in run.text


async def test_a_branch_that_may_not_land_says_why_instead_of_asking() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "j", "j", "m")
        assert run.kind == "BoardScreen"
        assert run.link.landed == []


async def test_a_watcher_cannot_land() -> None:
    async with running(replace(fleet(), owner="other", owner_pid=9), (160, 40)) as run:
        await run.press("3", "m")
        assert run.kind == "BoardScreen"
        await run.until("T takes over")


async def test_a_protected_change_wants_the_word_on_screen_typed() -> None:
    async with running(with_first(fleet(), word_for="it changes protected paths"), (160, 40)) as run:
        run.link.terms = Terms(Tier.PLAIN, word="walnut", why_word="it changes protected paths")
        await run.press("3", "m")
        await drawn(run)
        assert "docs-gen, enter" not in run.text
        await run.press("m", "enter")
        await run.until("type walnut first")
        assert run.link.pressed == []
        await run.press(*"walnut", "enter")
        await run.until("the word was typed")
        await run.press("m")
        await until_async(lambda: run.link.landed == [EXACT])


async def test_a_pasted_word_is_not_typed() -> None:
    async with running(with_first(fleet(), word_for="it changes protected paths"), (160, 40)) as run:
        run.link.terms = Terms(Tier.PLAIN, word="walnut", why_word="it changes protected paths")
        await run.press("3", "m")
        await run.until("type walnut")
        run.app.post_message(Paste("walnut"))
        await run.pilot.pause()
        assert run.app.screen.query_one(Input).value == ""


async def test_where_nothing_can_be_approved_the_dialog_says_so_and_where_to_go() -> None:
    async with running(size=(160, 40)) as run:
        run.link.terms = Terms(Tier.AGENTS, "runs inside the agents' own tmux server: start it outside")
        run.link.approved = Outcome(ok=False, text="not approved: runs inside")
        await run.press("3", "m")
        await run.until("start it outside")
        await drawn(run)
        await run.press("m")
        await run.until("not approved")
        assert run.link.landed == []
        assert run.kind == "LandingDialog"


async def test_a_key_that_does_not_count_leaves_the_facts_on_screen_with_the_reason() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "m")
        await drawn(run)
        run.link.approved = Outcome(ok=False, text="not approved: press it again")
        await run.press("m")
        await run.until("press it again")
        run.link.approved = Outcome(ok=True)
        await run.press("m")
        await until_async(lambda: run.link.landed == [EXACT])
        (_, first), (_, second) = run.link.pressed
        assert first.key == second.key == "m"
        assert second.before_key == first.at


async def test_a_click_approves_nothing() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "m")
        await drawn(run)
        run.app.shared.key_times.hear(MouseMove(None, 1, 1, 0, 0, 0, False, False, False))
        await run.app.screen.action_run("landing.go")  # type: ignore[attr-defined]
        await run.until("no click")
        assert run.link.pressed == []


async def test_m_in_the_fleet_goes_to_the_branch_of_the_agent() -> None:
    async with running(size=(160, 40)) as run:
        run.app.fleet.select("api-auth")
        await run.press("m")
        assert run.kind == "BoardScreen"
        assert run.app.screen.chosen.row.seat == "api-auth"  # type: ignore[attr-defined]


async def test_gates_run_again_and_a_red_one_goes_back_to_the_agent_with_its_log() -> None:
    async with running(size=(160, 40)) as run:
        run.app.fleet.select("api-auth")
        await run.press("m", "r", "f")
        await run.until("FAILED test_refresh_rotates")
        text = run.app.screen.query_one(TextArea).text
        assert text.startswith("The gate test fails on your branch agent/api-auth: 1 of 212.")
        assert "line 20" not in text
        await run.press("ctrl+s")
        assert run.link.commands == [RunGates("api-auth"), AddEntry("api-auth", text)]


async def test_enter_follows_the_log_of_a_gate_that_runs_and_x_stops_it() -> None:
    row = next(one for one in fleet().board if any(mark.verdict is Verdict.RUNNING for mark in one.gates))
    async with running(size=(160, 40)) as run:
        run.link.answers[AskGateLog] = "compiling a.c\n"
        run.app.fleet.select(row.seat)
        await run.press("m", "enter")
        await run.until("compiling a.c")
        run.link.answers[AskGateLog] = "compiling a.c\ncompiling b.c\n"
        await run.until("compiling b.c")
        await run.press("escape", "x")
        assert run.link.commands == [StopGates(row.seat)]


async def test_advice_on_uncommitted_files_looks_other_than_evidence() -> None:
    view = fleet()
    advice = gates("build-")
    told = {"advice": advice, "branch_advice": gates("build+")}
    agents = tuple(replace(one, **told) if one.name == "docs-gen" else one for one in view.agents)
    async with running(replace(view, agents=agents), size=(160, 40)) as run:
        await run.until("(build\u2716)")
        run.app.fleet.select("docs-gen")
        await run.press("m")
        await run.until("ago, on its uncommitted files: no evidence")
        await run.until("for a lead  build pass")
        await run.until("on its branch as committed, not merged: no evidence")
        assert run.app.screen.chosen.row.may_land  # type: ignore[attr-defined]


async def test_the_log_of_the_failed_gate_opens_at_its_end() -> None:
    async with running(size=(160, 30)) as run:
        run.app.fleet.select("api-auth")
        await run.press("m", "enter")
        await run.until("FAILED test_refresh_rotates")
        await run.press("g")
        assert "line 0" in run.text
        await run.press("escape")
        assert run.kind == "BoardScreen"


async def test_marked_branches_are_made_ready_in_the_order_of_their_marks_and_leaving_ends_that() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "j", "space", "k", "k", "space")
        assert "2 marked" in run.text
        assert run.app.screen.chosen.train == ("agent/api-auth", "agent/docs-gen")  # type: ignore[attr-defined]
        await run.press("g", "m")
        assert run.kind == "TrainDialog"
        await until_async(lambda: run.link.prepared == [Proposal("clawdemy", ("api-auth", "docs-gen"))])
        run.link.show(replace(run.link.view, train=train()))
        await run.until("2 of 2 ready")
        await run.until("conflict with agent/cache")
        await run.press("m")
        assert run.kind == "TrainDialog", "one still runs"
        await run.press("escape")
        await until_async(lambda: run.link.prepared[-1] is None)
        assert run.kind == "BoardScreen"
        await run.press("escape")
        assert "marked" not in run.text
        assert run.kind == "BoardScreen", "the marks go first"


async def test_a_ready_train_is_released_whole_in_its_order_as_it_is_shown() -> None:
    view = replace(fleet(), train=train(ready=True))
    async with running(view, size=(80, 24)) as run:
        await run.press("3", "space", "space", "j", "space", "m", "m")
        await drawn(run)
        for text in (
            "Land a train of 3",
            "protected: .github/workflows/ci.yml",
            "moves once: all 3 land, or none",
        ):
            assert text in run.text
        files = run.app.screen.query_one("#landing-files", Rows)
        await run.press("J", "J", "J", "J", "J")
        assert "3 agent/cache" in files.text_in_sight(), (
            "the files of all are in reach in a small terminal, too"
        )
        assert run.link.landed == []
        await run.press("m")
        await until_async(lambda: len(run.link.landed) == 1)
        members = run.link.landed[0].members
        assert [one.branch for one in members] == ["agent/docs-gen", "agent/api-auth", "agent/cache"]
        assert [one.base for one in members[1:]] == [one.candidate for one in members[:-1]]
        await until_async(lambda: run.kind == "BoardScreen")
        assert run.link.prepared[-1] is None


async def test_the_facts_of_a_train_close_once_any_member_is_another() -> None:
    view = replace(fleet(), train=train(ready=True))
    async with running(view, size=(120, 40)) as run:
        await run.press("3", "space", "space", "j", "space", "m", "m")
        await drawn(run)
        run.link.show(replace(view, train=train()))
        await until_async(lambda: run.kind == "TrainDialog")
        await run.press("m")
        assert run.link.landed == []


async def test_what_landed_is_taken_back_by_one_key_and_only_once() -> None:
    view = with_first(fleet(), landed="8c41d0e77", may_land=False, why_not="landed")
    async with running(view, size=(120, 40)) as run:
        await run.press("3", "G")
        assert "U take back" in run.text.splitlines()[-1]
        await run.press("U")
        await until_async(lambda: run.link.prepared == [Proposal("clawdemy", ("docs-gen",), "8c41d0e77")])
        await run.press("escape")
        run.link.show(with_first(view, taken_back="c09d44e21"))
        await run.until("taken back by c09d44e")
        await run.press("U")
        assert run.kind == "BoardScreen"


def test_there_is_an_approval_only_for_what_may_land() -> None:
    lands, *others = board()
    assert approval((lands,)) == EXACT
    assert [approval((row,)) for row in others] == [None, None, None]


def test_a_release_is_the_same_only_while_its_gates_stand() -> None:
    row = board()[0]
    assert same_release((row,), (replace(row),))
    assert not same_release((row,), ())
    red = replace(row.gates[0], verdict=Verdict.FAIL)
    assert not same_release((row,), (replace(row, gates=(red, *row.gates[1:])),))


async def test_the_board_says_whom_a_branch_runs_into_and_proposes_the_order_that_breaks_least() -> None:
    async with running(with_forecast(fleet()), size=(160, 40)) as run:
        await run.press("3", "j")
        await run.until("order       land it 3rd of 3: after cache, then to be rebased: app/store.py:110-118")
        assert (
            "runs into   cache: app/store.py:112-124 and 1 more (whoever is second, not committed yet)"
            in run.text
        )
        await run.press("j", "j")
        await run.until("not known   billing conflicts with main itself")
        assert "beside      docs-gen: both change docs/index.md, no conflict" in run.text
        await run.press("1", "g")
        await run.until("runs into api-auth")
        await run.press("l", "l", "f", "g", "o")
        await run.until("api-auth runs into cache: app/store.py:112-124 and 1 more (whoever is second")


def landed_row(view: FleetView) -> FleetView:
    return with_first(
        view,
        landed="8c41d0e77",
        released=NOW - 300,
        may_land=False,
        why_not="landed",
        ahead=0,
        candidate=None,
    )


async def test_the_prompts_that_led_here_stand_beside_a_branch_newest_last_and_w_shows_them_all() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3")
        await run.until("asked       40m ago   The cache page is wrong")
        assert "least recently used first.   1 before: w" in run.text
        newest = run.text.index("15m ago   The gate lint fails: docs/api/index.md has a dead link.")
        assert run.text.index("The cache page is wrong") < newest
        await run.press("w")
        await until_async(lambda: run.kind == "LogScreen")
        await run.until("1. 2026-11-20")
        assert "    Write the API pages anew, from the code." in run.text


async def test_a_long_prompt_is_read_whole_where_the_story_of_a_branch_is_told() -> None:
    prompt = Prompt("1", "follow-up", "keep the order " * 12 + "to the end", NOW)
    long = "\n".join(prompt_lines((prompt,)))
    lines = folded(long, 78).split("\n")
    assert max(map(len, lines)) <= 78
    assert lines[-1].startswith("    ")
    assert lines[-1].endswith("to the end")
    assert " ".join(long.split()) == " ".join(" ".join(lines).split())


async def test_what_landed_keeps_what_it_landed_on_and_its_story() -> None:
    async with running(landed_row(fleet()), size=(160, 40)) as run:
        origin = Origin("8c41d0e77", merge="8c41d0e77", note="fleetui landing l1\nReleased: by ada\n")
        run.link.answers[AskWhy] = Why("clawdemy", "main", origin)
        await run.press("3", "end")
        await run.until("landed as 8c41d0e, released 5m ago")
        assert "build pass" in run.text
        assert "on 8c41d0e" in run.text
        await run.press("w")
        await run.until("Released: by ada")
        assert run.link.asked[-1] == AskWhy(project="clawdemy", commit="8c41d0e77")
        assert "Taken back" not in run.text
        run.link.answers[AskWhy] = Why("clawdemy", "main", origin, taken_back="f" * 40)
        await run.press("escape", "w")
        await run.until("Taken back by ffffffffffff: main does not hold it any more.")


async def test_those_behind_are_asked_to_rebase_alone_or_all_after_a_look_at_what_is_queued() -> None:
    async with running(size=(160, 40)) as run:
        run.link.answers[AskBlueprints] = (REBASE,)
        await run.press("3", "j", "j", "R")
        await until_async(lambda: run.kind == "ChoiceDialog")
        behind = [row.seat for row in run.link.view.behind("clawdemy")]
        assert f"all {len(behind)} that are behind: {', '.join(behind)}" in run.text
        await run.press("2")
        await until_async(lambda: run.kind == "BlueprintDialog")
        assert not run.link.commands
        await run.press("ctrl+s")
        await until_async(lambda: len(run.link.commands) == len(behind))
        first = run.link.commands[0]
        assert isinstance(first, AddEntries)
        assert "Rebase onto main" in first.planned[0]


async def test_a_branch_that_is_not_behind_gives_no_work_to_another_agent_before_a_question_names_it() -> (
    None
):
    view = with_first(fleet(), behind=0)
    first, *others = view.board
    one = next(row for row in others if row.project == first.project)
    behind = replace(one, ahead=1, behind=2, landed="")
    rest = (replace(row, behind=0) for row in others if row is not one)
    async with running(replace(view, board=(first, behind, *rest)), size=(80, 24)) as run:
        run.link.answers[AskBlueprints] = (REBASE,)
        await run.press("3", "R")
        await until_async(lambda: run.kind in ("ChoiceDialog", "BlueprintDialog"))
        assert run.kind == "ChoiceDialog"
        await run.until(f"Not {first.seat}: it is not behind main.")
        assert f"the one that is behind: {one.seat}" in run.text
        await run.press("ctrl+s")
        assert not run.link.commands


def test_a_branch_that_landed_is_not_rebased_and_says_why() -> None:
    view = with_first(fleet(), landed="8c41d0e77", behind=2)
    assert view.behind("clawdemy")
    assert (
        needs_behind(view, Selection(row=view.board[0]))
        == "landed as 8c41d0e: nothing of it is left to rebase"
    )


def test_what_was_merged_on_the_forge_is_not_offered_to_be_taken_back_here() -> None:
    view = with_first(fleet(), landed="8c41d0e77")
    assert needs_landed(view, Selection(row=view.board[0])) is None
    there = with_first(view, landed_pull=12)
    said = needs_landed(there, Selection(row=there.board[0]))
    assert said == "#12 was merged on the forge and is taken back there"


class SlowWorktrees(FakeLink):
    """The difference of a worktree is answered when the test says so."""

    def __init__(self, view: FleetView) -> None:
        super().__init__(view)
        self.go, self.answered = asyncio.Event(), asyncio.Event()

    async def ask(self, question: Question[A]) -> A:
        if isinstance(question, AskDiff):
            await self.go.wait()
            self.answered.set()
        return await super().ask(question)


async def test_a_late_answer_for_the_branch_before_does_not_stand_under_the_one_that_the_bar_is_on_now() -> (
    None
):
    view = with_first(fleet(), candidate=None)
    others = [
        replace(row, candidate=view.board[1].candidate or fleet().board[0].candidate)
        for row in view.board[1:]
    ]
    slow = SlowWorktrees(replace(view, board=(view.board[0], *others)))
    theirs = "diff --git a/theirs.py b/theirs.py\n--- a/theirs.py\n+++ b/theirs.py\n@@ -1 +1 @@\n-a\n+b\n"
    slow.answers[AskDiff] = theirs.replace("theirs", "before")
    slow.answers[AskCandidateDiff] = theirs
    async with running(slow.view, size=(120, 40), link=slow) as run:
        await run.press("3")
        at = in_order(slow.view).index(slow.view.board[0])
        await run.press(*["j"] * at)
        await until_async(
            lambda: any(isinstance(one, AskDiff) for one in slow.asked) or "reading" in run.text
        )
        await run.press("j" if at + 1 < len(slow.view.board) else "k")
        await run.until("theirs.py")
        slow.go.set()
        await until_async(slow.answered.is_set)
        await run.press("J")
        assert "theirs.py" in run.text and "before.py" not in run.text


async def test_who_has_it_in_the_queue_already_is_not_asked_twice() -> None:
    view = fleet()
    text = filled(REBASE, {"base": "main"})[0]
    assert isinstance(text, str)
    names = {row.seat for row in view.behind("clawdemy")}
    agents = tuple(replace(one, queue=(entry(9, text),)) if one.name in names else one for one in view.agents)
    async with running(replace(view, agents=agents), size=(160, 40)) as run:
        run.link.answers[AskBlueprints] = (REBASE,)
        await run.press("3", "R")
        await until_async(lambda: any("already" in said for said in run.said))
        assert run.kind == "BoardScreen"


async def test_lines_that_are_pointed_at_gather_in_one_follow_up_until_it_is_queued() -> None:
    async with running(size=(160, 40)) as run:
        await run.press("3", "c")
        await run.until("Items are evicted in insertion order.")
        await run.press("down", "down", "down", "c")
        await until_async(lambda: run.kind == "FollowUpEditor")
        await run.press("w", "h", "y", "escape")
        await until_async(lambda: run.kind == "ChangeScreen")
        await run.until("a follow-up is begun, not queued")
        await run.press("end", "c")
        await until_async(lambda: run.kind == "FollowUpEditor")
        await run.press("n", "o", "ctrl+s")
        await until_async(lambda: bool(run.link.commands))
        text = (
            "Please change:\n\n"
            "docs/api/cache.md:11: why\n\n"
            "docs/api/index.md:4 `See [state](state.md) and [cache](cache.md).`: no"
        )
        assert run.link.commands == [AddEntry("docs-gen", text)]
        await until_async(lambda: "begun" not in run.text)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (DiffLine("a.py", 3, "+", "\treturn 2  "), "a.py:3 `return 2`: "),
        (DiffLine("a.py", 3, "-", "return `x`"), "a.py:3, where you took out return x: "),
        (DiffLine("a.py", 3, " ", ""), "a.py:3: "),
        (DiffLine("a.py", 3, "+", "say(`x`)"), "a.py:3: "),
    ],
)
def test_a_line_is_named_with_its_place_and_quoted_where_it_can_be(line: DiffLine, said: str) -> None:
    assert with_line("", line) == f"Please change:\n\n{said}"
    assert with_line("one\n", line) == f"one\n\n{said}"


async def test_what_is_gathered_is_listed_and_can_be_taken_back_and_brought_back() -> None:
    async with running(size=(120, 30)) as run:
        await run.press("3", "c")
        await run.until("Items are evicted in insertion order.")
        for keys in (("end", "c", *"one"), ("g", "down", "c", *"two")):
            await run.press(*keys)
            await run.press("escape")
            await until_async(lambda: run.kind == "ChangeScreen")
        assert "2 gathered for one follow-up" in run.text
        assert "docs/api/index.md:4   one" in run.text
        assert "docs/api/cache.md:10   two" in run.text
        assert "\u271a" in next(line for line in run.text.splitlines() if "## Cache" in line)
        await run.press("end", "D")
        assert "docs/api/index.md:4   one" not in run.text, "the one of the line under the bar"
        assert "1 gathered" in run.text
        await run.press("u")
        assert "docs/api/index.md:4   one" in run.text
        await run.press("D", "D")
        assert "docs-gen" not in run.app.shared.drafts
        assert "gathered" not in run.text
        await run.press("D")
        await until_async(lambda: any("nothing is gathered yet" in said for said in run.said))


def test_heads_that_have_no_room_beside_what_is_out_of_sight_are_left_out_whole() -> None:
    view = fleet()
    whole = "".join(span.text for span in head_row(view, 80))
    assert whole.endswith("verdict")
    narrow = "".join(span.text for span in head_row(view, len(whole) + 8, "1 above, 3 below"))
    assert whole.startswith(narrow)
    assert narrow.split() == whole.split()[: len(narrow.split())]
    assert not narrow.endswith("verdict")
    assert "".join(span.text for span in head_row(view, 99, "3 below")) == whole
