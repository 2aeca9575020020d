from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.link import AskProfiles, AskProgram
from fleetui.model import commands as c
from tests.support.scratch import Scratch


async def test_profiles_whose_program_is_there_are_named_the_usual_first_and_a_shell_last(
    scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        for found in (("codex",), ("claude", "codex")):
            folder = tmp_path / "-".join(found)
            folder.mkdir()
            for name in (*found, "sh", "bash"):
                (folder / name).write_text("#!/bin/sh\n")
                (folder / name).chmod(0o755)
            with monkeypatch.context() as patch:
                patch.setenv("PATH", str(folder))
                named = await live.engine.ask(AskProfiles())
            assert isinstance(named, tuple)
            assert [name for name in named if name != "standin"] == [*found, "shell"]


async def test_where_the_program_of_a_new_agent_is_missing_what_to_type_instead_is_said(
    scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure()
    (tmp_path / "bash").write_text("#!/bin/sh\n")
    (tmp_path / "bash").chmod(0o755)
    async with scratch.engine() as live:
        with monkeypatch.context() as patch:
            patch.setenv("PATH", str(tmp_path))
            added = await live.engine.do(c.AddAgent("new", "shop"))
            asked = await live.engine.ask(AskProgram("claude"))
        assert not added.ok
        assert added.text.startswith("claude: not found in PATH: install it, or say the same with --profile ")
        assert "shell" in added.text
        assert "--command 'PROGRAM ARGUMENTS'" in added.text
        assert isinstance(asked, str)
        assert "choose a profile whose program is here: " in asked
        assert asked.endswith("shell")


async def test_a_command_that_is_written_into_the_configuration_holds_for_the_next_start(
    scratch: Scratch,
) -> None:
    scratch.configure()
    text = scratch.paths.config.read_text()
    scratch.paths.config.write_text(
        f'{text}[agents.cache]\nprofile = "claude"\nproject = "shop"\ncommand = ["no-such"]\n'
    )
    async with scratch.engine() as live:
        assert not (await live.engine.do(c.StartAgent("cache"))).ok
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.do(c.StartAgent("cache"))
        assert live.agent("cache").seat.profile == "standin"
        await live.do(c.KillAgent("cache"))
