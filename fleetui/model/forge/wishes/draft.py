"""The text of a pull request that is to be made, drafted from what is known of the branch. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.clean import clean_line, clean_prompt
from fleetui.model.evidence import Verdict
from fleetui.model.expansion import bounded
from fleetui.model.forge.remark_texts import quoted
from fleetui.model.landing_story import Prompt
from fleetui.model.task import Task, closing_line
from fleetui.model.value import value
from fleetui.model.view import BranchRow, GateMark

MOST_TITLE, MOST_BODY = 256, 60_000
"""Characters; the forge takes 65536 of a body."""
_SHOWN_TITLE = 72
_MOST_PROMPTS = 3
_PROMPT = 600
_WORDS = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.ERROR: "did not run to its end"}


@value
class PullDraft:
    """A pull request as it would be made, for the operator to write over."""

    title: str
    body: str
    branch: str
    head: str
    base: str
    repository: str
    """As people write it."""
    notes: tuple[str, ...] = ()
    """What has to be known first, such as files that do not go with it."""

    @property
    def text(self) -> str:
        """Title in the first line, the body below it."""
        return f"{self.title}\n\n{self.body}".rstrip() + "\n"


def parted(text: str) -> tuple[str, str]:
    """Title and body of a text as it was written."""
    kept = clean_prompt(text)[0].strip()
    title, _, body = kept.partition("\n")
    return title.strip(), body.strip()


def why_not_text(title: str, body: str) -> str:
    """Why these are no title and body; empty where they are."""
    if not title:
        return "it has no title: that is the first line"
    if len(title) > MOST_TITLE:
        return f"its title, the first line, has {len(title)} characters: at most {MOST_TITLE}"
    return f"its body has {len(body)} characters: at most {MOST_BODY}" if len(body) > MOST_BODY else ""


def title_of(task: Task | None, prompts: Sequence[Prompt], branch: str) -> str:
    """The task's own, else the first line that its agent was asked, else the branch."""
    words = _task_title(task) if task else ""
    if not words and prompts:
        words = bounded(prompts[0].text).partition("\n")[0]
    return clean_line(words, _SHOWN_TITLE) or clean_line(branch, _SHOWN_TITLE)


def _task_title(task: Task) -> str:
    """That of an issue without its number: the body's last line names it."""
    return task.title.removeprefix(f"#{task.issues[0]} ") if len(task.issues) == 1 else task.title


def body_of(row: BranchRow, task: Task | None, prompts: Sequence[Prompt], template: str) -> str:
    """What the task says, what was asked, what gates said of the candidate, the repository's own template."""
    parts = [
        *_of_task(task),
        *_of_prompts(prompts if task is None or not task.body else ()),
        *_of_gates(row),
        template.strip(),
        closing_line(task) if task else "",
    ]
    return "\n\n".join(part for part in parts if part)[:MOST_BODY]


def _of_task(task: Task | None) -> list[str]:
    if task is None or task.issues:  # what an issue says stands there
        return []
    done = [f"Done when: {bounded(task.done_when)}"] if task.done_when.strip() else []
    return [bounded(task.body), *done]


def _of_prompts(prompts: Sequence[Prompt]) -> list[str]:
    if not prompts:
        return []
    left = len(prompts) - _MOST_PROMPTS
    shown = [quoted(bounded(one.text)[:_PROMPT].strip()) for one in prompts[:_MOST_PROMPTS]]
    return ["Asked for:", *shown, *([f"and {left} more."] if left > 0 else [])]


def _of_gates(row: BranchRow) -> list[str]:
    said = [one for one in row.gates if one.verdict in _WORDS]
    if not said or row.candidate is None:
        return []
    about = f"Gates on this branch merged into {clean_line(row.target, 80)} at {row.candidate.base[:9]}:"
    return ["\n".join([about, *(f"- {_gate(one)}" for one in said)])]


def _gate(one: GateMark) -> str:
    detail = f", {clean_line(bounded(one.detail), 120)}" if one.detail else ""
    return f"{clean_line(one.gate, 60)}: {_WORDS[one.verdict]}{detail}"
