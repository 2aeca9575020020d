"""The demo's tasks: real files in the task folder beside its state, a folder for each project."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleetui.model.names import minted
from fleetui.model.task import Task, TaskState
from fleetui.model.task_file import compose

TASKS = Path(__file__).with_name("tasks.toml")


def task_id(title: str) -> str:
    """What a task of this title is called: ``#38 invoice periods`` is ``38-invoice-periods``."""
    return minted(title, ())


def tasks(branches: Mapping[str, str]) -> tuple[Task, ...]:
    """Every task; ``branches`` has by title those that an agent of the demo is on."""
    tables = tomllib.loads(TASKS.read_text("utf-8"))
    return tuple(_task(title, table, branches.get(title, "")) for title, table in tables.items())


def _task(title: str, table: dict[str, Any], branch: str) -> Task:
    return Task(
        id=task_id(title),
        title=title,
        project=table["project"],
        branch=branch,
        state=TaskState(table.get("state", TaskState.OPEN)),
        done_when=table["done_when"],
        edges=tuple(table.get("edges", ())),
        not_to_touch=tuple(table.get("not_to_touch", ())),
        body=table.get("body", ""),
    )


def write(folder: Path, branches: Mapping[str, str]) -> None:
    """Write the files of all tasks below ``folder``, which is made."""
    for task in tasks(branches):
        path = folder / task.project / f"{task.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(compose(task), "utf-8")
