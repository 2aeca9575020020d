"""What is kept of a set-up step is what was kept, byte for byte, or it is not used."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.ports.gates import set_ups
from fleetui.ports.gates.sealed_copy import NotCopied, copy
from fleetui.ports.gates.set_ups import SetUps, kept_now

MOST = 64 << 20


def made(folder: Path) -> Path:
    """A checkout in which a set-up step made what such steps make."""
    modules = folder / "node_modules"
    (modules / ".bin").mkdir(parents=True)
    (modules / "left-pad").mkdir()
    (modules / "left-pad/index.js").write_text("module.exports = 1\n")
    (modules / "left-pad/run.js").write_text("#!/usr/bin/env node\n")
    (modules / "left-pad/run.js").chmod(0o755)
    (modules / ".bin/run").symlink_to("../left-pad/run.js")
    os.utime(modules / "left-pad/index.js", ns=(1, 1_600_000_000_123_456_789))
    (folder / "tracked.py").write_text("x = 1\n")
    return folder


def seen(folder: Path) -> dict[str, tuple[int, bytes, int]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        content = str(path.readlink()).encode() if path.is_symlink() else b""
        content = path.read_bytes() if stat.S_ISREG(about.st_mode) else content
        time = about.st_mtime_ns if stat.S_ISREG(about.st_mode) else 0
        found[str(path.relative_to(folder))] = (about.st_mode, content, time)
    return found


@pytest.fixture
def kept(tmp_path: Path) -> SetUps:
    return SetUps(tmp_path / "state/set-ups")


def stores(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "state/set-ups").glob("*/*/0"))


async def test_a_checkout_gets_a_copy_that_shares_nothing_with_what_is_kept(
    kept: SetUps, tmp_path: Path
) -> None:
    base = made(tmp_path / "base")
    os.link(base / "node_modules/left-pad/index.js", tmp_path / "cache.js")  # as installers do
    before = seen(base / "node_modules")
    assert await kept.keep("k", str(base), ["node_modules"], MOST) == ""
    (tmp_path / "cache.js").write_text("poison\n")
    shutil.rmtree(base)
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        assert (await kept.bring("k", str(folder))).why_not == ""
        assert seen(folder / "node_modules") == before
        (folder / "node_modules/left-pad/index.js").write_text("poison\n")
        (folder / "node_modules/new").mkdir()


def rewritten(file: Path) -> None:
    about = file.stat()
    file.write_text(file.read_text().replace("1", "2"))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "content at the same time": lambda at: rewritten(at / "left-pad/index.js"),
    "content": lambda at: (at / "left-pad/index.js").write_text("module.exports = 2\n"),
    "a new file": lambda at: (at / "left-pad/new.js").write_text(""),
    "a file gone": lambda at: (at / "left-pad/index.js").unlink(),
    "a mode": lambda at: (at / "left-pad/index.js").chmod(0o755),
    "a time": lambda at: os.utime(at / "left-pad/index.js", ns=(1, 1)),
    "a link": lambda at: ((at / ".bin/run").unlink(), (at / ".bin/run").symlink_to("/bin/true")),
    "a file for a link": lambda at: ((at / ".bin/run").unlink(), (at / ".bin/run").write_text("x")),
    "all of it": shutil.rmtree,
    "a pipe": lambda at: os.mkfifo(at / "pipe"),
    "a link for the whole": lambda at: (at.rename(at.parent / "moved"), at.symlink_to("moved")),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_one_that_somebody_wrote_to_is_forgotten_and_never_used(
    kept: SetUps, tmp_path: Path, change: str
) -> None:
    assert await kept.keep("k", str(made(tmp_path / "base")), ["node_modules"], MOST) == ""
    CHANGES[change](stores(tmp_path)[0])
    (tmp_path / "one").mkdir()
    assert (await kept.bring("k", str(tmp_path / "one"))).why_not
    assert not kept.has("k")
    assert stores(tmp_path) == []


async def test_nothing_lands_on_the_candidates_own_files_or_behind_its_links(
    kept: SetUps, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    (base / "web").mkdir(parents=True)
    made(base / "web")
    assert await kept.keep("k", str(base), ["web/node_modules"], MOST) == ""
    outside, own, linked = tmp_path / "outside", tmp_path / "own", tmp_path / "linked"
    outside.mkdir()
    (own / "web/node_modules").mkdir(parents=True)
    linked.mkdir()
    (linked / "web").symlink_to(outside)
    assert "own files" in (await kept.bring("k", str(own))).why_not
    assert "link" in (await kept.bring("k", str(linked))).why_not
    assert list(outside.iterdir()) == list((own / "web/node_modules").iterdir()) == []
    assert kept.has("k")  # nothing is wrong with it


async def test_a_link_in_place_of_what_the_step_makes_is_not_kept(kept: SetUps, tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (base / ".venv").symlink_to("/etc")
    assert "is a link" in await kept.keep("k", str(base), [".venv"], MOST)
    assert await kept.keep("k", str(base), ["node_modules"], MOST) == "the set-up step made no node_modules"


async def test_it_takes_no_more_than_it_may_and_the_least_used_goes_first(
    kept: SetUps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate("abc"):
        (tmp_path / name / "out").mkdir(parents=True)
        (tmp_path / name / "out/data").write_bytes(bytes([number]) * 1000)
    assert "are more than warm_mb allows" in await kept.keep("a", str(tmp_path / "a"), ["out"], 999)
    assert await kept.keep("a", str(tmp_path / "a"), ["out"], 2500) == ""
    assert await kept.keep("b", str(tmp_path / "b"), ["out"], 2500) == ""
    (tmp_path / "use").mkdir()
    assert not (await kept.bring("a", str(tmp_path / "use"))).why_not
    assert await kept.keep("c", str(tmp_path / "c"), ["out"], 2500) == ""
    assert [key for key in "abc" if kept.has(key)] == ["a", "c"]
    assert kept_now(tmp_path / "state/set-ups") == (2, 2000)
    monkeypatch.setattr(set_ups, "SPARE", 1 << 60)
    assert "are free in" in await kept.keep("b", str(tmp_path / "b"), ["out"], 9000)


async def test_a_disk_that_is_full_half_way_leaves_nothing_behind(
    kept: SetUps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path, stopped: object) -> object:
        target.mkdir()
        (target / "half").write_text("x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(set_ups, "copy", full)
    assert await kept.keep("k", str(made(tmp_path / "base")), ["node_modules"], MOST) == "the disk is full"
    assert not kept.has("k")
    assert stores(tmp_path) == []


async def test_what_another_process_left_is_removed_and_one_that_lives_keeps_its_own(
    kept: SetUps, tmp_path: Path
) -> None:
    left = tmp_path / "state/set-ups/left"
    (left / "k/0").mkdir(parents=True)
    (left / "lock").touch()
    base = made(tmp_path / "base")
    assert not kept.has("k")
    await kept.keep("k", str(base), ["node_modules"], MOST)
    assert not left.exists()
    other = SetUps(tmp_path / "state/set-ups")
    await other.keep("k", str(base), ["node_modules"], MOST)
    assert len(stores(tmp_path)) == 2


async def test_a_copy_that_is_cancelled_has_ended_when_that_is_told(
    kept: SetUps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = threading.Event(), threading.Event()

    def slow(source: Path, target: Path, stopped: Callable[[], bool]) -> object:
        began.set()
        while not stopped():
            ended.wait(0.01)
        ended.set()
        raise NotCopied("it was stopped")

    assert await kept.keep("k", str(made(tmp_path / "base")), ["node_modules"], MOST) == ""
    monkeypatch.setattr(set_ups, "copy", slow)
    task = asyncio.create_task(kept.bring("k", str(tmp_path)))
    assert await asyncio.to_thread(began.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
    assert kept.has("k")


def test_what_is_no_file_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "made/socket"))
        with pytest.raises(NotCopied, match="socket is a pipe, socket or device"):
            copy(tmp_path / "made", tmp_path / "copy")
