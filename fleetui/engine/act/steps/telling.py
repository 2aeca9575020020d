"""The steps that only look or tell: a note to the operator, a wait, a check of claims. Nothing runs for them."""

from __future__ import annotations

from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.steps.performing import Performing
from fleetui.engine.decide.steps import judge
from fleetui.model.condition_parts import Truth
from fleetui.model.steps import CheckStep, NoteStep

ON_WORD = "the operator let it go on"


async def note(it: Performing) -> None:
    """Tell the operator; a stop waits for him."""
    step = it.entry.step
    assert isinstance(step, NoteStep)  # noqa: S101 - the table of performers goes by the class
    if not step.stop:
        await it.done()
    elif it.entry.unchecked:
        await it.done(ON_WORD)
    else:
        await it.held(" ".join(step.text.split()))


async def check(it: Performing) -> None:
    """Look whether every claim holds now."""
    step = it.entry.step
    assert isinstance(step, CheckStep)  # noqa: S101 - the table of performers goes by the class
    if it.entry.unchecked:
        await it.done(ON_WORD)
        return
    found = await anchors.check(it.core, it.seat, step.claims, it.entry.kept)
    if not found:
        await it.held("it claims nothing about a file")
        return
    if wrong := [one for one in found if not one.now.right]:
        await it.held(wrong[0].why)
        return
    await it.done(f"{len(found)} claims hold" if len(found) > 1 else "it holds")


async def wait(it: Performing) -> None:
    """What it waited for came true, or never can."""
    judged = judge(it.core, it.seat, it.entry)
    if judged.met:
        await it.done(judged.words)
    elif judged.truth is Truth.NEVER:
        await it.held(judged.words)
