"""Branches that are behind: their agents rebase and prove it again, or the forge brings the base into them."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.link import AskBlueprints
from fleetui.model.blueprints import Blueprint
from fleetui.model.queue import live
from fleetui.model.view import BranchRow
from fleetui.ui.board.forge.updating import may_update, update, update_words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.blueprint_dialog import BlueprintDialog
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import SharedState

BLUEPRINT = "rebase-and-prove"


def ask_to_rebase(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """One agent or all of the project that are behind; the blueprint's own dialog shows what would be queued."""

    def have(found: tuple[Blueprint, ...]) -> None:
        one = next((one for one in found if one.name == BLUEPRINT), None)
        if one is None:
            screen.say(f"there is no blueprint {BLUEPRINT}: fleetui blueprint list", bad=True)
            return
        if "base" in one.fields:
            one = replace(one, usual={**one.usual, "base": row.target})
        _choose(screen, shared, row, one)

    screen.ask(AskBlueprints(), have, lambda why: screen.say(why, bad=True))


def _choose(screen: FleetScreenBase, shared: SharedState, row: BranchRow, one: Blueprint) -> None:
    left = [each for each in shared.view.behind(row.project) if not _is_asked(shared, each, one)]
    names = tuple(each.seat for each in left)
    updates = may_update(shared.view, row)
    if not names and not updates:
        screen.say("every agent whose branch is behind has that in its queue already")
        return
    groups: list[tuple[str, ...]] = [(row.seat,)] if row.seat in names else []
    groups += [names] if names and names != (row.seat,) else []

    def picked(place: int | None) -> None:
        if place is not None and place < len(groups):
            screen.app.push_screen(BlueprintDialog(shared, one, groups[place]))
        elif place is not None:
            update(screen, shared, row)

    if groups == [(row.seat,)] and not updates:  # whose row it is: its own dialog names it
        picked(0)
        return
    alone = f"{row.seat} alone: {row.behind} behind {row.target}"
    all_of = f"all {len(names)} that are behind" if len(names) > 1 else "the one that is behind"
    everyone = f"{all_of}: {', '.join(names)}"
    texts = [alone if group == (row.seat,) else everyone for group in groups]
    texts += [update_words(row)] if updates else []
    lines = [] if row.seat in names else [[Span(f"Not {row.seat}: {_why_not_it(row)}.", "text")]]
    screen.app.push_screen(ChoiceDialog(shared, f"Who rebases onto {row.target}?", texts, lines), picked)


def _why_not_it(row: BranchRow) -> str:
    """Why the agent of the row is not among those that can be asked."""
    return "that is in its queue already" if row.is_behind else f"it is not behind {row.target}"


def _is_asked(shared: SharedState, row: BranchRow, one: Blueprint) -> bool:
    """Whether it waits in the queue of the branch's agent already."""
    agent = shared.agent(row.seat)
    first = next((entry for entry in one.entries if isinstance(entry, str)), "")
    text = first.replace("{base}", row.target)
    return agent is not None and any(entry.text == text for entry in live(agent.queue))
