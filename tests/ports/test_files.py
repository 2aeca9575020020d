from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import psutil
import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.files import FileCheck
from fleetui.ports.files import Files


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


async def one(worktree: Path, path: str, line: int | None = None) -> FileCheck:
    (found,) = await asyncio.wait_for(Files().check(str(worktree), [(path, line)]), 3)
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write(tmp_path / "tree/src/a.py", "1\n2\n3")
    write(tmp_path / "secret", "secret\n")
    return tmp_path / "tree"


async def test_a_path_and_a_line_that_are_there_hold(tree: Path) -> None:
    for path, line in (
        ("src/a.py", None),
        ("src/a.py", 1),
        ("src/a.py", 3),
        ("src", None),
        ("./src//a.py", 2),
    ):
        found = await one(tree, path, line)
        assert (found.verdict, found.holds) == ("ok", True), (path, line)


async def test_a_line_past_the_end_is_held_and_says_how_many_there_are(tree: Path) -> None:
    found = await one(tree, "src/a.py", 4)
    assert (found.claim, found.verdict, found.holds) == ("src/a.py:4", "changed", False)
    assert "has only 3 lines" in found.detail
    assert not (await one(tree, "src/a.py", 0)).holds
    write(tree / "empty", "")
    assert not (await one(tree, "empty", 1)).holds
    assert not (await one(tree, "src", 1)).holds


async def test_a_missing_path_may_be_asked_for_but_a_missing_line_is_wrong(tree: Path) -> None:
    for path in ("src/new.py", "no/such/folder.py", "src/a.py/below"):
        found = await one(tree, path)
        assert (found.verdict, found.holds) == ("to be created", True)
        found = await one(tree, path, 3)
        assert (found.verdict, found.holds) == ("missing", False)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../secret", "src/../../secret", "src/../src/a.py", "..", "a\0b", "/"]
)
async def test_what_is_not_below_the_worktree_is_refused(tree: Path, path: str) -> None:
    found = await one(tree, path, 1)
    assert (found.verdict, found.holds) == ("refused", False)
    assert found.claim.isprintable()


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../secret", "..", "../../tree/src/a.py", "loop", "/proc/self/environ"]
)
async def test_a_link_out_or_in_a_circle_is_refused(tree: Path, target: str) -> None:
    (tree / "src/loop").symlink_to(target)
    if target == "..":
        (tree / "src/loop").unlink()
        (tree / "src/loop").symlink_to("../..")
    for path in ("src/loop", "src/loop/secret"):
        found = await one(tree, path, 1)
        assert (found.verdict, found.holds) == ("refused", False), path


async def test_a_link_that_stays_within_is_followed_and_reported(tree: Path) -> None:
    (tree / "docs").mkdir()
    (tree / "docs/code.py").symlink_to("../src/a.py")
    (tree / "here").symlink_to("docs")
    found = await one(tree, "here/code.py", 3)
    assert (found.verdict, found.holds) == ("ok", True)
    assert "a link to src/a.py" in found.detail
    assert not (await one(tree, "here/code.py", 4)).holds


async def test_pipes_sockets_and_devices_are_refused_without_waiting(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    here = os.open(tree, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"/proc/self/fd/{here}/socket")
        for name in ("pipe", "socket"):
            found = await one(tree, name, 1)
            assert (found.verdict, found.detail, found.holds) == (
                "refused",
                "a pipe, socket or device",
                False,
            )
    os.close(here)


async def test_a_huge_file_is_not_read(tree: Path) -> None:
    with (tree / "huge").open("wb") as file:
        file.truncate(5 << 30)
    assert (await one(tree, "huge")).holds
    found = await one(tree, "huge", 1)
    assert (found.verdict, found.holds) == ("refused", False)


async def test_a_folder_swapped_for_a_link_leads_nowhere(tree: Path) -> None:
    """Whatever is swapped in while a path is walked, nothing outside is ever taken for the file."""
    outside = write(tree.parent / "outside/a.py", "x\n" * 100).parent
    stop = False

    def swap() -> None:
        while not stop:
            (tree / "src").rename(tree / "away")
            (tree / "src").symlink_to(outside)
            (tree / "src").unlink()
            (tree / "away").rename(tree / "src")

    task = asyncio.create_task(asyncio.to_thread(swap))
    files = Files()
    verdicts = set()
    for _ in range(300):
        (found,) = await files.check(str(tree), [("src/a.py", 50)])
        verdicts.add(found.verdict)
    stop = True
    await task
    assert "ok" not in verdicts
    assert "changed" in verdicts


async def test_a_worktree_that_is_gone_is_an_error(tree: Path) -> None:
    with pytest.raises(PortError, match="No such file"):
        await Files().check(str(tree / "gone"), [("a", None)])


async def test_no_descriptor_is_left_behind(tree: Path) -> None:
    (tree / "l").symlink_to("../secret")
    files = Files()
    claims = [("src/a.py", 2), ("l", 1), ("no/x", 1), ("/etc", None), ("src", 1)] * 20
    await files.check(str(tree), claims)
    before = psutil.Process().num_fds()
    await files.check(str(tree), claims)
    assert psutil.Process().num_fds() == before


async def test_private_folders_are_for_this_user_only(tmp_path: Path) -> None:
    await Files().private_folder(str(tmp_path / "a/b"))
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o700
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(PortError, match="others may write"):
        await Files().private_folder(str(tmp_path / "open"))
