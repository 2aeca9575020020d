"""What the work of agents does to each other, by real repositories; merged for real it comes out the same."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from fleetui.model.forecast import Forecast, Merges
from fleetui.ports.git import Git
from fleetui.ports.git import forecast as port
from tests.ports.git.random_work import lands_for_real, scatter
from tests.ports.git.scratch import Scratch, commit, plant, run, write

TEN = "".join(f"line {number}\n" for number in range(1, 11))


def line(number: int, text: str) -> str:
    return TEN.replace(f"line {number}\n", f"{text}\n")


async def look(git: Git, scratch: Scratch, *names: str, again: str = "") -> Forecast:
    trees = {name: str(scratch.folder / f"tree-{name}") for name in names}
    return await git.forecast(scratch.project, trees, again.split())


def said(forecast: Forecast, first: str, second: str) -> tuple[str, list[str]]:
    met = forecast.meeting(first, second)
    return met.merges.value, [one.said for one in met.clashes]


async def test_uncommitted_work_runs_into_anothers_with_the_lines_of_each(git: Git, scratch: Scratch) -> None:
    commit(scratch.top, "ten", src__py=TEN)
    api, cache, docs = (scratch.worktree(name) for name in ("api", "cache", "docs"))
    write(api / "src.py", "top\n" + line(5, "api"))
    commit(cache, "cache", src__py=line(5, "cache"))
    write(docs / "new.txt", "new\n")
    before = run(api, "status", "--porcelain"), (scratch.top / ".git/worktrees/tree-api/index").read_bytes()
    found = await look(git, scratch, "api", "cache", "docs")
    assert said(found, "api", "cache") == ("conflict", ["src.py:5"])
    assert said(found, "cache", "api") == ("conflict", ["src.py:6"])
    assert found.meeting("cache", "api").clashes[0].first_lines == ((5, 5),)
    assert {said(found, *pair)[0] for pair in (("api", "docs"), ("docs", "api"), ("cache", "docs"))} == {
        "clean"
    }
    assert (found.works["api"].dirty, found.works["cache"].dirty, found.works["docs"].dirty) == (1, 0, 1)
    after = run(api, "status", "--porcelain"), (scratch.top / ".git/worktrees/tree-api/index").read_bytes()
    assert before == after
    assert "commit" not in run(scratch.top, "fsck", "--unreachable", "--no-reflogs")


async def test_what_was_settled_or_landed_is_no_longer_in_the_way(git: Git, scratch: Scratch) -> None:
    commit(scratch.top, "ten", src__py=TEN)
    api, cache = scratch.worktree("api"), scratch.worktree("cache")
    write(api / "src.py", line(5, "api"))
    write(cache / "src.py", line(5, "cache"))
    assert said(await look(git, scratch, "api", "cache"), "api", "cache")[0] == "conflict"
    write(api / "src.py", line(9, "api"))
    assert said(await look(git, scratch, "api", "cache"), "api", "cache")[0] == "conflict"
    found = await look(git, scratch, "api", "cache", again="api")
    assert said(found, "api", "cache")[0] == "clean"
    assert found.meeting("api", "cache").shared == ("src.py",)
    run(cache, "commit", "-qam", "cache")
    run(scratch.top, "merge", "-q", "--no-ff", "-m", "landed", "cache")
    found = await look(git, scratch, "api", "cache", again="api cache")
    assert list(found.works) == ["api"]
    assert found.base == run(scratch.top, "rev-parse", "main")


async def test_what_could_not_be_looked_at_is_never_clean(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees = {name: scratch.worktree(name) for name in ("api", "base", "gone", "huge", "merging", "orphan")}
    for name in ("api", "merging"):
        write(trees[name] / "api.txt", f"{name}\n")
    commit(trees["base"], "base", a__txt="other\n")
    commit(trees["merging"], "more", a__txt="merging\n")
    run(trees["merging"], "merge", "-q", "base", check=False)
    run(trees["orphan"], "checkout", "-q", "--orphan", "unrelated")
    run(trees["orphan"], "commit", "-qm", "unrelated")
    commit(scratch.top, "base moves", a__txt="moved\n")
    run(scratch.top, "worktree", "remove", "--force", str(trees["gone"]))
    monkeypatch.setattr(port.uncommitted, "MOST_FILES", 2)
    for number in range(3):
        write(trees["huge"] / f"{number}.txt", "x\n")
    found = await look(git, scratch, *trees)
    unknown = {name for name, alone in found.alone.items() if alone.merges is Merges.UNKNOWN}
    assert unknown == {"gone", "huge", "merging", "orphan"}
    assert all(found.alone[name].why for name in unknown)
    for name in unknown:
        assert {said(found, *pair)[0] for pair in (("api", name), (name, "api"))} == {"unknown"}
    assert [one.path for one in found.alone["base"].clashes] == ["a.txt"]
    assert found.meeting("base", "api").why == "base conflicts with main itself"
    assert said(found, "api", "base") == ("conflict", [])


async def test_lock_files_and_generated_ones_are_to_be_made_anew(git: Git, scratch: Scratch) -> None:
    commit(
        scratch.top,
        "first",
        uv__lock="1\n",
        gen__out="1\n",
        src__py="1\n",
        __gitattributes="*.out linguist-generated\n",
    )
    for name in ("api", "cache"):
        commit(scratch.worktree(name), name, uv__lock=name, gen__out=name, src__py=name)
    found = (await look(git, scratch, "api", "cache")).meeting("api", "cache")
    assert {one.path: one.made_anew for one in found.clashes} == {
        "uv.lock": True,
        "gen.out": True,
        "src.py": False,
    }


async def test_nothing_of_a_hostile_repository_runs(git: Git, scratch: Scratch, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    commit(scratch.top, "ten", src__py=TEN)
    trees = [scratch.worktree(name) for name in ("api", "cache")]
    plant(scratch.top, canary)
    for tree in trees:
        write(tree / ".gitattributes", "* filter=trap merge=trap diff=trap\n")
        write(tree / "src.py", line(5, tree.name))
        inner = tree / "inner"
        inner.mkdir()
        run(inner, "init", "-q")
        plant(inner, canary)
    found = await look(git, scratch, "api", "cache")
    assert said(found, "api", "cache")[0] == "conflict"
    assert not canary.exists()
    run(trees[0], "add", "src.py")  # plain git runs it: the traps are live
    assert canary.exists()


async def test_a_worktree_that_moves_under_the_look_is_said_to_be_unstable(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, _ = scratch.worktree("api"), scratch.worktree("cache")
    write(api / "a.txt", "one\n")
    real, turns = port.uncommitted._commit, iter(range(100))

    def moving(*given: object) -> str:
        made = real(*given)  # type: ignore[arg-type]
        write(api / "a.txt", "moved\n" * (2 + next(turns)))
        return made

    monkeypatch.setattr(port.uncommitted, "_commit", moving)
    assert (await look(git, scratch, "api", "cache")).works["api"].unstable
    monkeypatch.setattr(port.uncommitted, "_commit", real)
    assert not (await look(git, scratch, "api", "cache", again="api")).works["api"].unstable


async def test_tried_objects_do_not_pile_up_and_go_with_the_process(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetui.ports.git.scratch_objects.MOST_BYTES", 1 << 16)
    monkeypatch.setattr("fleetui.ports.git.scratch_objects._MEASURE_EVERY", 1)
    commit(scratch.top, "ten", src__py=TEN)
    trees = {name: scratch.worktree(name) for name in ("api", "cache")}
    folder = scratch.folder / "state/forecasts"
    for turn in range(12):
        for name, tree in trees.items():
            write(tree / "src.py", line(5, f"{name} {turn}"))
        assert said(await look(git, scratch, *trees, again="api cache"), "api", "cache")[0] == "conflict"
        assert sum(1 for one in folder.rglob("*") if one.is_file()) < 60
    assert not [one for one in (scratch.folder / "state/vaults").rglob("refs/fleetui/*") if one.is_file()]
    (left := folder / "left").mkdir()
    write(left / "lock", "")
    another = Git(scratch.folder / "state")  # its store goes with it
    await another.forecast(scratch.project, {}, ())
    assert not left.exists()
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("seed", range(3))
async def test_random_work_merges_for_real_as_it_was_forecast(git: Git, scratch: Scratch, seed: int) -> None:
    names = scatter(scratch, random.Random(seed), 5)
    found = await look(git, scratch, *names)
    told = {pair: found.meetings[pair].merges for pair in found.meetings}
    assert lands_for_real(scratch, found) == {
        pair: merges for pair, merges in told.items() if merges is not Merges.UNKNOWN
    }
    assert told


async def test_a_large_file_that_goes_on_changing_fills_no_disk(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetui.ports.git.scratch_objects.MOST_BYTES", 1 << 20)
    tree = scratch.worktree()
    store = scratch.folder / "state/forecasts"

    async def looked() -> set[str]:
        await git.forecast(scratch.project, {"alice": str(tree)}, ("alice",))
        return {file.name for file in store.rglob("*") if file.is_file() and file.stat().st_size > 1 << 19}

    sizes = []
    for _ in range(12):
        write(tree / "big.bin", os.urandom(1 << 20))
        sizes.append(len(await looked()))
    assert max(sizes) <= 5, "of a megabyte each"
