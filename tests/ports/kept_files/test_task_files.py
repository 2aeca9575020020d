"""Task folders, also hostile ones: nothing outside is read, nothing blocks, nothing is dropped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.task_files import FoundTask, TaskFolder
from fleetui.ports.kept_files import task_files
from fleetui.ports.kept_files.task_files import MOST_BYTES, TaskFiles

LONG_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> TaskFolder:
    """A project's task folder inside its checkout."""
    (tmp_path / "shop" / "docs" / "tasks").mkdir(parents=True)
    return TaskFolder("shop", str(tmp_path / "shop"), "docs/tasks")


def put(folder: TaskFolder, name: str, text: str | bytes = "text") -> Path:
    path = Path(folder.path, name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, LONG_AGO)
    return path


async def problems(folder: TaskFolder) -> dict[str, str]:
    return {found.name: found.problem for found in await TaskFiles().look([folder]) or ()}


async def test_every_markdown_file_of_a_folder_is_a_task_by_name(folder: TaskFolder):
    for name in ("b.md", "a.md", "README.md", ".hidden.md", "notes.txt"):
        put(folder, name, name)
    assert await TaskFiles().look([folder]) == (
        FoundTask("shop", "a", f"{folder.path}/a.md", "a.md"),
        FoundTask("shop", "b", f"{folder.path}/b.md", "b.md"),
    )


async def test_a_folder_that_is_not_there_holds_none(folder: TaskFolder):
    assert (
        await TaskFiles().look([TaskFolder("web", folder.root, "no/where"), TaskFolder("x", "/no/where")])
        == ()
    )


async def test_nothing_is_read_while_nothing_changed(folder: TaskFolder):
    files, path = TaskFiles(), put(folder, "a.md")
    assert await files.look([folder])
    assert await files.look([folder]) is None
    path.write_text("texts")
    assert [found.text for found in await files.look([folder]) or ()] == ["texts"]
    path.unlink()
    assert await files.look([folder]) == ()


async def test_a_write_in_the_moment_of_a_look_is_not_missed(folder: TaskFolder):
    files = TaskFiles()
    Path(folder.path, "a.md").write_text("one")
    await files.look([folder])
    path = Path(folder.path, "a.md")
    at = path.stat()
    path.write_text("two")
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
    assert [found.text for found in await files.look([folder]) or ()] == ["two"]


async def test_what_is_no_plain_text_file_is_told_of_and_not_read(folder: TaskFolder, tmp_path: Path):
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    Path(folder.path, "link.md").symlink_to(secret)
    Path(folder.path, "loop.md").symlink_to("loop.md")
    os.mkfifo(Path(folder.path, "pipe.md"))
    Path(folder.path, "folder.md").mkdir()
    put(folder, "huge.md", b"x" * (MOST_BYTES + 1))
    put(folder, "bytes.md", b"\xff\xfe")
    said = await problems(folder)
    assert said["link"] == said["loop"] == "is a link: put the file itself here"
    assert said["pipe"].startswith("is no file")
    assert said["folder"].startswith("is no file")
    assert said["huge"].startswith("is larger than 256 KiB")
    assert said["bytes"] == "is not UTF-8 (byte 1): save it as UTF-8"


@pytest.mark.parametrize("at", ["docs", "docs/tasks"])
async def test_no_link_on_the_way_is_followed(folder: TaskFolder, tmp_path: Path, at: str):
    outside = tmp_path / "outside" / "tasks"
    outside.mkdir(parents=True)
    (outside / "a.md").write_text("secret")
    moved = Path(folder.root, at)
    moved.rename(tmp_path / "moved")
    moved.symlink_to(outside if at == "docs/tasks" else outside.parent)
    found = await TaskFiles().look([folder]) or ()
    assert [(one.text, one.problem) for one in found] == [
        ("", f"the task folder cannot be read: {Path(at).name} is a link: name the real folder")
    ]
    with pytest.raises(PortError):
        await TaskFiles().write(folder, "b", "text")
    assert not (outside / "b.md").exists()


async def test_a_new_file_never_takes_the_place_of_another(folder: TaskFolder):
    put(folder, "a.md", "mine")
    with pytest.raises(FileExistsError):
        await TaskFiles().write(folder, "a", "other")
    assert Path(folder.path, "a.md").read_text() == "mine"
    assert [path.name for path in Path(folder.path).iterdir()] == ["a.md"]


async def test_the_folder_of_a_new_file_is_made(tmp_path: Path):
    folder = TaskFolder("shop", str(tmp_path), "state/tasks/shop")
    path = await TaskFiles().write(folder, "a", "text")
    assert Path(path).read_text() == "text"


async def test_a_file_is_changed_only_while_it_is_what_was_read(folder: TaskFolder):
    path = put(folder, "a.md", "one")
    path.chmod(0o640)
    await TaskFiles().rewrite(folder, "a", "one", "two")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("two", 0o640)
    with pytest.raises(PortError, match="changed meanwhile"):
        await TaskFiles().rewrite(folder, "a", "one", "three")
    assert path.read_text() == "two"


async def test_files_beyond_those_that_are_read_are_told_of(
    folder: TaskFolder, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(task_files, "MOST_FILES", 3)
    for name in "abc":
        put(folder, f"{name}.md")
    assert set(await problems(folder)) == {"a", "b", "c"}
    put(folder, "d.md")
    put(folder, "e.md")
    told = await problems(folder)
    assert set(told) == {"a", "b", "c", "task-folder"}
    assert told["task-folder"].startswith("the task folder holds 5 files: the last 2 by name are not read")
