"""An issue as a task. What people wrote in it is quoted with who wrote it; only some may say what must hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from fleetui.model.clean import clean_line, clean_prompt
from fleetui.model.counts import count
from fleetui.model.forge.issues.issue import Issue, IssueList, IssueSaid, is_believed
from fleetui.model.forge.remark_texts import MENTION, quoted, visible
from fleetui.model.names import why_not_branch
from fleetui.model.redact import redact
from fleetui.model.task import Task, TaskState, task_key
from fleetui.model.value import value

MOST_TEXT = 40_000
"""Characters of all that is quoted; the oldest comments are left out first."""
_LINES, _LINE = 50, 300
_BRANCH_WORDS = 40
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t#:]*|\*\*(.+?):?\*\*:?")
_BULLET = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_FIELDS = {
    "done when": "done_when", "acceptance criteria": "done_when", "definition of done": "done_when",
    "edges": "edges", "edge cases": "edges", "limits": "edges",
    "not to touch": "not_to_touch", "do not touch": "not_to_touch", "don't touch": "not_to_touch",
}  # fmt: skip


@value
class IssueText:
    """What is kept of an issue here, so that an agent can be told it without the forge."""

    project: str
    number: int
    title: str
    url: str
    quote: str
    """Body and comments, every line of them marked."""
    done_when: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    not_to_touch: tuple[str, ...] = ()
    updated: float = 0.0
    """When it was changed last, by the forge."""
    at: float = 0.0
    """When it was read there."""
    open: bool = True


@value
class TakenIssue:
    """The text of an issue that somebody was started on."""

    text: IssueText
    at: float
    """When an agent was given it first."""
    changed: float = 0.0
    """When it was seen to be another than what was given; 0 while it is the same."""
    given: IssueText | None = None
    """What the agent was given; ``None`` where that was not written down."""

    def now(self, text: IssueText, at: float) -> TakenIssue:
        """The same once another text was read: what was given stays, so words that were put back changed nothing."""
        if self.given is not None and same_words(self.given, text):
            return replace(self, text=text, changed=0.0)
        seen_before = self.changed and same_words(self.text, text)
        return replace(self, text=text, changed=self.changed if seen_before else at)


def issue_id(number: int) -> str:
    """What the task of an issue is called in its project."""
    return f"issue-{number}"


def number_in(name: str) -> int:
    """The number of the issue that is meant by ``#41``, ``issue-41`` or ``shop/issue-41``; 0 where none is."""
    found = re.fullmatch(r"(?:[^/\s]+/)?(?:issue-|#)(\d{1,9})", name)
    return int(found[1]) if found else 0


def branch_of(number: int, title: str) -> str:
    """``agent/41-refund-twice``."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    short = words[:_BRANCH_WORDS].rpartition("-")[0] if len(words) > _BRANCH_WORDS else words
    branch = f"agent/{number}-{short or words[:_BRANCH_WORDS]}".rstrip("-")
    return f"agent/{number}" if why_not_branch(branch) else branch


def text_of(project: str, said: IssueSaid, known: Collection[str] = ()) -> IssueText:
    """What is kept of it. ``known``: logins that are believed beside those of the repository."""
    issue = said.issue
    fields = _fields(said.body) if is_believed(said, known) else {}
    return IssueText(
        project, issue.number, issue.title, issue.url, _quote(said),
        fields.get("done_when", ()), fields.get("edges", ()), _patterns(fields.get("not_to_touch", ())),
        issue.updated, said.at, issue.open,
    )  # fmt: skip


def same_words(one: IssueText, other: IssueText) -> bool:
    """Whether an agent would be told the same."""
    return (one.title, one.quote, one.done_when, one.edges, one.not_to_touch) == (
        other.title, other.quote, other.done_when, other.edges, other.not_to_touch,
    )  # fmt: skip


def task_of(
    project: str, issue: Issue | None, text: IssueText | None, taken: TakenIssue | None = None
) -> Task:
    """The task: facts as the list has them, the text as far as it is known. One of both is there."""
    about = issue or text
    assert about is not None  # noqa: S101 - the caller's own
    title, url, number = about.title, about.url, about.number
    return Task(
        issue_id(number),
        clean_line(f"#{number} {title}"),
        text.quote if text else "",
        "\n".join(text.done_when) if text else "",
        taken.at if taken else 0.0,
        project,
        branch_of(number, taken.text.title if taken else title),
        TaskState.OPEN if about.open else TaskState.DONE,
        text.edges if text else (),
        text.not_to_touch if text else (),
        url,
        issues=(number,),
        changed=taken.changed if taken else 0.0,
    )


def issue_tasks(
    lists: Mapping[str, IssueList],
    texts: Mapping[tuple[str, int], IssueText],
    taken: Mapping[str, TakenIssue],
) -> dict[str, Task]:
    """The tasks of all issues by key: those that the queries find, and those that somebody was started on.

    The newest text counts that was read; what was given to an agent where the forge does not answer.
    """
    found: dict[str, Task] = {}
    for project, listed in lists.items():
        for one in listed.issues:
            kept = taken.get(task_key(project, issue_id(one.number)))
            text = texts.get((project, one.number)) or (kept.text if kept else None)
            task = task_of(project, one, text, kept)
            found[task.key] = task
    for key, kept in taken.items():
        if key not in found:
            text = texts.get((kept.text.project, kept.text.number), kept.text)
            found[key] = task_of(text.project, None, text, kept)
    return found


# ---------------------------------------------------------------- what others wrote


def _quote(said: IssueSaid) -> str:
    """Title and body, then the comments: each line marked, below the name of who wrote it."""
    issue = said.issue
    changed = f", changed last by {said.edited_by}" if said.edited_by not in ("", issue.author) else ""
    first = _words(
        f"{_who(issue.author, bot=issue.bot)}{changed} wrote issue #{issue.number}",
        f"{issue.title}\n\n{said.body}",
    )
    comments = [
        _words(f"{_who(one.author, bot=one.bot)} commented", one.text)
        for one in said.comments
        if not one.hidden
    ]
    kept = _newest(comments, MOST_TEXT - len(first))
    left = len(comments) - len(kept)
    more = [f"({count(left, 'earlier comment')} left out: see {issue.url})"] if left else []
    return "\n\n".join([first, *more, *kept])


def _words(head: str, text: str) -> str:
    cleaned = clean_prompt(redact(visible(text))[0])[0].strip()
    cleaned = cleaned if len(cleaned) <= MOST_TEXT // 2 else f"{cleaned[: MOST_TEXT // 2]}…"
    return f"{head}:\n{quoted(cleaned or '(nothing that can be shown)')}"


def _who(author: str, *, bot: bool) -> str:
    return f"{clean_line(author, 80) or 'somebody whose account is gone'}{' (a program)' if bot else ''}"


def _newest(parts: Sequence[str], room: int) -> list[str]:
    kept: list[str] = []
    for part in reversed(parts):
        room -= len(part)
        if room < 0:
            break
        kept.insert(0, part)
    return kept


# ---------------------------------------------------------------- what must hold


def _fields(body: str) -> Mapping[str, tuple[str, ...]]:
    """The lines below the headings that are known, without their bullets."""
    found: dict[str, list[str]] = {}
    field = ""
    for line in clean_prompt(redact(visible(body))[0])[0].splitlines():
        if heading := _HEADING.fullmatch(line.strip()):
            field = _FIELDS.get((heading[1] or heading[2]).strip().lower(), "")
        elif field and line.strip():
            found.setdefault(field, []).append(_plain(line))
    return {name: tuple(line for line in lines if line)[:_LINES] for name, lines in found.items()}


def _plain(line: str) -> str:
    return clean_line(MENTION.sub("@ ", _BULLET.sub("", line.strip(), count=1)), _LINE)


def _patterns(lines: Iterable[str]) -> tuple[str, ...]:
    """As path patterns: without the marks of code around them; one that takes back another is none."""
    plain = (line.strip("`") for line in lines)
    return tuple(one for one in plain if one and one[0] != "!" and one.strip("/. "))
