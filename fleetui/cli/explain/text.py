"""An explanation for people: the screen with its rows numbered, then every rule that was asked."""

from __future__ import annotations

from itertools import groupby

import click

from fleetui.cli.output import age
from fleetui.model.clean import clean_line
from fleetui.model.comparison import told_of
from fleetui.model.explained import Explanation, Step, Told
from fleetui.model.view import AgentView


def print_explanation(
    found: Explanation, shown: str = "", compared: tuple[str, ...] = (), owner: tuple[str, ...] = ()
) -> None:
    """Print it; ``shown`` says how the fleet shows the agent, ``compared`` how often which source was wrong so far.

    ``owner`` is what the process hears that acts for the fleet: more than a command that looks once.
    """
    so_far = ["so far:", *(f"  {line}" for line in compared)] if compared else []
    parts = (
        _reading(found, shown),
        _screen(found),
        _sources(found),
        list(owner),
        so_far,
        _rules(found.steps),
    )
    for number, part in enumerate(part for part in parts if part):
        click.echo("\n".join(["", *part] if number else part))


def shown_as(agent: AgentView, now: float) -> str:
    """The agent's status in the fleet, with its age and the judgement on it."""
    status, judged = agent.status, agent.judgement
    since = f" for {age(now - status.since)}" if status.since else ""
    shown = f"{status.phase}{since}, by {status.evidence.rule} ({status.evidence.source})"
    return f"{shown}; stuck for {age(now - judged.since)}: {judged.reason}" if judged.stuck else shown


def compared(agent: AgentView) -> tuple[str, ...]:
    """How often which source of its program was wrong so far."""
    one = agent.comparison
    return tuple(f"{one.name}: {told_of(one, source)}" for source in one.sources()) if one else ()


def _reading(found: Explanation, shown: str) -> list[str]:
    frame, reading = found.frame, found.reading
    decider = found.decider
    title = f', titled "{frame.title}"' if frame.title else ""
    command = f", {found.command} in front" if found.command else ""
    asked = reading.question
    said = {
        "read as": f"{reading.phase} by the rule {reading.rule} ({reading.source})",
        "counts as": _counts(found),
        "shown as": shown,
        "because": decider.why if decider else "no rule holds",
        "asks": f"{asked.kind}: {asked.text}" if asked else "",
        "choices": " / ".join(asked.choices) if asked else "",
        "note": reading.note,
        "context": "not shown"
        if reading.context_left is None
        else f"{reading.context_left}% left, {reading.context_rule}",
        "draft": "no composer is seen" if reading.draft is None else clean_line(reading.draft, 200) or "none",
        "own queue": " / ".join(reading.own_queue) or "none",
    }
    head = f"a {frame.width}x{frame.height} screen of {found.profile}{title}{command}"
    return [head, *(f"  {label:<10}{text}" for label, text in said.items() if text)]


def _counts(found: Explanation) -> str:
    """What counts, where it is not simply what the screen says."""
    counts, reading = found.counts, found.reading
    if counts is None or (counts.phase, counts.source, counts.rule) == (
        reading.phase,
        reading.source,
        reading.rule,
    ):
        return ""
    return f"{counts.phase}: {counts.rule} ({counts.source})"


def _sources(found: Explanation) -> list[str]:
    """What each source says, best first, and which ones one look does not ask."""
    why = "not asked: only an open dashboard or fleetui run listens to it"
    rows = [*_told_rows(found.told), *(f"  {'-':<8}{one:<9}{why}" for one in found.unasked)]
    return ["sources:", *rows] if rows else []


def _told_rows(told: tuple[Told, ...]) -> list[str]:
    if not told:
        return []
    from fleetui.ports.clock import CLOCK

    now = CLOCK.now()
    rule = max(len(one.report.rule) for one in told)
    rows = []
    for one in told:
        said = one.report
        mark = "COUNTS" if one.fate == "counts" else one.fate
        since = f"for {age(now - said.at)}" if said.at else ""
        note = clean_line(said.note, 80)
        rows.append(
            f"  {mark:<8}{said.source:<9}{said.phase:<10}{said.rule:<{rule}}  {since:<8}  {note}".rstrip()
        )
    return rows


def _screen(found: Explanation) -> list[str]:
    texts = found.frame.texts
    return [f"{number:>4} │ {text}".rstrip() for number, text in enumerate(texts, 1)] or [
        "     the screen is blank"
    ]


def _rules(steps: tuple[Step, ...]) -> list[str]:
    name = max(len(step.name) for step in steps)
    says = max(len(step.says) for step in steps)
    printed: list[str] = []
    for group, of_group in groupby(steps, key=lambda step: step.group):
        printed.append(f"{group}:")
        for step in of_group:
            mark = "DECIDES" if step.decided else "holds" if step.holds else "no"
            printed.append(
                f"  {mark:<8}{step.name:<{name}}  {step.says:<{says}}  {_where(step):<16}  {step.why}".rstrip()
            )
    return printed


def _where(step: Step) -> str:
    if step.rows is None:
        return step.where
    first, end = step.rows
    return f"{step.where} {first + 1}-{end}" if end > first else f"{step.where} (empty)"
