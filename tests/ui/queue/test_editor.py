"""While a follow-up is written, all that is known of it stands below it, and what was written before comes back."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import TextArea

from fleetui.engine.link import AnchorCheck, AskAnchors, AskFiles, AskFillings, AskHistory
from fleetui.model.expansion import Filling
from fleetui.model.view import ChangedFile, FleetView, GitFacts
from fleetui.ui.queue.draft_rows import rows_of
from tests.support.fleets import fleet
from tests.support.screens import Running, running
from tests.support.waiting import until_async


def working_on(path: str, *names: str) -> FleetView:
    """A fleet of one project in which these agents changed a file."""
    view = fleet(6)
    git = GitFacts("b", "h", "m", files=(ChangedFile(path, 3, 1),))
    agents = tuple(
        replace(one, seat=replace(one.seat, project="shop"), git=git if one.name in names else None)
        for one in view.agents
    )
    return replace(view, agents=agents)


async def test_each_claim_says_its_verdict_and_where_that_is_now() -> None:
    async with running(fleet(3), (80, 24)) as run:
        run.link.answers[AskAnchors] = (
            AnchorCheck("src/a.py:88", "moved", "it is line 92 now", False, "src/a.py:92"),
            AnchorCheck("src/b.py", "unchecked", "a pipe stands there"),
            AnchorCheck("src/new.py", "new", "not there yet"),
        )
        await run.press("f", *"x")
        for words in ("it is line 92 now", "unchecked", "a pipe stands there", "not there yet"):
            await run.until(words)


async def test_who_else_works_on_a_file_is_named_while_one_writes() -> None:
    view = working_on("src/a.py", "search")
    first, other = view.agents[0].name, "search"
    assert any(one.name == other for one in view.agents)
    async with running(view) as run:
        await run.press("f", *"fix src/a.py")
        await run.until(f"{other} changed it, not landed: src/a.py")
        assert first != other


async def test_what_is_taken_out_of_a_text_is_named() -> None:
    async with running(fleet(3)) as run:
        await run.press("f")
        run.app.screen.query_one(TextArea).text = "go\u202eon \x1b[2J"
        await run.until("taken out when it is sent: right-to-left override (U+202E), ESC (U+001B)")


async def test_several_whose_work_is_on_one_file_are_said_to_be_one_too_many() -> None:
    view = working_on("src/a.py", "search", "billing")
    async with running(view) as run:
        said = rows_of(run.app.shared, ("billing", "search"), "go on", (), (), 9, 80)
        assert "one agent would do: billing, search work on src/a.py" in "".join(
            span.text for span in said[0]
        )


def written(run: Running) -> str:
    return run.app.screen.query_one(TextArea).text


async def test_past_follow_ups_come_back_and_the_draft_after_them() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskHistory] = ("the newest", "the one\nbefore it")
        await run.press("f", *"draft", "ctrl+up")
        assert written(run) == "the newest"
        await run.press("ctrl+up", "ctrl+up")
        assert written(run) == "the one\nbefore it"
        await run.press("ctrl+down", "ctrl+down", "ctrl+down")
        assert written(run) == "draft"


async def test_what_stands_in_braces_says_what_it_would_become() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskFillings] = (
            Filling("{files phase=2 under lessons/}", "lessons/04.md, lessons/05.md", 6),
            Filling("{changed since nope}", "no branch, tag or commit is called nope", fine=False),
        )
        await run.press("f")
        run.app.screen.query_one(TextArea).text = "{files phase=2 under lessons/} {changed since nope}"
        await run.until("6 files: lessons/04.md, lessons/05.md")
        assert "it would be held no branch, tag or commit is called nope" in run.text


async def test_one_list_puts_in_a_claim_with_its_first_blank_selected() -> None:
    async with running(fleet(3)) as run:
        await run.press("f", *"see", "ctrl+o")
        await run.until("contains PATH TEXT")
        await run.press(*"absent", "enter")
        assert written(run) == "see\nabsent PATH TEXT"
        await run.press(*"a.py")
        assert written(run) == "see\nabsent a.py TEXT"


async def test_a_file_is_found_by_a_few_letters_and_put_in_where_the_cursor_stands() -> None:
    async with running(fleet(3)) as run:
        run.link.answers[AskFiles] = ("src/cache/lru.py", "two words.md")
        await run.press("f", *"fix ", "ctrl+o", *"lru")
        await run.until("src/cache/lru.py")
        await run.press("enter", *" now")
        assert written(run) == "fix src/cache/lru.py now"
        await run.press("ctrl+o")
        await run.until("contains PATH TEXT")
        await run.press("escape")
        assert written(run) == "fix src/cache/lru.py now"


async def test_the_bar_goes_to_the_first_of_what_is_looked_for() -> None:
    async with running(fleet(3)) as run:
        await run.press("f", "ctrl+o")
        await run.until("contains PATH TEXT")
        await run.press("down", "down", *"pa", "enter")
        assert written(run).startswith("contains PATH TEXT")


async def test_what_is_sent_and_not_seen_is_named() -> None:
    async with running(fleet(3)) as run:
        await run.press("f")
        run.app.screen.query_one(TextArea).text = "go\u200bon\u00a0now \U0001f469\u200d\U0001f680"
        await run.until("sent, though it is not seen: zero width space (U+200B), no-break space (U+00A0)")
        assert "joiner" not in run.text


async def test_one_that_is_too_long_stays_where_it_is_written() -> None:
    async with running() as run:
        await run.press("f")
        run.app.screen.query_one(TextArea).text = "x" * 300_000
        await run.press("ctrl+s")
        await until_async(lambda: any("more than 256 KiB" in said for said in run.said), 10)
        assert run.kind == "FollowUpEditor"
        assert run.link.commands == []
