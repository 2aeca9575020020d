from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import RescueResult
from fleetui.model.fleet import Project
from fleetui.ports.git import Git, stable_copy
from fleetui.ports.git.snapshot import look
from tests.ports.git.scratch import Scratch, commit, make, plant, run, write
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


def vault(scratch: Scratch) -> Path:
    (found,) = (scratch.folder / "state/vaults").iterdir()
    return found


def content(folder: Path, *without: str) -> dict[str, tuple[str, str]]:
    """Every file and link below a folder: its kind and a hash of its bytes."""
    found = {}
    for root, folders, files in os.walk(folder):
        folders[:] = [
            name for name in folders if name != ".git" and _below(folder, root, name) not in without
        ]
        for name in [*files, *folders]:
            path = Path(root, name)
            key = os.fsencode(path.relative_to(folder)).hex()
            if _below(folder, root, name) in without:
                continue
            if path.is_symlink():
                found[key] = ("link", os.fsencode(path.readlink()).hex())
            elif path.is_file() and name != ".git":
                kind = "run" if path.stat().st_mode & 0o100 else "file"
                found[key] = (kind, hashlib.sha256(path.read_bytes()).hexdigest())
    return found


def _below(folder: Path, root: str, name: str) -> str:
    return str(Path(root, name).relative_to(folder))


async def rescued(git: Git, scratch: Scratch, tree: Path, rescue_id: str = "r1") -> RescueResult:
    return await git.rescue(scratch.project, str(tree), "alice", rescue_id)


async def restored(git: Git, scratch: Scratch, kept: RescueResult) -> Path:
    into = scratch.folder / f"back-{kept.commit[:8]}"
    await git.restore(scratch.project, kept.commit, str(into))
    return into


async def test_every_tracked_staged_and_untracked_byte_comes_back(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "committed", c__txt="c\n")
    write(tree / "a.txt", "edited\n")
    write(tree / "b.txt", "staged\n")
    run(tree, "add", "b.txt")
    write(tree / "new/deep/d.bin", os.urandom(5000))
    write(tree / "run.sh", "#!/bin/sh\n").chmod(0o755)
    write(tree / "empty", "")
    (tree / "link").symlink_to("../outside")
    (tree / "c.txt").unlink()
    write(tree / "noise.log", "ignored")
    write(tree / "build/out", "ignored")
    kept = await rescued(git, scratch, tree)
    assert kept.ignored == ("build/", "noise.log")
    assert kept.left_out == ()
    assert kept.files == 7
    assert kept.head == run(tree, "rev-parse", "HEAD")
    assert kept.branch == "work"
    back = await restored(git, scratch, kept)
    assert content(back) == content(tree, "noise.log", "build")
    assert run(vault(scratch), "rev-parse", kept.ref) == kept.commit


async def test_a_rescue_survives_the_worktree_the_branch_and_a_clean_up(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "only here", c__txt="c\n")
    write(tree / "new.txt", "untracked\n")
    write(tree / "a.txt", "staged only\n")
    run(tree, "add", "a.txt")
    write(tree / "a.txt", "in the worktree\n")
    kept = await rescued(git, scratch, tree)
    expected = content(tree)
    shutil.rmtree(tree)
    run(scratch.top, "worktree", "prune")
    run(scratch.top, "branch", "-qD", "work")
    run(scratch.top, "reflog", "expire", "--expire=now", "--all")
    run(scratch.top, "gc", "-q", "--prune=now")
    run(vault(scratch), "fsck", "--full", "--strict")
    run(vault(scratch), "gc", "-q", "--prune=now")
    assert content(await restored(git, scratch, kept)) == expected
    assert run(vault(scratch), "show", f"{kept.commit}^2:a.txt") == "staged only"
    assert run(vault(scratch), "log", "-1", "--format=%s", f"{kept.commit}^1") == "only here"


async def test_a_lock_and_a_half_done_merge_do_not_matter(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "theirs", a__txt="theirs\n")
    commit(scratch.top, "ours", a__txt="ours\n")
    run(tree, "merge", "main", check=False)
    write(tree / run(tree, "rev-parse", "--git-path", "index.lock"), "")
    kept = await rescued(git, scratch, tree)
    assert content(await restored(git, scratch, kept)) == content(tree)
    sides = run(vault(scratch), "ls-tree", "-r", "--name-only", f"{kept.commit}^2")
    assert {f".fleetui-conflicts/{stage}/a.txt" for stage in (1, 2, 3)} <= set(sides.split())
    assert "MERGE_HEAD" in run(vault(scratch), "log", "-1", "--format=%B", kept.commit)
    assert run(vault(scratch), "show", f"{kept.commit}^2:.fleetui-conflicts/2/a.txt") == "theirs"


async def test_pipes_and_sockets_are_named_and_never_waited_for(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    (tree / "b.txt").unlink()
    os.mkfifo(tree / "b.txt")
    os.mkfifo(tree / "untracked-pipe")
    (tree / "a.txt").unlink()
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(tree, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{here}/a.txt")
        os.close(here)
        kept = await asyncio.wait_for(rescued(git, scratch, tree), 10)
    assert kept.left_out == ("a.txt: a pipe, socket or device", "b.txt: a pipe, socket or device")


async def test_a_link_in_a_folders_place_is_kept_as_a_link(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    commit(tree, "sub", **{"sub/file": "mine\n"})
    outside = write(scratch.folder / "outside/file", "somebody else's\n").parent
    shutil.rmtree(tree / "sub")
    (tree / "sub").symlink_to(outside)
    kept = await rescued(git, scratch, tree)
    back = await restored(git, scratch, kept)
    assert (back / "sub").is_symlink()
    assert "somebody" not in run(vault(scratch), "grep", "-h", "", kept.commit)


async def test_repositories_inside_keep_their_files_and_commits(git: Git, scratch: Scratch) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    inner, tracked = tree / "inner", tree / "deep/module"
    for folder in (inner, tracked):
        folder.mkdir(parents=True)
        run(folder, "init", "-q", "-b", "main")
        commit(folder, "inside", x__txt="x\n", __gitignore="*.tmp\n")
        write(folder / "x.txt", "edited\n")
        write(folder / "new.txt", "new\n")
        write(folder / "y.tmp", "ignored there\n")
        (folder / "to-folder").symlink_to("..")
    run(tree, "add", "deep/module")
    nested = inner / "nested"
    nested.mkdir()
    run(nested, "init", "-q")
    commit(nested, "nested", n__txt="n\n")
    for folder in (scratch.top, inner, tracked, nested):
        plant(folder, canary)
    kept = await rescued(git, scratch, tree)
    assert not canary.exists(), canary.read_text()
    assert [line.partition(":")[0] for line in kept.left_out] == [
        "deep/module/.git",
        "inner/.git",
        "inner/nested/.git",
    ]
    back = await restored(git, scratch, kept)
    left = {str(path.relative_to(tree)) for path in (*tree.rglob("*.tmp"), *tree.rglob("trap-*"))}
    traps = {str(path.relative_to(tree)) for path in tree.rglob("hooks-*")}
    mine = dict(content(tree, *left).items())
    theirs = content(back)
    assert theirs[b"inner/x.txt".hex()] == mine[b"inner/x.txt".hex()]
    for name in ("inner/new.txt", "deep/module/x.txt", "inner/nested/n.txt", "inner/to-folder"):
        assert name.encode().hex() in theirs, (name, traps)
    for folder in (inner, tracked, nested):
        head = run(folder, "-c", "core.fsmonitor=false", "rev-parse", "HEAD")
        assert run(vault(scratch), "cat-file", "-t", head) == "commit"


async def test_nothing_an_agent_configured_runs_or_changes_a_byte(git: Git, scratch: Scratch) -> None:
    tree, canary = scratch.worktree(), scratch.folder / "canary"
    write(tree / ".gitattributes", "*.txt filter=trap eol=crlf ident text\n")
    write(tree / "a.txt", b"unix\nwindows\r\n$Id$\n")
    plant(scratch.top, canary)
    kept = await rescued(git, scratch, tree)
    back = await restored(git, scratch, kept)
    assert (back / "a.txt").read_bytes() == b"unix\nwindows\r\n$Id$\n"
    assert not canary.exists(), canary.read_text()


async def test_names_other_systems_could_not_hold_are_kept(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    for name in ("git~1", "a\\b", "con", "x:y", ".git ", "new\nline", '"quoted"', "-x"):
        write(tree / name / "file", name)
    write(tree / ".GIT/config", "not a repository")
    kept = await rescued(git, scratch, tree)
    assert content(await restored(git, scratch, kept)) == content(tree, ".GIT")
    assert kept.left_out == (".GIT/config: git can hold nothing of this name",)


async def test_what_changes_after_it_was_written_is_seen_by_the_second_look(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    real, changed = stable_copy._write, []

    def then_changed(*arguments: Any) -> str:
        tree_id = real(*arguments)
        if not changed:
            changed.append(write(tree / "late.txt", "late\n"))
        return tree_id

    monkeypatch.setattr(stable_copy, "_write", then_changed)
    kept = await rescued(git, scratch, tree)
    assert (await restored(git, scratch, kept) / "late.txt").read_text() == "late\n"


async def test_a_damaged_index_costs_only_what_was_staged(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "new.txt", "new\n")
    write(tree / run(tree, "rev-parse", "--git-path", "index"), "no index at all")
    kept = await rescued(git, scratch, tree)
    assert content(await restored(git, scratch, kept)) == content(tree)
    assert "the index" in kept.left_out[0]


async def test_tracked_files_are_kept_although_they_are_ignored_now(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    write(tree / "keep.log", "tracked\n")
    run(tree, "add", "-f", "keep.log")
    run(tree, "commit", "-qm", "log")
    run(tree, "rm", "-q", "--cached", "keep.log")
    write(tree / "keep.log", "edited\n")
    kept = await rescued(git, scratch, tree)
    assert (await restored(git, scratch, kept) / "keep.log").read_text() == "edited\n"


async def test_a_branch_without_commits_is_kept(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    run(tree, "checkout", "-q", "--orphan", "fresh")
    write(tree / "new.txt", "new\n")
    kept = await rescued(git, scratch, tree)
    assert kept.head == ""
    assert content(await restored(git, scratch, kept)) == content(tree)


async def test_a_rescue_id_is_used_once(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    first = await rescued(git, scratch, tree)
    write(tree / "a.txt", "later\n")
    with pytest.raises(PortError, match="points elsewhere"):
        await rescued(git, scratch, tree)
    assert run(vault(scratch), "rev-parse", first.ref) == first.commit


async def test_of_a_file_that_never_rests_one_moment_is_kept_and_it_is_named(
    git: Git, scratch: Scratch
) -> None:
    tree = scratch.worktree()
    write(tree / "precious", "p\n")
    busy = tree / "busy.txt"
    writer = subprocess.Popen(["sh", "-c", "while :; do echo line >> busy.txt; done"], cwd=tree)
    try:
        await asyncio.to_thread(until, busy.exists)
        kept = await rescued(git, scratch, tree)
    finally:
        writer.kill()
        writer.wait()
    assert kept.left_out == ("busy.txt: it changes while it is being kept: as it was at one moment",)
    back = await restored(git, scratch, kept)
    assert (back / "precious").read_text() == "p\n"
    assert set((back / "busy.txt").read_text().splitlines()) == {"line"}
    later = await rescued(git, scratch, tree, "r2")
    assert later.left_out == ()
    assert content(await restored(git, scratch, later)) == content(tree)


async def test_a_worktree_in_which_ever_new_files_appear_is_refused_naming_them(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    monkeypatch.setattr("fleetui.ports.git.stable_copy._MOST_MOVING", 0)
    loop = "n=0; while :; do n=$((n+1)); echo x > new-$n; sleep 0.01; done"
    writer = subprocess.Popen(["sh", "-c", loop], cwd=tree)
    try:
        await asyncio.to_thread(until, (tree / "new-1").exists)
        with pytest.raises(PortError, match=r"change while they are being kept \(new-"):
            await rescued(git, scratch, tree)
    finally:
        writer.kill()
        writer.wait()


async def test_what_a_file_gains_while_it_is_kept_never_becomes_a_command_to_git(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    growing = write(tree / "growing.txt", "first\n")
    head = run(tree, "rev-parse", "HEAD")
    looks = []

    def then_grows(*arguments: Any) -> Any:
        looks.append(look(*arguments))
        if len(looks) == 1:
            more = (
                f"reset refs/heads/planted\nfrom {head}\n\ncheckpoint\n"
                + "# more than a pipe holds\n" * 100_000
            )
            growing.write_text("first\n" + more)
        return looks[-1]

    monkeypatch.setattr("fleetui.ports.git.stable_copy.look", then_grows)
    kept = await rescued(git, scratch, tree)
    assert "planted" not in run(vault(scratch), "for-each-ref")
    assert content(await restored(git, scratch, kept)) == content(tree)


async def test_what_is_too_large_is_left_out_by_name_and_not_read(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    write(tree / "small", "x" * 1000)
    write(tree / "also", "x" * 900)
    write(tree / "large", "x" * 5000)
    with (tree / "sparse").open("wb") as file:
        file.truncate(5 << 30)
    monkeypatch.setattr("fleetui.ports.git.stable_copy.MOST_BYTES", 4000)
    heard: list[str] = []
    kept = await git.rescue(scratch.project, str(tree), "alice", "r1", told=heard.append)
    assert kept.left_out == (
        "large: 5 KB, more than a rescue keeps",
        "sparse: 5120 MB, more than a rescue keeps",
    )
    assert sorted(content(await restored(git, scratch, kept))) == sorted(content(tree, "large", "sparse"))
    await asyncio.to_thread(until, lambda: bool(heard))
    assert "MB" not in "".join(heard)


async def test_tracked_files_that_did_not_change_count_for_nothing(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    commit(tree, "data", data__bin="d" * 9000, other__bin="o" * 9000)
    write(tree / "new", "n" * 3000)
    write(tree / "other.bin", "o" * 9001)
    monkeypatch.setattr("fleetui.ports.git.stable_copy.MOST_BYTES", 4000)
    kept = await rescued(git, scratch, tree)
    assert kept.left_out == ("other.bin: 9 KB, more than a rescue keeps",)
    assert content(await restored(git, scratch, kept)) == content(tree, "other.bin")


async def test_what_was_staged_and_is_too_large_does_not_refuse_the_rescue(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    await git.check_project(scratch.project)  # its vault is made, so that what comes later has to be brought
    write(tree / "large", os.urandom(9000))
    run(tree, "add", "large")
    write(tree / "large", "short now\n")
    write(tree / "gone", os.urandom(9000))
    run(tree, "add", "gone")
    (tree / "gone").unlink()
    monkeypatch.setattr("fleetui.ports.git.stable_copy.MOST_BYTES", 4000)
    kept = await rescued(git, scratch, tree)
    assert kept.left_out == tuple(f"{name}: staged, more than a rescue keeps" for name in ("gone", "large"))
    assert content(await restored(git, scratch, kept)) == content(tree)


async def test_a_state_folder_without_room_refuses_before_it_is_full(
    git: Git, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = scratch.worktree()
    write(tree / "data", os.urandom(3 << 20))
    full = shutil.disk_usage(tree)._replace(free=5 << 20)
    monkeypatch.setattr("fleetui.ports.git.stable_copy.shutil.disk_usage", lambda path: full)
    with pytest.raises(PortError, match="3 MB are to be kept and 5 MB are free"):
        await rescued(git, scratch, tree)


async def test_worktrees_inside_are_their_agents_own_and_only_named(git: Git, scratch: Scratch) -> None:
    for name in ("b1", "b2"):
        run(scratch.top, "worktree", "add", "-q", "-b", name, str(scratch.top / ".claude/worktrees" / name))
        write(scratch.top / ".claude/worktrees" / name / "theirs.txt", "t\n")
    write(scratch.top / "mine.txt", "m\n")
    write(scratch.top / ".claude/settings.json", "{}\n")
    kept = await rescued(git, scratch, scratch.top)
    assert kept.files == 2
    assert kept.left_out == tuple(
        f".claude/worktrees/{name}/: another worktree, whose files are not its own" for name in ("b1", "b2")
    )
    names = content(await restored(git, scratch, kept))
    assert names == content(scratch.top, ".claude/worktrees")
    facts = await git.facts(scratch.project, str(scratch.top))
    assert (facts.dirty, [file.path for file in facts.files]) == (2, [".claude/settings.json", "mine.txt"])


async def test_another_agents_clone_inside_is_its_own(git: Git, scratch: Scratch) -> None:
    inner, theirs = scratch.top / "inner", scratch.top / "theirs"
    for folder in (inner, theirs):
        run(scratch.top, "clone", "-q", str(scratch.top), str(folder))
        write(folder / "new.txt", "n\n")
    kept = await git.rescue(
        scratch.project, str(scratch.top), "alice", "r1", others=frozenset({os.path.realpath(theirs)})
    )
    assert "theirs/: another worktree, whose files are not its own" in kept.left_out
    back = await restored(git, scratch, kept)
    assert (back / "inner/new.txt").exists()
    assert not (back / "theirs").exists()


async def test_a_rescue_is_restored_into_a_new_or_empty_folder_only(git: Git, scratch: Scratch) -> None:
    tree = scratch.worktree()
    kept = await rescued(git, scratch, tree)
    full = write(scratch.folder / "full/file", "mine").parent
    link = scratch.folder / "to-empty"
    (scratch.folder / "empty").mkdir()
    link.symlink_to(scratch.folder / "empty")
    for into in (str(full), str(link), "relative", str(full / "file")):
        with pytest.raises(PortError, match="empty folder"):
            await git.restore(scratch.project, kept.commit, into)
    with pytest.raises(PortError, match="no full commit"):
        await git.restore(scratch.project, "HEAD", str(scratch.folder / "other"))
    assert await git.restore(scratch.project, kept.commit, str(scratch.folder / "empty")) == 3


@pytest.mark.skipif(
    os.geteuid() != 0, reason="another user is needed to see that nothing unreadable is passed over"
)
@pytest.mark.parametrize("hidden", ["file", "folder"])
def test_what_cannot_be_read_refuses_the_rescue(scratch: Scratch, hidden: str) -> None:
    secret = write(scratch.top / "closed/secret", "x")
    closed = secret if hidden == "file" else secret.parent
    closed.chmod(0)
    done = _run_rescue(scratch, before=_AS_ANYBODY if os.geteuid() == 0 else ())
    closed.chmod(0o700)
    assert b"chmod it" in done.stderr, done.stderr


_AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
"""Root without the power to read what it may not."""
CHILD = """
import asyncio, json, sys
from pathlib import Path
from fleetui.model.fleet import Project
from fleetui.ports.git import Git, stable_copy
from fleetui.ports.git.snapshot import look
state, project, tree = json.loads(sys.argv[1])
asyncio.run(Git(Path(state)).rescue(Project(**project), tree, "alice", "r1"))
"""


def _run_rescue(
    scratch: Scratch, fault: str = "", before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[bytes]:
    what = [str(scratch.folder / "state"), {"name": "project", "path": str(scratch.top)}, str(scratch.top)]
    environment = {**os.environ, "FLEETUI_FAULT": fault, "PYTHONPATH": str(ROOT), "HOME": str(scratch.folder)}
    return subprocess.run(
        [*before, sys.executable, "-c", CHILD, json.dumps(what)],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("fault", ["rescue.tree", "rescue.kept"])
async def test_a_kill_during_a_rescue_leaves_none_or_a_whole_one(
    git: Git, scratch: Scratch, fault: str
) -> None:
    write(scratch.top / "new.txt", "new\n")
    done = await asyncio.to_thread(_run_rescue, scratch, fault)
    assert done.returncode == -signal.SIGKILL
    refs = run(vault(scratch), "for-each-ref", "--format=%(objectname)", "refs/fleetui/rescue/")
    assert bool(refs) is (fault == "rescue.kept")
    kept = await rescued(git, scratch, scratch.top, "r1" if not refs else "r2")
    assert content(await restored(git, scratch, kept)) == content(scratch.top)


_NAME_BYTES = st.sampled_from([byte for byte in range(1, 256) if byte != 0x2F])
_NAMES = (
    st.lists(_NAME_BYTES, min_size=1, max_size=12)
    .map(bytes)
    .filter(lambda name: name not in (b".", b"..", b".git", b".gitignore", b".gitattributes"))
)
_BYTES = st.one_of(st.binary(max_size=60), st.sampled_from([b"\r\n", b"$Id$\n", b"\0", b"a\r\nb\n" * 200]))
_PATHS = st.lists(_NAMES, min_size=1, max_size=3).map(b"/".join)


@settings(max_examples=15)
@given(
    files=st.dictionaries(_PATHS, st.tuples(_BYTES, st.sampled_from(["file", "run", "link"])), max_size=8),
    staged=st.dictionaries(_PATHS, _BYTES, max_size=3),
)
def test_any_tree_comes_back_byte_for_byte(
    files: dict[bytes, tuple[bytes, str]], staged: dict[bytes, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        scratch = make(Path(place))
        for path, data in staged.items():
            _lay(scratch.top, path, data, "file")
        run(scratch.top, "-c", "core.protectNTFS=false", "add", "-A", check=False)
        for path, (data, kind) in files.items():
            _lay(scratch.top, path, data, kind)
        git = Git(Path(place) / "state")
        project = Project("project", str(scratch.top))
        kept = asyncio.run(git.rescue(project, str(scratch.top), "alice", "r1"))
        into = Path(place) / "back"
        asyncio.run(git.restore(project, kept.commit, str(into)))
        ignored = [name.rstrip("/") for name in kept.ignored]
        assert content(into) == content(scratch.top, *ignored)


def _lay(top: Path, path: bytes, data: bytes, kind: str) -> None:
    full = os.path.join(os.fsencode(top), path)  # noqa: PTH118 - bytes
    target = Path(os.fsdecode(full))
    if any(parent.is_file() or parent.is_symlink() for parent in [*target.parents][: path.count(b"/")]):
        return
    if os.path.lexists(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == "link":
        target.symlink_to(os.fsdecode(data.replace(b"\0", b"")[:50] or b"x"))
        return
    target.write_bytes(data)
    target.chmod(0o755 if kind == "run" else 0o644)


async def test_a_worktree_deeper_than_a_recursion_is_rescued_and_looked_at(
    git: Git, scratch: Scratch, deep_tree: Path
) -> None:
    tree = deep_tree
    file = "/".join([*["d"] * 1100, "TEST-x.xml"])
    kept = await rescued(git, scratch, tree)
    assert file in run(vault(scratch), "ls-tree", "-r", "--name-only", kept.commit)
    assert not (await git.unkept(scratch.project, str(tree), frozenset())).left_out
    _, files = await git.snapshot_commit(scratch.project, str(tree))
    assert file in run(vault(scratch), "ls-tree", "-r", "--name-only", files)
