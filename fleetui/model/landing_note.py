"""The note that stays with a landed commit: plain text that one can read in ``git log``.

Every line of a prompt is indented and every other text is one line: nothing in them can look like a line of the note.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fleetui.model.clean import clean, clean_line
from fleetui.model.counts import count
from fleetui.model.evidence import GateEvidence
from fleetui.model.fleet import Landing
from fleetui.model.forge.answers import pull_key
from fleetui.model.landing_method import MERGE
from fleetui.model.landing_story import LandingStory, Prompt

LONGEST_NOTE = 100_000
"""Characters of a note; the oldest prompts but the first are left out beyond it."""
_INDENT = "    "


def note_of(story: LandingStory, by: str) -> str:
    """The note of a landing that ``by`` released."""
    prompts, left_out = story.prompts, story.left_out
    while len(text := _text(story, by, prompts, left_out)) > LONGEST_NOTE and len(prompts) > 1:
        prompts, left_out = (*prompts[:1], *prompts[2:]), left_out + 1
    return text


def _text(story: LandingStory, by: str, prompts: tuple[Prompt, ...], left_out: int) -> str:
    landing = story.landing
    tested = landing.tested or landing.candidate
    task = " ".join(part for part in (story.task, story.title) if part)
    lines = [
        f"fleetui landing {landing.id}",
        f"Released: {when(landing.at)} by {_line(by)}, with the key of the dashboard",
        _agent(landing),
        *([f"Profile: {_line(story.profile)}"] if story.profile else []),
        *([f"Task: {_line(task)}"] if task else []),
        f"Branch: {_line(landing.branch)} at {landing.head}",
        f"Target: {_line(landing.target)} at {landing.base}",
        *([f"Landed as: {landing.method.said}"] if landing.method.kind != MERGE else []),
        *([f"Pull request: {landing.repository}#{landing.pull}"] if landing.pull else []),
        *_overridden(landing),
        "",
        f"Gates on {tested}:",
        *([_gate(one, tested) for one in story.gates] or [f"{_INDENT}not known any more"]),
        "",
        *prompt_lines(prompts, left_out),
    ]
    return "\n".join(lines) + "\n"


def _agent(landing: Landing) -> str:
    """Whose branch it was; a pull request that no agent of the fleet made stands under its own name."""
    none = landing.pull and landing.seat == pull_key(landing.project, landing.pull)
    return "Agent: none, a pull request of somebody else" if none else f"Agent: {_line(landing.seat)}"


def _overridden(landing: Landing) -> list[str]:
    """The remarks that were open when it was released, which a typed word overrode."""
    if not landing.overridden:
        return []
    number = count(len(landing.overridden), "open remark")
    head = f"Released over {number} by {_line(landing.overridden_by)}, with a typed word:"
    return [head, *(f"{_INDENT}{_line(one.said)} {_line(one.url)}".rstrip() for one in landing.overridden)]


def _gate(one: GateEvidence, candidate: str) -> str:
    where = "" if one.candidate == candidate else f", on {one.candidate} with the same files"
    detail = f", {_line(one.detail)}" if one.detail else ""
    return f"{_INDENT}{_line(one.gate)}: {one.verdict} {when(one.at)}, {one.seconds:.0f} s{where}{detail}"


def prompt_lines(prompts: tuple[Prompt, ...], left_out: int = 0) -> list[str]:
    """Prompts as lines, oldest first, each with its time."""
    if not prompts:
        return ["Prompts: none went through the queue (what is typed into the pane itself is not kept)"]
    number = count(len(prompts) + left_out, "prompt")
    lines = [f"{number} through the queue (what is typed into the pane itself is not kept):"]
    for place, prompt in enumerate(prompts, 1):
        if place == 2 and left_out:
            lines += ["", f"... {left_out} more ..."]
        nth = place if place == 1 else place + left_out
        lines += ["", f"{nth}. {when(prompt.at)}, {_line(prompt.kind)}, {prompt.state}"]
        lines += [f"{_INDENT}{line}".rstrip() for line in clean(prompt.text).splitlines()]
    return lines


def when(at: float) -> str:
    """A time in UTC, to the second."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _line(text: str) -> str:
    return clean_line(text, 200)
