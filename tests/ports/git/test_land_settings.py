"""No setting in the shared configuration makes a landing land something else, or leave the checkout behind."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from fleetui.ports.git import Git, fast_forward
from tests.ports.git.scratch import Scratch, commit, run, write
from tests.ports.git.test_land import elsewhere, main_of, prepared
from tests.support.waiting import until

LANDS = [
    ("pull.twohead", "ours"),
    ("pull.octopus", "ours"),
    ("pull.ff", "false"),
    ("pull.rebase", "true"),
    ("branch.main.mergeOptions", "-s ours"),
    ("branch.main.mergeOptions", "--squash"),
    ("branch.main.mergeOptions", "--no-commit --no-ff"),
    ("branch.main.rebase", "true"),
    ("merge.ff", "false"),
    ("merge.default", "evil"),
    ("merge.renormalize", "true"),
    ("merge.suppressDest", "*"),
    ("core.sparseCheckout", "true"),
    ("index.sparse", "true"),
    ("core.splitIndex", "true"),
    ("core.untrackedCache", "true"),
    ("core.autocrlf", "true"),
    ("core.autocrlf", "input"),
    ("core.eol", "crlf"),
    ("core.safecrlf", "true"),
    ("core.ignoreCase", "true"),
    ("core.fileMode", "false"),
    ("core.symlinks", "false"),
    ("core.checkStat", "minimal"),
    ("core.trustctime", "false"),
    ("core.ignoreStat", "true"),
    ("core.bigFileThreshold", "1"),
    ("core.logAllRefUpdates", "false"),
    ("core.protectNTFS", "false"),
    ("core.attributesFile", "ATTRIBUTES"),
    ("attr.tree", "work"),
    ("index.version", "4"),
    ("feature.manyFiles", "true"),
    ("checkout.workers", "8"),
    ("checkout.thresholdForParallelism", "1"),
    ("submodule.recurse", "true"),
    ("transfer.hideRefs", "refs"),
    ("uploadpack.hideRefs", "refs"),
    ("uploadpack.allowFilter", "false"),
    ("user.useConfigOnly", "true"),
    ("status.showUntrackedFiles", "all"),
    ("log.showSignature", "true"),
]
REFUSED = [("core.bare", "true"), ("core.worktree", "ELSE")]


def planted(scratch: Scratch, key: str, value: str) -> None:
    """What an agent's ``git config`` in its own worktree does to the configuration all worktrees share."""
    (scratch.folder / "else").mkdir()
    write(scratch.folder / "attributes", "*.txt filter=operators\n")
    known = {"ELSE": str(scratch.folder / "else"), "ATTRIBUTES": str(scratch.folder / "attributes")}
    run(scratch.folder / "tree-work", "config", key, known.get(value, value))
    write(scratch.top / ".git/info/sparse-checkout", "/b.txt\n")


@pytest.mark.parametrize(("key", "value"), LANDS)
async def test_what_was_approved_lands_whatever_is_configured(
    git: Git, scratch: Scratch, key: str, value: str
) -> None:
    commit(scratch.top, "more", mixed__txt="one\r\ntwo\n", gone__txt="gone\n")
    tree = scratch.worktree()
    run(tree, "rm", "-q", "gone.txt")
    (tree / "link").symlink_to("a.txt")
    landing = await prepared(git, scratch, a__txt="one\ntwo\n3\n", new__txt="new\n", mixed__txt="1\r\ntwo\n")
    write(scratch.top / "b.txt", "operator's edit\n")
    write(scratch.top / "mine.txt", "operator's own\n")
    before = run(scratch.top, "status", "--porcelain")
    planted(scratch, key, value)
    result = await git.land(scratch.project, landing)
    assert result.landed, result
    assert main_of(scratch) == landing.candidate
    assert run(scratch.top, "write-tree") == landing.tree
    assert run(scratch.top, "status", "--porcelain") == before
    assert (scratch.top / "a.txt").read_bytes().split() == [b"one", b"two", b"3"]
    assert (scratch.top / "new.txt").exists()
    assert not (scratch.top / "gone.txt").exists()
    assert (scratch.top / "b.txt").read_text() == "operator's edit\n"
    assert not re.findall("^[a-z] ", run(scratch.top, "ls-files", "-v"), re.MULTILINE), "marked as unchanged"
    assert list((scratch.folder / "else").iterdir()) == []
    assert run(scratch.top, "reflog", "show", "-1", "main").endswith("fleetui: landing land-1")


@pytest.mark.parametrize(("key", "value"), REFUSED)
async def test_a_checkout_that_git_does_not_take_for_one_is_refused_with_the_way_out(
    git: Git, scratch: Scratch, key: str, value: str
) -> None:
    landing = await prepared(git, scratch)
    planted(scratch, key, value)
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert result.detail.endswith(
        f"has {key} set, so git does not take it for a checkout: `git config --unset {key}` there"
    )
    assert list((scratch.folder / "else").iterdir()) == []
    run(scratch.folder / "tree-work", "config", "--unset", key)
    assert main_of(scratch) == landing.base
    assert run(scratch.top, "status", "--porcelain") == ""
    assert (await git.land(scratch.project, landing)).landed
    assert run(scratch.top, "status", "--porcelain") == ""


async def test_a_truly_bare_repository_has_no_checkout_to_refuse(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    elsewhere(scratch)
    (scratch.top / ".git/index").unlink()
    run(scratch.top, "symbolic-ref", "HEAD", "refs/heads/main")
    run(scratch.top, "config", "core.bare", "true")
    assert (await git.land(scratch.project, landing)).landed
    assert main_of(scratch) == landing.candidate


async def test_a_sparse_checkout_of_the_operators_stays_one(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    run(scratch.top, "sparse-checkout", "set", "--no-cone", "/b.txt", "/d.txt")
    assert not (scratch.top / "a.txt").exists()
    assert (await git.land(scratch.project, landing)).landed
    assert run(scratch.top, "status", "--porcelain") == ""
    assert not (scratch.top / "a.txt").exists()
    assert run(scratch.top, "write-tree") == landing.tree


@pytest.mark.parametrize("sparse", [False, True])
async def test_a_landing_that_comes_too_late_is_put_back_in_a_checkout_with_odd_line_ends(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch, sparse: bool
) -> None:
    commit(scratch.top, "more", mixed__txt="one\r\ntwo\n", gone__txt="g\r\n")
    scratch.worktree()
    landing = await prepared(git, scratch, mixed__txt="1\r\ntwo\n", new__txt="new\r\n", b__txt="b\n")
    if sparse:
        run(scratch.top, "sparse-checkout", "set", "--no-cone", "/mixed.txt", "/gone.txt")
    run(scratch.top, "config", "core.autocrlf", "true")

    def moved(point: str) -> None:
        if point == "land.index_written":
            run(scratch.top, "update-ref", "refs/heads/main", landing.landings[0].head)

    monkeypatch.setattr(fast_forward, "point", moved)
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "put back" in result.detail
    assert main_of(scratch) == landing.landings[0].head
    assert run(scratch.top, "write-tree") == run(scratch.top, "rev-parse", f"{landing.base}^{{tree}}")
    assert (scratch.top / "mixed.txt").read_bytes() == b"one\r\ntwo\n"
    assert not (scratch.top / "new.txt").exists()
    assert (scratch.top / "b.txt").exists() is not sparse
    assert not (scratch.top / ".git/index.lock").exists()


async def test_sparse_patterns_that_somebody_changed_take_no_file_away(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    run(scratch.top, "sparse-checkout", "set", "--no-cone", "/b.txt", "/d.txt")
    write(scratch.top / ".git/info/sparse-checkout", "/b.txt\n")
    assert (await git.land(scratch.project, landing)).landed
    assert (scratch.top / "d.txt").exists()
    assert not (scratch.top / "a.txt").exists()
    assert run(scratch.top, "status", "--porcelain") == ""


async def test_the_operators_own_attributes_are_honoured(
    git: Git, scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = await prepared(git, scratch)
    attributes = write(tmp_path / "attributes", "*.txt text eol=crlf\n")
    write(tmp_path / "home/.gitconfig", f"[core]\n\tattributesFile = {attributes}\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert (await git.land(scratch.project, landing)).landed
    assert (scratch.top / "new/c.txt").read_bytes() == b"c\r\n"


async def test_a_file_that_was_only_touched_is_no_collision(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    (scratch.top / "a.txt").touch()
    assert (await git.land(scratch.project, landing)).landed
    assert run(scratch.top, "status", "--porcelain") == ""


async def test_an_edit_of_the_same_size_and_date_is_still_an_edit(git: Git, scratch: Scratch) -> None:
    landing = await prepared(git, scratch)
    run(scratch.folder / "tree-work", "config", "core.trustctime", "false")
    run(scratch.folder / "tree-work", "config", "core.checkStat", "minimal")
    mine = scratch.top / "a.txt"
    os.utime(mine, (1e9, 1e9))
    run(scratch.top, "update-index", "--refresh")
    # git looks at whole seconds, and the file system's clock is a few milliseconds behind
    until(lambda: int(time.time() - 0.1) > int(mine.stat().st_ctime))
    mine.write_text("ONE\ntwo\nthree\n")
    os.utime(mine, (1e9, 1e9))
    assert not (await git.land(scratch.project, landing)).landed
    assert mine.read_text() == "ONE\ntwo\nthree\n"


@pytest.mark.parametrize("ignored", ["new.log", "build", "build/x/deep"])
async def test_ignored_files_in_the_way_are_the_operators_too(
    git: Git, scratch: Scratch, ignored: str
) -> None:
    tree = scratch.worktree()
    write(tree / "new.log", "theirs\n")
    write(tree / ".gitignore", "")
    build = tree / "build"
    write(build if "/" in ignored else build / "made", "theirs\n")
    landing = await prepared(git, scratch, c__txt="c\n")
    write(scratch.top / ".git/info/exclude", "*.log\nbuild\n")
    mine = write(scratch.top / ignored, "mine\n")
    result = await git.land(scratch.project, landing)
    assert not result.landed
    assert "would be overwritten" in result.detail
    assert mine.read_text() == "mine\n"
    assert main_of(scratch) == landing.base
    mine.unlink()
    assert (await git.land(scratch.project, landing)).landed


async def test_a_file_that_becomes_a_folder_and_back_lands(git: Git, scratch: Scratch) -> None:
    commit(scratch.top, "shapes", file="file\n")
    write(scratch.top / "box/in", "in\n")
    commit(scratch.top, "more shapes")
    tree = scratch.worktree()
    run(tree, "rm", "-rq", "file", "box")
    write(tree / "file/below", "below\n")
    landing = await prepared(git, scratch, box="a file now\n")
    assert (await git.land(scratch.project, landing)).landed
    assert (scratch.top / "file/below").read_text() == "below\n"
    assert (scratch.top / "box").read_text() == "a file now\n"
    assert run(scratch.top, "status", "--porcelain") == ""


async def test_an_object_planted_under_the_name_of_the_work_is_not_what_is_written(
    git: Git, scratch: Scratch
) -> None:
    landing = await prepared(git, scratch)
    oid = run(scratch.top, "rev-parse", "work:new/c.txt")
    evil = run(scratch.top, "hash-object", "-w", str(write(scratch.folder / "evil", "e\n")))
    store = scratch.top / ".git/objects"
    planted = store / oid[:2] / oid[2:]
    planted.unlink()
    planted.write_bytes((store / evil[:2] / evil[2:]).read_bytes())
    result = await git.land(scratch.project, landing)
    assert not result.landed or (scratch.top / "new/c.txt").read_text() == "c\n"
    assert "e\n" not in ((scratch.top / "new/c.txt").read_text() if result.landed else "")


async def test_a_condition_that_only_holds_in_a_new_worktree_brings_no_filter_in(
    git: Git, scratch: Scratch
) -> None:
    landing = await prepared(git, scratch)
    canary = scratch.folder / "canary"
    trap = write(scratch.folder / "trap", f'[filter "trap"]\n\tsmudge = touch {canary}; cat\n')
    write(scratch.top / ".git/info/attributes", "* filter=trap\n")
    run(scratch.folder / "tree-work", "config", "includeIf.gitdir:**/worktrees/**.path", str(trap))
    result = await git.land(scratch.project, landing)
    assert "would read" in result.detail
    with pytest.raises(Exception, match="includeif"):
        await git.add_worktree(scratch.project, "agent/x", str(scratch.folder / "x"))
    assert not canary.exists()
