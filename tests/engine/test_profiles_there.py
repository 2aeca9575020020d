from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.link import AskProfiles
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
