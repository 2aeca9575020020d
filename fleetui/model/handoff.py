"""The handoff: what the next run of a seat is told. What fleetui measured stands apart from what the agent said."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.counts import count
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Project
from fleetui.model.queue import STEP, EntryState, live
from fleetui.model.redact import redact
from fleetui.model.task_prompt import task_body, task_sections
from fleetui.model.value import value
from fleetui.model.view import AgentView, GitFacts

LAST_LINES = 12
FILES_NAMED = 20
FURNITURE = 12
"""Rows at the bottom among which an agent draws its composer."""
_RULE = frozenset("─━═╭╮╰╯")


@value
class Handed:
    """What a handoff is written from."""

    agent: AgentView
    project: Project
    done: Sequence[str]
    """First lines of the follow-ups this seat already took, oldest first."""
    role_rules: Sequence[str] = ()
    """Standing rules of its role, said after those of the project."""


def handoff(facts: Handed) -> str:
    """The text given to the next run as its first prompt; secrets that are recognised are taken out."""
    agent = facts.agent
    parts = [
        _opening(agent),
        *(task_sections(agent.task) if agent.task else ()),
        _section("True now", _measured(agent.git, agent)),
        _section("Asked and done", [f'- "{line}"' for line in facts.done[-8:]]),
        _section("Left in your queue (it comes by itself; do not start it now)", _left(agent)),
        _section("The last run ended with", _last_words(agent)),
        _section("Its last lines", [f"> {line}" for line in _last_lines(agent)]),
        _section("Rules", [f"- {rule}" for rule in (*facts.project.rules, *facts.role_rules)]),
        "Read the changed files first, then go on from there. Nothing was lost: the worktree is as it was.",
    ]
    return redact("\n\n".join(part for part in parts if part))[0]


def _opening(agent: AgentView) -> str:
    where = f" on branch {agent.git.branch}" if agent.git and agent.git.branch else ""
    task = agent.task.told_title if agent.task else agent.seat.task
    what = f": {task}" if task else ""
    body = f"\n{task_body(agent.task)}" if agent.task and agent.task.body else ""
    return f"You take over the work of {agent.name}{where}{what}. The run before you was stopped.{body}"


def _section(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n" + "\n".join(lines) if lines else ""


def _measured(git: GitFacts | None, agent: AgentView) -> list[str]:
    if git is None:
        return []
    branch = f"- branch {git.branch or '(detached)'} at {git.head[:9]}"
    where = f"{branch}: {count(git.ahead, 'commit')} on top of the base"
    rest = (
        f"{git.behind} behind, {count(git.dirty, 'file')} not committed (+{git.added} -{git.deleted} in all)"
    )
    lines = [f"{where}, {rest}"]
    lines += [f"- commit: {subject}" for subject in git.commits[:10]]
    lines += [f"- {file.path}  +{file.added} -{file.deleted}" for file in git.files[:FILES_NAMED]]
    if len(git.files) > FILES_NAMED:
        lines.append(f"- and {len(git.files) - FILES_NAMED} more files")
    ran = [mark for mark in agent.gates if mark.verdict is not Verdict.NONE]
    lines += [f"- gate {mark.gate}: {mark.verdict}{_tail(mark.detail)}" for mark in ran]
    return lines


def _tail(detail: str) -> str:
    return f" ({detail})" if detail else ""


def _left(agent: AgentView) -> list[str]:
    return [
        f'- "{first_line(entry.text)}"'
        for entry in live(agent.queue)
        if entry.state is not EntryState.UNKNOWN and entry.kind != STEP
    ]


def _last_words(agent: AgentView) -> list[str]:
    if agent.question:
        return [f"- it asked: {agent.question.words}"]
    stuck = [f"- it was stuck: {agent.judgement.reason}"] if agent.judgement.stuck else []
    return [*stuck, *([f"- {agent.status.note}"] if agent.status.note else [])]


def _last_lines(agent: AgentView) -> list[str]:
    """What it printed last: the composer and what stands below it are furniture."""
    rows = [row for row in agent.frame.texts if row.strip()] if agent.frame else []
    rules = [at for at, row in enumerate(rows) if set(row.strip()) <= _RULE and at >= len(rows) - FURNITURE]
    return rows[: rules[0] if rules else len(rows)][-LAST_LINES:]


def opening(text: str) -> str:
    """The first line that is not blank; one that ends in a colon brings the next along, as it says nothing alone."""
    lines = (line.strip() for line in text.splitlines() if line.strip())
    line = next(lines, "")
    return f"{line} {next(lines, '')}".rstrip() if line.endswith(":") else line


def first_line(text: str, limit: int = 90) -> str:
    """The first line of a text with what it leads to, cut to ``limit`` characters."""
    line = opening(text)
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
