"""Repositories of any kind: each is worked in from the first look to the landing, or refused in one line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, train_of, write

Kind = Callable[[Scratch], Path]


def moved(name: str) -> Kind:
    """The same repository at a place of this name."""

    def make(scratch: Scratch) -> Path:
        top = scratch.folder / name
        top.parent.mkdir(parents=True, exist_ok=True)
        return scratch.top.rename(top)

    return make


def after(*commands: str) -> Kind:
    """The repository after these git commands in it."""

    def make(scratch: Scratch) -> Path:
        for command in commands:
            run(scratch.top, *command.split())
        return scratch.top

    return make


def sha256(scratch: Scratch) -> Path:
    top = scratch.folder / "wide"
    run(scratch.folder, "init", "-q", "-b", "main", "--object-format=sha256", str(top))
    commit(top, "first", a__txt="one\n")
    return top


def reftable(scratch: Scratch) -> Path:
    top = scratch.folder / "tables"
    if "unknown" in run(
        scratch.folder, "init", "-q", "-b", "main", "--ref-format=reftable", str(top), check=False
    ):
        pytest.skip("this git has no reftable")
    if not (top / ".git/reftable").is_dir():
        pytest.skip("this git has no reftable")
    commit(top, "first", a__txt="one\n")
    return top


def linked_git_folder(scratch: Scratch) -> Path:
    (scratch.top / ".git").rename(scratch.folder / "store")
    (scratch.top / ".git").symlink_to(scratch.folder / "store")
    return scratch.top


def reached_by_a_link(scratch: Scratch) -> Path:
    (scratch.folder / "link").symlink_to(scratch.top)
    return scratch.folder / "link"


def separate_git_folder(scratch: Scratch) -> Path:
    run(scratch.top, "init", "-q", "--separate-git-dir", str(scratch.folder / "store"))
    return scratch.top


def bare(scratch: Scratch) -> Path:
    top = scratch.folder / "project.git"
    run(scratch.folder, "clone", "-q", "--bare", str(scratch.top), str(top))
    return top


def hidden_bare(scratch: Scratch) -> Path:
    top = scratch.folder / "proj"
    run(scratch.folder, "clone", "-q", "--bare", str(scratch.top), str(top / ".bare"))
    write(top / ".git", "gitdir: ./.bare\n")
    run(top, "worktree", "add", "-q", "main", "main")
    return top


def borrowing(scratch: Scratch) -> Path:
    top = scratch.folder / "shared"
    run(scratch.folder, "clone", "-q", "--shared", str(scratch.top), str(top))
    return top


def submodule(scratch: Scratch) -> Path:
    over = scratch.folder / "over"
    run(scratch.folder, "init", "-q", "-b", "main", str(over))
    run(over, "-c", "protocol.file.allow=always", "submodule", "-q", "add", str(scratch.top), "lib")
    run(over, "commit", "-qm", "lib")
    return over / "lib"


def submodule_by_a_link(scratch: Scratch) -> Path:
    lib = submodule(scratch)
    (scratch.folder / "elsewhere").mkdir()
    (scratch.folder / "elsewhere/lib").symlink_to(lib)
    return scratch.folder / "elsewhere/lib"


def empty_config(scratch: Scratch) -> Path:
    write(scratch.top / ".git/config", "")
    return scratch.top


def packed(scratch: Scratch) -> Path:
    run(scratch.top, "repack", "-adq", "--write-midx", "--write-bitmap-index")
    run(scratch.top, "commit-graph", "write", "--reachable")
    run(scratch.top, "pack-refs", "--all")
    return scratch.top


def below_the_top(scratch: Scratch) -> Path:
    commit(scratch.top, "more", **{"sub/b__txt": "b\n"})
    return scratch.top / "sub"


WORKS: dict[str, Kind] = {
    "blanks": moved("a b/p q"),
    "line end": moved("a\nb"),
    "unicode": moved("prøjekt 🚀"),
    "dash": moved("-project"),
    "quotes": moved("p\"r'o$j:e;c*t"),
    "backslash": moved("p\\n"),
    "sha256": sha256,
    "reftable": reftable,
    "index v4": after("update-index --index-version 4"),
    "split index": after("update-index --split-index"),
    "sparse": after("sparse-checkout set --cone nothing"),
    "sparse index": after("sparse-checkout set --cone --sparse-index nothing"),
    "no cone": after("sparse-checkout set --no-cone /a.txt /new.txt"),
    "detached": after("checkout -q --detach"),
    "untracked cache": after("update-index --force-untracked-cache"),
    "worktree config": after("config extensions.worktreeConfig true"),
    "linked git folder": linked_git_folder,
    "reached by a link": reached_by_a_link,
    "separate git folder": separate_git_folder,
    "bare": bare,
    "hidden bare": hidden_bare,
    "borrowing": borrowing,
    "submodule": submodule,
    "submodule by a link": submodule_by_a_link,
    "empty configuration": empty_config,
    "packed": packed,
    "below the top": below_the_top,
}


@pytest.mark.parametrize("kind", WORKS)
async def test_it_is_worked_in_from_the_first_look_to_the_landing(
    git: Git, scratch: Scratch, kind: str
) -> None:
    top = WORKS[kind](scratch)
    found = await git.find_project(str(top))
    assert found is not None
    project = Project(name="project", path=str(top), base="main")
    assert found.base == "main"
    assert await git.check_project(project)
    made = await git.add_worktree(project, "work", str(scratch.folder / "tree"))
    write(Path(made.path, "new.txt"), "new\n")
    assert (await git.facts(project, made.path)).dirty == 1
    head = commit(made.path, "work", new__txt="new\n")
    facts = await git.facts(project, made.path)
    assert (facts.branch, facts.head, facts.ahead, facts.dirty) == ("work", head, 1, 0)
    candidate = await git.candidate(project, "alice", "work")
    assert candidate.commit, candidate
    folder = Path(await git.clean_checkout(project, candidate.commit))
    assert (folder / "new.txt").read_text() == "new\n"
    assert (await git.rescue(project, made.path, "alice", "r1")).commit
    landing = train_of(candidate)
    landed = await git.land(project, landing)
    assert landed.landed, landed
    assert run(top, "rev-parse", "main") == candidate.commit
    assert run(made.path, "status", "--porcelain") == ""
    for checkout in {"bare": (), "hidden bare": (top / "main",)}.get(kind, (top,)):
        assert not run(checkout, "status", "--porcelain"), "the operator's checkout follows"


def unborn(scratch: Scratch) -> Path:
    top = scratch.folder / "unborn"
    run(scratch.folder, "init", "-q", "-b", "main", str(top))
    return top


def broken_config(scratch: Scratch) -> Path:
    write(scratch.top / ".git/config", "[core\nbare = maybe")
    return scratch.top


def unreadable_config(scratch: Scratch) -> Path:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (scratch.top / ".git/config").chmod(0)
    return scratch.top


def without_lfs(scratch: Scratch) -> Path:
    commit(scratch.top, "large", __gitattributes="*.bin filter=lfs\n")
    for key in ("clean", "smudge", "process"):
        run(scratch.top, "config", f"filter.lfs.{key}", f"git-lfs-that-is-not-here {key}")
    run(scratch.top, "config", "filter.lfs.required", "true")
    name = run(scratch.top, "hash-object", "-w", "--no-filters", "a.txt")
    run(scratch.top, "update-index", "--add", "--cacheinfo", f"100644,{name},large.bin")
    run(scratch.top, "commit", "-qm", "large")
    return scratch.top


def misled_submodule(scratch: Scratch) -> Path:
    lib = submodule(scratch)
    run(lib, "config", "extensions.worktreeConfig", "true")
    return lib


REFUSED: dict[str, tuple[Kind, str]] = {
    "unborn": (unborn, "has no commits yet: make a first one"),
    "broken configuration": (broken_config, "bad config line 1 in file"),
    "unreadable configuration": (unreadable_config, "config"),
    "without its filter": (without_lfs, "git-lfs-that-is-not-here"),
    "misled submodule": (misled_submodule, r"core\.worktree"),
    "no repository": (lambda scratch: scratch.folder, "is no git repository"),
    "gone": (lambda scratch: scratch.folder / "gone", "is no folder"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_it_is_refused_in_one_line_and_nothing_stays(git: Git, scratch: Scratch, kind: str) -> None:
    make, why = REFUSED[kind]
    top = make(scratch)
    project = Project(name="project", path=str(top), base="main")
    tree = scratch.folder / "tree"
    with pytest.raises(PortError, match=why) as refused:
        await git.check_project(project)
        await git.add_worktree(project, "work", str(tree))
    assert "\n" not in str(refused.value)
    assert not tree.exists()
    if kind in ("without its filter", "misled submodule"):
        assert "work" not in run(top, "branch", "--list", "work")
        assert "tree" not in run(top, "worktree", "list")
