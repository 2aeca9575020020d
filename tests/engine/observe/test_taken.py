"""An agent that was taken from the operator's own tmux: what replacing it would mean for his windows is said."""

from __future__ import annotations

import shlex

from fleetui.engine.link import AskRestart, RestartPlan
from fleetui.model import commands as c
from fleetui.model.status import Phase
from tests.support.scratch import STANDIN, Scratch
from tests.support.tmux import private_tmux
from tests.support.waiting import until


async def test_a_restart_says_that_the_fresh_run_leaves_the_operators_window(scratch: Scratch) -> None:
    scratch.configure()
    with private_tmux() as tmux:
        words = ("python3", "-I", str(STANDIN), "--name", "ada", "--speed", "10")
        pane = tmux.start("sh")
        tmux.send(pane, shlex.join(words))
        until(lambda: "❯" in tmux.text(pane), 30)
        async with scratch.engine() as live:
            await live.do(c.AdoptPane("ada", tmux.ref(pane), "standin", str(scratch.root)))
            await live.phase("ada", Phase.IDLE)
            plan = await live.engine.ask(AskRestart("ada"))
            assert isinstance(plan, RestartPlan)
            assert "in fleetui's own tmux" in plan.fresh
