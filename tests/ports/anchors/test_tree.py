"""A real worktree is seen with git's own list and git's own renames, without anything that an agent configured."""

from __future__ import annotations

import os
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.judging.judge import check, claims_of, keep
from fleetui.model.anchors.judging.tallies import lookup
from fleetui.model.anchors.kept import from_json, to_json
from fleetui.model.anchors.tree import CouldNot
from fleetui.ports.anchors import scratch
from fleetui.ports.anchors.fields import fields_of
from fleetui.ports.anchors.tree import Trees
from fleetui.ports.git.run import Ran

CODE = "".join(f"line {number} of the file\n" for number in range(40))
ME = ("-c", "user.name=x", "-c", "user.email=x@example.org")


def git(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(["git", *ME, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return ran.stdout.strip()


def commit(folder: Path, **files: str) -> str:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    git(tmp_path / "work", "init", "-q", "-b", "main")
    commit(tmp_path / "work", src__a_py=CODE, src__b_py="x = 1\n")
    return tmp_path / "work"


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    return Trees(tmp_path / "scratch")


def now(trees: Trees, folder: Path, text: str) -> list[tuple[str, str]]:
    with trees.open(str(folder)) as tree:
        return [(one.now.verdict.value, one.now.at) for one in check(claims_of(text), tree)]


def kept(trees: Trees, folder: Path, text: str) -> str:
    with trees.open(str(folder)) as tree:
        return to_json(keep(claims_of(text), tree))


def later(trees: Trees, folder: Path, text: str, then: str) -> tuple[Checked, ...]:
    with trees.open(str(folder)) as tree:
        return check(claims_of(text), tree, from_json(then))


def test_the_end_of_a_path_means_the_one_file_that_has_it(trees: Trees, work: Path) -> None:
    assert now(trees, work, "see a.py:3") == [("ok", "src/a.py:3")]
    (work / "new").mkdir()
    (work / "new/fresh.py").write_text("x")  # not tracked yet
    assert now(trees, work, "see fresh.py") == [("ok", "new/fresh.py")]
    (work / "new/a.py").write_text("x")
    git(work, "add", "-A")
    assert now(trees, work, "see a.py") == [("unchecked", "")]
    assert now(trees, work, f"see {work}/src/a.py") == [("ok", "src/a.py")]


def test_a_rename_is_followed_through_commits_and_before_one(trees: Trees, work: Path) -> None:
    then = kept(trees, work, "fix src/a.py:10")
    git(work, "mv", "src/a.py", "src/c.py")
    assert [(x.now.at, x.holds) for x in later(trees, work, "fix src/a.py:10", then)] == [
        ("src/c.py:10", True)
    ]
    git(work, "commit", "-qm", "moved")
    commit(work, src__c_py="first\n" + CODE)
    git(work, "mv", "src/c.py", "d.py")
    git(work, "commit", "-qm", "moved again")
    assert [x.now.at for x in later(trees, work, "fix src/a.py:10", then)] == ["d.py:11"]
    git(work, "rm", "-q", "d.py")
    git(work, "commit", "-qm", "gone")
    assert [x.now.verdict.value for x in later(trees, work, "fix src/a.py:10", then)] == ["missing"]


def test_a_plain_folder_is_judged_too(trees: Trees, tmp_path: Path) -> None:
    (tmp_path / "plain/src").mkdir(parents=True)
    (tmp_path / "plain/src/a.py").write_text(CODE)
    then = kept(trees, tmp_path / "plain", "fix src/a.py:10 of commit abcdef1")
    (tmp_path / "plain/src/a.py").rename(tmp_path / "plain/z.py")
    assert [x.now.at for x in later(trees, tmp_path / "plain", "fix src/a.py:10", then)] == ["z.py:10"]


def test_commits_branches_tags_and_descent_are_looked_up(trees: Trees, work: Path) -> None:
    first = git(work, "rev-parse", "HEAD")
    git(work, "tag", "-a", "v1.0.0", "-m", "x")
    second = commit(work, src__b_py="y\n")
    text = (
        f"commit {first[:10]} and v1.0.0, rebase on main\nancestor v1.0.0 main\nbranch main at {second[:12]}"
    )
    assert [verdict for verdict, _ in now(trees, work, text)] == ["ok"] * 5
    wrong = f"ancestor main v1.0.0\nbranch main at {first[:12]}\nancestor nope main"
    assert [verdict for verdict, _ in now(trees, work, wrong)] == ["changed", "changed", "missing"]


def test_nothing_that_the_worktree_configures_is_run(trees: Trees, work: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for key in ("core.fsmonitor", "diff.external", "filter.x.clean", "core.sshCommand", "diff.x.textconv"):
        git(work, "config", key, f"touch {mark}")
    (work / ".gitattributes").write_text("* filter=x diff=x\n")
    then = kept(trees, work, "fix src/a.py:10, see b.py and none.py")
    (work / "src/a.py").rename(work / "src/c.py")
    later(trees, work, "fix src/a.py:10, see b.py and none.py", then)
    assert not mark.exists()


def test_hostile_values_are_refused_in_little_time() -> None:
    laughs = "a: &a [x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in pairwise("abcdefghi")
    )
    merges = "a: &a {x: 1}\n" + "".join(
        f"{name}: &{name}\n  <<: [{', '.join(['*' + before] * 9)}]\n" for before, name in ("ab", "bc", "cd")
    )
    for path, text in (
        ("a.yaml", laughs),
        ("a.yaml", merges),
        ("a.yaml", "[" * 100_000),
        ("a.json", "[" * 100_000),
        ("a.toml", "a=" + "[" * 100_000),
        ("a.yaml", "!!python/object/apply:os.system [x]"),
        ("a.json", "1" * 9000),
        ("a.md", "---\na: 1\n"),
        ("a.yaml", "a: [1"),
        ("a.json", "x" * 2_000_000),
        ("a.png", ""),
        ("a.yaml", "- 1\n"),
        ("a.toml", "a" + ".a" * 5000 + " = 1"),
        ("a.toml", "[" + "'a' . " * 5000 + "a]"),
        ("a.md", "+++\n" + "a" + ".a" * 5000 + " = 1\n+++\n"),
        ("a.yaml", "\n".join(f"k{number}: 1" for number in range(20_000))),
        ("a.yaml", "\n".join(f"%TAG !a{number}! tag:x" for number in range(9)) + "\n---\na: 1"),
        ("a.yaml", merges.replace("<<:", "!!merge x:")),
        ("a.yaml", "a: !!int ''"),
        ("a.yaml", "a: !!bool maybe"),
        ("a.yaml", "? [1]\n: 2"),
    ):
        with pytest.raises(CouldNot):
            fields_of(path, text)


def test_numbers_of_a_yaml_file_cannot_be_chosen_to_cost_more_than_their_length() -> None:
    endless = "1" + ":59" * 5000
    assert fields_of("a.yaml", f"a: {endless}\nb: {endless}.5")["a"] == endless
    together = "\n".join(f"  {number * (2**61 - 1)}: 1" for number in range(1, 100))
    assert {type(key) for key in fields_of("a.yaml", f"x:\n{together}")["x"]} == {str}


def test_a_key_of_a_yaml_file_is_what_is_written() -> None:
    found = fields_of("a.yaml", "on: push\n1.10: x\nsteps: {2: build, yes: 1}")
    assert lookup(found, "on") == "push"
    assert found["1.10"] == "x"
    assert lookup(found, "steps.2") == "build"
    assert lookup(found, "steps.yes") == 1


def test_values_are_read_from_every_form() -> None:
    for path, text in (
        ("a.md", "---\nphase: 2\n---\nbody"),
        ("a.mdx", "+++\nphase = 2\n+++\n"),
        ("a.toml", "phase = 2"),
        ("a.yml", "phase: 2"),
        ("a.json", '{"phase": 2}'),
        ("a.yaml", "x: &x {p: 1}\ny: {<<: *x}\nphase: 2"),
    ):
        assert fields_of(path, text)["phase"] == 2
    assert fields_of("a.md", "no front matter") == {}


def test_odd_names_and_a_damaged_index_keep_nobody_from_judging(trees: Trees, work: Path) -> None:
    (work / "new\nline.py").write_text("x")
    (work / "\udcff.py").write_text("x")
    (work / ".git/index").write_bytes(b"garbage")
    assert now(trees, work, "see a.py:3 and none.py") == [("ok", "src/a.py:3"), ("missing", "")]
    with pytest.raises(CouldNot):
        trees.open(str(work / "none"))


def test_a_split_index_is_read_with_its_own_other_half_alone(
    trees: Trees, work: Path, tmp_path: Path
) -> None:
    git(work, "update-index", "--split-index")
    with (work / ".git/sharedindex.aaaa").open("wb") as other:
        other.truncate(3 << 30)
    with (work / f".git/sharedindex.{'ab' * 20}").open("wb") as other:
        other.truncate(3 << 30)
    assert now(trees, work, "see b.py") == [("ok", "src/b.py")]
    assert sum(one.stat().st_size for one in tmp_path.glob("scratch/**/sharedindex.*")) < 10_000


def test_a_half_of_an_index_that_is_too_large_is_not_copied(trees: Trees, work: Path, tmp_path: Path) -> None:
    git(work, "update-index", "--split-index")
    (half,) = (work / ".git").glob("sharedindex.*")
    half.chmod(0o600)
    with half.open("wb") as grown:
        grown.truncate(3 << 30)
    assert now(trees, work, "see b.py") == [("ok", "src/b.py")], "the folders are walked instead"
    assert not [*tmp_path.glob("scratch/**/sharedindex.*")]


def test_git_that_hangs_is_waited_for_once_and_holds_up_only_what_needs_it(
    trees: Trees, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "LIMIT_S", 0.5)
    started: list[str] = []
    run = scratch.git

    def noted(*arguments: str, **how: Any) -> Ran:
        started.append(arguments[0])
        return run(*arguments, **how)

    monkeypatch.setattr(scratch, "git", noted)
    os.mkfifo(work / ".gitignore")
    found = now(trees, work, "see src/a.py:10, none.py and other.py, `x = 1` in src/b.py")
    assert [verdict for verdict, _ in found] == ["ok", "missing", "missing", "ok", "ok"]
    assert started.count("ls-files") == 2, "the index, and once what git does not track"
    with trees.open(str(work)) as tree:
        assert "src/a.py" in tree.all_files()
        with pytest.raises(CouldNot, match="no answer within"):
            tree.below("src")


@pytest.mark.parametrize("name", [".git", "commondir"])
def test_a_pointer_that_is_no_path_leads_to_no_repository_and_files_are_judged(
    trees: Trees, work: Path, name: str
) -> None:
    if name == ".git":
        (work / ".git").rename(work.parent / "away")
        (work / ".git").write_bytes(b"gitdir: a\0b\n")
    else:
        (work / ".git" / "commondir").write_bytes(b"a\0b\n")
    assert now(trees, work, "see src/a.py:10 and none.py") == [("ok", "src/a.py:10"), ("missing", "")]
