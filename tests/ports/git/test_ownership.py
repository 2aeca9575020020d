"""A repository of another user is read where the operator allowed it, and only there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git import Git, ownership, run, vault_objects
from tests.ports.git.scratch import Scratch, commit, train_of, write
from tests.ports.git.scratch import run as plain


@pytest.fixture
def config(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's configuration; to git and to fleetui the scratch repository belongs to somebody else."""
    monkeypatch.setattr(run, "_ENVIRONMENT", run._ENVIRONMENT | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    for module in (ownership, vault_objects):
        monkeypatch.setattr(module, "ours", lambda _: False)
    for name in [name for name in os.environ if name.startswith("GIT_CONFIG")]:
        monkeypatch.delenv(name)
    path = scratch.folder / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(path))
    return path


def allow(config: Path, *folders: object) -> None:
    write(config, "[safe]\n" + "".join(f'\tdirectory = "{folder}"\n' for folder in folders))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository away")
async def test_what_the_operator_allowed_works_from_the_first_look_to_the_landing(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    head = commit(tree, "work", c__txt="c\n")
    for path in (scratch.top, *scratch.top.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    config = scratch.folder / "gitconfig"
    allow(config, scratch.top)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert (await git.facts(scratch.project, str(tree))).ahead == 1
    made = await git.candidate(scratch.project, "alice", "work")
    landing = train_of(made)
    landed = await git.land(scratch.project, landing)
    assert landed.landed, landed
    assert head in plain(scratch.top, "-c", f"safe.directory={scratch.top}", "log", "--format=%H", "main")
    assert (scratch.top / "c.txt").read_text() == "c\n"


@pytest.mark.parametrize("others", [(), ("/elsewhere",), ("*", "")])
async def test_without_leave_it_is_refused_with_what_git_advises(
    git: Git, scratch: Scratch, config: Path, others: tuple[str, ...]
) -> None:
    allow(config, *others)
    with pytest.raises(PortError) as refused:
        await git.check_project(scratch.project)
    advice = f"allow it with `git config --global --add safe.directory {scratch.top}`"
    assert str(refused.value).endswith(advice)
    assert "another user (uid " in str(refused.value)
    allow(config, scratch.top)
    assert await git.check_project(scratch.project)


async def test_the_repositorys_own_configuration_allows_nothing(
    git: Git, scratch: Scratch, config: Path
) -> None:
    plain(scratch.top, "config", "--add", "safe.directory", "*")
    with pytest.raises(PortError, match="belongs to another user"):
        await git.check_project(scratch.project)


async def test_leave_given_in_the_environment_counts(
    git: Git, scratch: Scratch, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("COUNT", "1"), ("KEY_0", "safe.directory"), ("VALUE_0", str(scratch.top))):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert await git.check_project(scratch.project)


async def test_objects_that_their_owner_could_change_are_copied(
    git: Git, scratch: Scratch, config: Path
) -> None:
    allow(config, scratch.top)
    await git.check_project(scratch.project)
    (vault,) = (scratch.folder / "state/vaults").iterdir()
    assert {path.stat().st_nlink for path in (vault / "objects").rglob("*") if path.is_file()} == {1}
