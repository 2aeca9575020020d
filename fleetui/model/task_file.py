"""The file of a task: Markdown with TOML front matter between two lines of ``+++``, as a value and back to text.

Reading never fails: what is wrong with a file is part of the value, with the line and what to do, so that a broken file
is shown and not dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fleetui.model.clean import clean, clean_line
from fleetui.model.names import nearest, no_such, why_not_branch
from fleetui.model.task import Task, TaskProblem, TaskState, why_not_id
from fleetui.model.toml_text import toml

FENCE = "+++"
EXTRA = "extra"
"""A table of this name is the operator's own: fleetui reads nothing in it."""
KEYS = ("title", "project", "branch", "state", "done-when", "edges", "not-to-touch", "issue")
"""The keys of the front matter, in the order in which they are written."""
_TOML_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_MOST = 200
"""Most lines in a list, and most characters of a branch, an issue or a pattern."""
_FRONT_MOST = 16 * 1024
"""Characters of front matter that are read: it costs more than its length."""
_PROBLEMS_MOST = 20


def parse(text: str, *, name: str, project: str = "", file: str = "", projects: Iterable[str] = ()) -> Task:
    """What a file says, with all that is wrong with it.

    ``name`` is the file's without ``.md``; ``project`` is whose folder it lies in, empty for the folder of all;
    ``projects`` are those that are known.
    """
    reader = _Reader(project, tuple(projects))
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    end = reader.end_of(lines)
    data = reader.data(lines[1:end]) if end else {}
    reader.lines = lines[: end or 0]
    reader.unknown(data)
    if why := why_not_id(name):
        reader.wrong(why)
    return Task(
        id=clean_line(name, 80),
        title=reader.title(data) or clean_line(name, 80),
        body=clean("\n".join(lines[end + 1 :] if end else [])).strip("\n"),
        done_when="\n".join(reader.texts(data, "done-when")),
        project=reader.project_of(data),
        branch=reader.line(data, "branch", why_not_branch),
        state=reader.state(data),
        edges=reader.texts(data, "edges"),
        not_to_touch=reader.patterns(data),
        issue=reader.line(data, "issue"),
        file=file,
        problems=tuple(sorted(reader.problems, key=lambda problem: problem.line)),
    )


def broken(name: str, why: str, *, project: str = "", file: str = "") -> Task:
    """A file that could not be read at all."""
    short = clean_line(name, 80)
    return Task(short, short, project=project, file=file, problems=(TaskProblem(clean_line(why)),))


class _Reader:
    """Takes values out of the front matter and gathers what is wrong with them."""

    def __init__(self, project: str, projects: tuple[str, ...]) -> None:
        self.project = project
        self.projects = projects
        self.lines: list[str] = []
        self.problems: list[TaskProblem] = []

    def wrong(self, text: str, key: str = "", line: int = 0) -> None:
        if len(self.problems) < _PROBLEMS_MOST:  # finding the line of each looks through the front matter
            at = line or (_line_of(self.lines, key) if key else 0)
            self.problems.append(TaskProblem(clean_line(text), at))

    def end_of(self, lines: list[str]) -> int:
        """The place of the second fence; 0 where there is no front matter."""
        if lines[0].rstrip() != FENCE:
            self.wrong(
                f"does not begin with {FENCE}: the first line must be {FENCE}, then title = ...", line=1
            )
            return 0
        for at, line in enumerate(lines[1:], start=1):
            if line.rstrip() == FENCE:
                return at
        self.wrong(f"the front matter does not end: a second line {FENCE} is missing", line=len(lines))
        return 0

    def data(self, lines: list[str]) -> dict[str, Any]:
        text = "\n".join(lines)
        if len(text) > _FRONT_MOST:
            self.wrong(f"the front matter has more than {_FRONT_MOST} characters: put words below it", line=1)
            return {}
        try:
            return toml(text)
        except (ValueError, RecursionError) as error:
            found = _TOML_LINE.search(str(error))
            line = int(found[1]) + 1 if found and found[1] else len(lines) + 1
            said = _TOML_LINE.sub("", str(error)) or "too deep"
            self.wrong(f"is not TOML: {said}", line=line)
            return {}

    def unknown(self, data: Mapping[str, Any]) -> None:
        for key in data:
            if key not in KEYS and not (key == EXTRA and isinstance(data[key], dict)):
                near = nearest(key, KEYS)
                hint = (
                    f"did you mean {near}?" if near else f"known: {', '.join(KEYS)}; your own go in [{EXTRA}]"
                )
                self.wrong(f"no key is called {key!r}: {hint}", key)

    def title(self, data: Mapping[str, Any]) -> str:
        if "title" not in data:
            if not self.problems:
                self.wrong('title is missing: add title = "..."', line=1)
            return ""
        found = self.line(data, "title")
        if not found:
            self.wrong("title is empty: say in a few words what is to be done", "title")
        return found

    def line(
        self, data: Mapping[str, Any], key: str, why_not: Callable[[str], str | None] = lambda _: None
    ) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            self.wrong(f'{key} must be text in quotes: {key} = "..."', key)
            return ""
        if value and (why := why_not(value)):
            self.wrong(why, key)
            return ""
        return clean_line(value, _MOST)

    def texts(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Lines of a text, or of a list of texts."""
        value = data.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            self.wrong(f'{key} must be text or a list of texts: {key} = ["...", "..."]', key)
            return ()
        lines = (line for one in listed for line in clean(one).splitlines())
        return tuple(line.rstrip() for line in lines if line.strip())[:_MOST]

    def patterns(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        found = self.texts(data, "not-to-touch")
        for pattern in found:
            if pattern.startswith("!"):
                self.wrong(
                    "not-to-touch: a pattern cannot take back another: leave out the !", "not-to-touch"
                )
            elif not pattern.strip("/. "):
                self.wrong("not-to-touch: names nothing: a path, or ** for everything", "not-to-touch")
            elif len(pattern) > _MOST:
                self.wrong(f"not-to-touch: a pattern has at most {_MOST} characters", "not-to-touch")
        return tuple(
            pattern
            for pattern in found
            if pattern[0] != "!" and pattern.strip("/. ") and len(pattern) <= _MOST
        )

    def state(self, data: Mapping[str, Any]) -> TaskState:
        value = data.get("state", TaskState.OPEN.value)
        if value in list(TaskState):
            return TaskState(value)
        self.wrong(f"state must be one of {', '.join(TaskState)}", "state")
        return TaskState.OPEN

    def project_of(self, data: Mapping[str, Any]) -> str:
        said = self.line(data, "project")
        if self.project:
            if said and said != self.project:
                self.wrong(
                    f"it lies in the task folder of {self.project}: move the file, or leave out project",
                    "project",
                )
            return self.project
        if said and said not in self.projects:
            self.wrong(no_such("project", said, self.projects), "project")
            return ""
        return said


def _line_of(lines: Sequence[str], key: str) -> int:
    """The line on which a key of the front matter stands; 1 where it is not found."""
    looked_for = re.compile(rf"""\s*(?:\[\s*)?["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((at for at, line in enumerate(lines, start=1) if looked_for.match(line)), 1)


# ---------------------------------------------------------------- writing


def compose(task: Task) -> str:
    """A new file for a task: every key that says something, then the body."""
    values: dict[str, str | Sequence[str]] = {
        "title": task.title,
        "project": task.project,
        "branch": task.branch,
        "state": task.state.value,
        "done-when": task.done_when,
        "edges": task.edges,
        "not-to-touch": task.not_to_touch,
        "issue": task.issue,
    }
    lines = [f"{key} = {_toml(values[key])}" for key in KEYS if values[key]]
    body = f"\n{task.body.strip(chr(10))}\n" if task.body.strip() else ""
    return "\n".join([FENCE, *lines, FENCE, body])


def _toml(value: str | Sequence[str]) -> str:
    if not isinstance(value, str):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if "\n" in value:
        return '"""\n' + "\n".join(_quoted(line)[1:-1] for line in value.split("\n")) + '"""'
    return _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(clean(text), ensure_ascii=False)


def with_key(text: str, key: str, value: str) -> str | None:
    """A file with one key of its front matter changed and every other byte kept; ``None`` where that is not sure.

    The key must stand on a line of its own, or nowhere. What comes out is read again, and must differ in nothing else.
    """
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), 0)
    before = _toml_of(lines, end)
    if before is None:
        return None
    ending = "\r" if lines[0].endswith("\r") else ""
    made = f"{key} = {_toml(value)}"
    at = next((n for n in range(1, end) if re.match(rf"{re.escape(key)}\s*=", lines[n])), 0)
    if at:
        comment = re.fullmatch(r"""[\w-]+\s*=\s*(?:"[^"\\]*"|'[^']*')(\s*#.*)?""", lines[at].rstrip("\r"))
        changed = [*lines[:at], made + ((comment and comment[1]) or "") + ending, *lines[at + 1 :]]
    else:
        place = next((n for n in range(1, end) if lines[n].lstrip().startswith("[")), end)
        changed = [*lines[:place], made + ending, *lines[place:]]
    after = _toml_of(
        changed, next(n for n, line in enumerate(changed[1:], start=1) if line.rstrip() == FENCE)
    )
    return "\n".join(changed) if after == {**before, key: value} else None


def _toml_of(lines: Sequence[str], end: int) -> dict[str, Any] | None:
    if not end or lines[0].removeprefix("\ufeff").rstrip() != FENCE:
        return None
    try:
        return toml("\n".join(line.rstrip("\r") for line in lines[1:end]))
    except (ValueError, RecursionError):
        return None
