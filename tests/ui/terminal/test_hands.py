"""Small things under the operator's fingers: undo in its place, long rows, redraw, what closing promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import time

import pytest
from click.testing import CliRunner

from fleetui.cli.main import command_line
from fleetui.cli.watch.status import _needs
from fleetui.config.paths import find_paths
from fleetui.engine.link import AskDiff, AskFigures, AskJournal
from fleetui.model.commands import AddEntry, DeleteEntry, MoveEntry, Outcome
from fleetui.model.figures.report import Wanted, report
from fleetui.model.figures.samples import Samples
from fleetui.model.queue import EntryState
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import FleetView
from fleetui.ports.kept_files.snapshot_file import Publisher
from fleetui.ui.actions.keymap import Keymap
from fleetui.ui.app import FleetApp
from fleetui.ui.draw.painted import Painted
from tests.support.fleets import FakeLink, entry, fleet
from tests.support.screens import running
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until
from tests.ui.terminal.test_real_terminal import program, started, ticks


@pytest.fixture
def tmux() -> Iterator[PrivateTmux]:
    with private_tmux() as server:
        yield server


async def test_a_deleted_follow_up_comes_back_in_its_place() -> None:
    view = fleet(3)
    queue = tuple(entry(n, f"text {n}") for n in range(3))
    view = replace(view, agents=(replace(view.agents[0], queue=queue), *view.agents[1:]))
    async with running(view) as run:
        await run.press("F", "j", "D")
        run.link.outcome = Outcome(ok=True, value="new")
        await run.press("u")
        await run.pilot.pause()
        assert run.link.commands == [
            DeleteEntry("billing", "e001"),
            AddEntry("billing", "text 1"),
            MoveEntry("billing", "new", 1),
        ]


async def test_long_rows_of_a_difference_can_be_scrolled_sideways_and_back() -> None:
    async with running(size=(80, 24)) as run:
        run.link.answers[AskDiff] = (
            f"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n+{'long ' * 30}the end\n"
        )
        await run.press("enter", "d")
        await run.until("long long")
        assert "the end" not in run.text
        await run.press(*["shift+right"] * 9)
        assert "the end" in run.text
        await run.press(*["shift+left"] * 9)
        assert "the end" not in run.text
        await run.press("shift+right", "tab")
        await run.until("agent")


def test_a_reason_does_not_say_its_word_twice() -> None:
    assert (
        _needs({"want": "unconfirmed", "reason": "not confirmed: rerun", "age_s": 60})
        == "not confirmed: rerun (1m)"
    )
    assert _needs({"want": "failed", "reason": "exited with 1", "age_s": 60}) == "failed: exited with 1 (1m)"


async def test_closing_promises_no_delivery_where_every_queue_waits_for_the_operator() -> None:
    view = fleet(2)
    held = (replace(entry(1, "first"), state=EntryState.HELD), entry(2, "second"))
    agents = tuple(replace(agent, queue=held) for agent in view.agents)
    async with running(replace(view, agents=agents)) as run:
        await run.press("q")
        await run.until("nothing goes out until then")
        assert "delivers them" not in run.text
        await run.press("escape")
        await run.show(replace(view, agents=(agents[0], replace(agents[1], queue=(entry(3, "free"),)))))
        await run.press("q")
        await run.until("a background process delivers them")


def test_a_wrong_key_of_ones_own_says_which_stays() -> None:
    (mistake,) = Keymap({"agent.restart": "alt+enter"}).mistakes
    assert mistake.endswith("; r stays")


async def test_redraw_draws_every_row_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as run:
        await run.press("3")
        drawn: set[str] = set()
        for painted in run.app.screen.query(Painted):
            monkeypatch.setattr(
                painted, "paint", lambda *size, of=painted, was=painted.paint: drawn.add(of.id) or was(*size)
            )
        await run.press("ctrl+l")
        assert {"header", "board-title", "board-rows"} <= drawn


def test_the_file_that_a_held_follow_up_speaks_of_opens_at_its_line(
    tmux: PrivateTmux, tmp_path: Path
) -> None:
    own = program(tmp_path, "vim", 'echo "opened: $*"', "read line")
    pane = started(tmux, VISUAL=own, FLEET_WORKTREE=str(tmp_path), FLEET_CLAIM="src/+a.py:88")
    until(lambda: ticks(tmux, pane))
    tmux("send-keys", "-t", pane, "F")
    tmux.shows(pane, "Queue of")
    tmux("send-keys", "-t", pane, "E")
    tmux.shows(pane, "opened: +88 ./src/+a.py")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("3", "no branch is ahead of its base"),
        ("5", "Nothing to count yet"),
        ("6", "No project has a forge."),
        ("7", "nothing happened yet"),
        ("F", "f add: it goes out when the agent rests"),
    ],
)
async def test_empty_places_say_what_they_are_for(key: str, said: str) -> None:
    view = replace(fleet(1), board=())
    view = replace(view, agents=(replace(view.agents[0], queue=()),))
    async with running(view) as run:
        run.link.answers[AskJournal] = ()
        run.link.answers[AskFigures] = report(Samples(), Wanted())
        await run.press(key)
        await run.until(said)


async def test_the_first_screen_says_where_what_is_made_will_be_written() -> None:
    app = FleetApp(
        FakeLink(FleetView(ready=True)),
        ScreenSettings(),
        now=time,
        kept_in="/home/me/fleet.local.toml",
        command_name="~/fleetui/fleet",
    )
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        rows = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "No agents yet." in rows
        assert "/home/me/fleet.local.toml" in rows
        assert "~/fleetui/fleet init" in rows
        assert "~/fleetui/fleet demo" in rows


def test_agents_complete_wherever_one_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    paths = find_paths(environment={"FLEETUI_HOME": str(home)})
    paths.published.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    Publisher(paths.published).write(
        {"schema": 1, "at": 0.0, "agents": [{"name": "billing"}, {"name": "search"}]}
    )
    for verb in ("queue", "restart", "remove", "explain", "gate list", "merge show"):
        words = f"fleetui {verb} b"
        env = {
            "_FLEETUI_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1),
            "FLEETUI_HOME": str(home),
        }  # fmt: skip
        said = CliRunner().invoke(command_line(), [], env=env, prog_name="fleetui").output
        assert "billing" in said, verb
        assert "search" not in said
