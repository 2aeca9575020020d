"""Task files are read between other work, and what was looked at last is what counts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from fleetui.engine.core import Core
from fleetui.engine.observe.tasks import watch
from fleetui.engine.observe.tasks.watch import TaskWatch
from fleetui.engine.protocols.task_files import FoundTask
from fleetui.model.settings import Settings


class Folder:
    """What looks find, one after the other; nothing new after the last."""

    def __init__(self, *found: tuple[FoundTask, ...]) -> None:
        self.left = list(found)

    async def look(self, folders: Sequence[object]) -> tuple[FoundTask, ...] | None:
        return self.left.pop(0) if self.left else None


def core_of(folder: Folder) -> Any:
    @contextlib.contextmanager
    def watching(_: str) -> Iterator[None]:
        yield

    return SimpleNamespace(
        world=SimpleNamespace(task_files=folder),
        watching=watching,
        settings=Settings(),
        task_files={},
        touch=lambda: None,
        acts=False,
    )


def files(count: int, title: str = "x") -> tuple[FoundTask, ...]:
    text = f'+++\ntitle = "{title}"\n+++\n'
    return tuple(FoundTask("", f"t{number}", f"/t/t{number}.md", text=text) for number in range(count))


async def test_other_work_goes_on_between_two_files(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, at = 0, list[int]()
    parse = watch.parse

    def noted(*given: Any, **how: Any) -> object:
        at.append(turns)
        return parse(*given, **how)

    async def turning() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(watch, "parse", noted)
    core = core_of(Folder(files(20)))
    other = asyncio.create_task(turning())
    await TaskWatch(cast(Core, core)).look()
    other.cancel()
    assert len(core.task_files) == 20
    assert len(set(at)) == 20


async def test_of_two_looks_at_once_the_later_counts() -> None:
    core = core_of(Folder(files(20, "before"), files(2, "after")))
    watched = TaskWatch(cast(Core, core))
    await asyncio.gather(watched.look(), watched.look())
    assert [task.title for task in core.task_files.values()] == ["after", "after"]
