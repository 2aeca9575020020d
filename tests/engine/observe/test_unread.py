"""An agent's command line that no profile reads is told from any other program, and may be dismissed for good."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator

import pytest

from fleetui.agents.known_programs import known_programs
from fleetui.agents.load import load_profiles
from fleetui.engine.core import Refused
from fleetui.model import commands as c
from fleetui.model.programs import is_program
from tests.support.scratch import Live, Scratch


def unread(live: Live, pane: str) -> bool:
    return ("Crush", pane) in {(one.program, one.pane.pane) for one in live.engine.view.unread}


@pytest.fixture
def server(scratch: Scratch) -> Iterator[Callable[..., str]]:
    """A tmux server of the operator's, on a socket that only his configuration names."""
    socket = scratch.root / "mine"
    scratch.configure(extra=f'[tmux]\nsockets = ["{socket}"]\n')

    def tmux(*words: str) -> str:
        argv = ("tmux", "-S", str(socket), "-f", "/dev/null", *words)
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=20).stdout.strip()

    yield tmux
    with contextlib.suppress(subprocess.CalledProcessError):
        tmux("kill-server")


async def test_it_is_named_with_its_pane_until_it_is_dismissed_also_after_a_restart(
    scratch: Scratch, server: Callable[..., str]
) -> None:
    program = scratch.root / "crush"
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o755)
    pane = server("new-session", "-d", "-P", "-F", "#{pane_id}", str(program))
    async with scratch.engine() as live:
        await live.until(lambda: unread(live, pane))
        assert not [one for one in live.engine.view.found if one.where.startswith("mine")]
        assert not live.engine.view.waiting()
        with pytest.raises(Refused, match="vim"):
            await live.engine.acts.perform(c.DismissProgram("vim"))
        await live.do(c.DismissProgram("crush"))
        await live.until(lambda: not unread(live, pane))
    async with scratch.engine() as live:
        await live.until(lambda: any(one.program == "Crush" for one in live.engine.core.unread))
        await live.do(c.DismissProgram("Crush", dismissed=False))
        await live.until(lambda: unread(live, pane))


@pytest.mark.parametrize(
    ("argv", "label"),
    [
        (("node", "/usr/lib/node_modules/.bin/cline"), "Cline"),
        (("/home/me/.local/bin/cursor-agent",), "Cursor CLI"),
        (("python3", "/home/me/.local/bin/kimi"), "Kimi"),
        (("vim", "crush.md"), ""),
        (("less", "/usr/bin/goose"), ""),
        (("sh", "-c", "crush"), ""),
    ],
)
def test_what_only_names_one_is_none(argv: tuple[str, ...], label: str) -> None:
    fits = [
        one for one, names in known_programs().items() if is_program(names, argv[0].rpartition("/")[2], argv)
    ]
    assert fits == ([label] if label else [])


def test_none_of_them_has_a_profile() -> None:
    read = {name for profile in load_profiles().values() for name in profile.programs}
    assert not read & {name for names in known_programs().values() for name in names}
