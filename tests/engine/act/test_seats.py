"""An agent that is taken belongs to the configured project of its folder, however the folder is reached."""

from __future__ import annotations

from tests.support.scratch import Scratch, git


async def test_a_folder_reached_by_a_link_is_no_second_project(scratch: Scratch) -> None:
    scratch.configure("solo")
    (scratch.root / "link").symlink_to(scratch.repo)
    git(scratch.repo, "worktree", "add", "-q", "-b", "feat", str(scratch.root / "feat"), "main")
    async with scratch.engine() as live:
        for folder in ("link", "shop", "feat"):
            found = await live.engine.facts.project_of(str(scratch.root / folder))
            assert found is not None
            assert (found.name, len(found.gates)) == ("shop", 1)
        assert list(live.engine.view.projects) == ["shop"]
