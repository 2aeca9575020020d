"""Submodules in what lands: their commit lands, their checkouts stay the operator's, and nothing of theirs runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from fleetui.ports.git import Git
from tests.ports.git.scratch import Scratch, commit, run, train_of, write


@dataclass
class Two:
    """A project with a submodule that is checked out, with the operator's own files in it, and an agent's worktree."""

    scratch: Scratch
    tree: Path
    old: str
    new: str

    def points(self, oid: str, path: str = "sub") -> None:
        """The agent has the submodule stand on another commit."""
        run(self.tree, "update-index", "--add", "--cacheinfo", f"160000,{oid},{path}")
        run(self.tree, "commit", "-qm", "work")

    def kept(self) -> bool:
        """Whether the submodule's checkout is as the operator left it."""
        top = self.scratch.top
        return (top / "sub/mine.txt").read_text() == "mine\n" and run(
            top / "sub", "rev-parse", "HEAD"
        ) == self.old


@pytest.fixture
def two(scratch: Scratch) -> Two:
    library = scratch.folder / "library"
    run(scratch.folder, "init", "-q", "-b", "main", str(library))
    old, new = commit(library, "one", l__txt="1\n"), commit(library, "two", l__txt="2\n")
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "sub")
    run(scratch.top, *add)
    run(scratch.top / "sub", "checkout", "-q", old)
    commit(scratch.top, "with a submodule")
    write(scratch.top / "sub/mine.txt", "mine\n")
    return Two(scratch, scratch.worktree(), old, new)


@pytest.mark.parametrize("there", [True, False])
async def test_a_moved_submodule_lands_and_goes_back_and_its_checkout_stays(
    git: Git, two: Two, there: bool
) -> None:
    top = two.scratch.top
    moved = two.new if there else "1" * 40
    two.points(moved)
    made = await git.candidate(two.scratch.project, "seat", "work")
    folder = Path(await git.clean_checkout(two.scratch.project, made.commit))
    assert not list((folder / "sub").iterdir()), "nothing is fetched for a gate"
    train = train_of(made)
    assert (await git.land(two.scratch.project, train)).landed
    assert run(top, "ls-tree", "main", "sub").split()[2] == moved
    assert two.kept()
    back = await git.reversal(two.scratch.project, train.landings[0])
    assert (await git.land(two.scratch.project, train_of(back))).landed
    assert run(top, "ls-tree", "main", "sub").split()[2] == two.old
    assert two.kept()


@pytest.mark.parametrize("instead", ["nothing", "a file"])
async def test_a_submodule_that_goes_is_refused_while_its_checkout_holds_anything(
    git: Git, two: Two, instead: str
) -> None:
    before = run(two.scratch.top, "rev-parse", "main")
    run(two.tree, "rm", "-q", "--cached", "sub")
    if instead == "a file":
        (two.tree / "sub").rmdir()
        write(two.tree / "sub", "a file\n")
        run(two.tree, "add", "sub")
    run(two.tree, "commit", "-qm", "without it")
    made = await git.candidate(two.scratch.project, "seat", "work")
    landed = await git.land(two.scratch.project, train_of(made))
    assert (landed.landed, landed.detail.partition(": ")[2]) == (False, "sub would be overwritten")
    assert run(two.scratch.top, "rev-parse", "main") == before
    assert two.kept()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            '[submodule "sub"]\n\tpath = sub\n\turl = ext::touch {canary}\n\tupdate = !touch {canary}\n',
            "update",
        ),
        ('[submodule "sub"]\n\tpath = -u./touch\n\turl = ./x\n', "path"),
        ('[submodule "sub"]\n\tpath = sub\n\turl = -u./x\n', "url"),
        ('[submodule "../../hooks"]\n\tpath = sub\n\turl = ./x\n', "name"),
    ],
)
async def test_submodules_that_would_run_something_do_not_land(
    git: Git, two: Two, tmp_path: Path, text: str, why: str
) -> None:
    before, canary = run(two.scratch.top, "rev-parse", "main"), tmp_path / "canary"
    write(two.tree / ".gitmodules", text.format(canary=canary))
    run(two.tree, "add", ".gitmodules")
    two.points(two.new)
    made = await git.candidate(two.scratch.project, "seat", "work")
    await git.clean_checkout(two.scratch.project, made.commit)
    landed = await git.land(two.scratch.project, train_of(made))
    assert not landed.landed
    assert f"disallowed submodule {why}" in landed.detail
    assert run(two.scratch.top, "rev-parse", "main") == before
    assert two.kept()
    assert not canary.exists()
