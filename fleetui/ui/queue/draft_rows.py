"""What is known of a text while it is written, as rows: what matters most first, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from fleetui.engine.link import AnchorCheck
from fleetui.model.clean import dropped_from_prompt, unseen_in_prompt
from fleetui.model.counts import count
from fleetui.model.expansion import Filling
from fleetui.model.forecast import forecast_lines
from fleetui.model.same_files import others_on, shared_by
from fleetui.ui.draw.strips import Span, shortened
from fleetui.ui.shell.shared_state import SharedState

Row = list[Span]
_CLAIM = 34
"""Cells of a claim's column, at most."""


def rows_of(
    shared: SharedState,
    names: tuple[str, ...],
    text: str,
    never: Sequence[str],
    checks: Sequence[AnchorCheck],
    room: int,
    cells: int,
    fillings: Sequence[Filling] = (),
    arrival: Sequence[str] = (),
) -> list[Row]:
    """Why it could never be typed, what would be taken out, changed and filled in, its claims, and who else works on
    the same files."""
    wrong = [one for one in checks if not _is_fine(one)]
    fine = [one for one in checks if _is_fine(one)]
    width = min(_CLAIM, cells // 3, max((cell_len(one.claim) for one in checks), default=0))
    rows = [
        *(_never(shared, why) for why in never),
        *_dropped(shared, text),
        *([Span(f"{shared.sign('changed')} ", "low"), Span(one, "low")] for one in arrival),
        *(_filling(shared, one, cells) for one in fillings if not one.fine),
        *(_claim(shared, one, width) for one in wrong if not one.holds),
        *_shared(shared, names),
        *(_claim(shared, one, width) for one in wrong if one.holds),
        *(_filling(shared, one, cells) for one in fillings if one.fine),
        *_others(shared, names, text),
        *_run_into(shared, names),
        *(_claim(shared, one, width) for one in fine),
    ]
    if not rows:
        return [[Span("no path named", "dim")]]
    if len(rows) <= room:
        return rows
    return [*rows[: room - 1], [Span(f"and {len(rows) - room + 1} more", "dim")]]


def _is_fine(one: AnchorCheck) -> bool:
    return one.holds and (one.verdict in ("ok", "new") or bool(one.quiet))


def _never(shared: SharedState, why: str) -> Row:
    return [
        Span(f"{shared.sign('fail')} ", "stuck"), Span(why, "text"), Span("   it would be held", "stuck"),
    ]  # fmt: skip


def _filling(shared: SharedState, one: Filling, cells: int) -> Row:
    """What stands in braces, and what it would be now: how many, and the first of them."""
    asked = shortened(one.asked, max(_CLAIM, cells // 2), shared.ink.more)
    if not one.fine:
        return [
            Span(f"{shared.sign('fail')} ", "stuck"), Span(asked, "text"), Span("  it would be held ", "stuck"),
            Span(one.said, "text"),
        ]  # fmt: skip
    noun = "test" if one.asked.startswith("{failing") else "file"
    number = f"{count(one.number, noun)}: " if one.number >= 0 else ""
    return [
        Span(f"{shared.sign('pass')} ", "ok"), Span(asked, "text"), Span(f"  {number}", "bright"),
        Span(one.said, "dim"),
    ]  # fmt: skip


def _dropped(shared: SharedState, text: str) -> Iterator[Row]:
    """What is not sent although it stands there, and what is sent although nothing of it is seen."""
    if found := dropped_from_prompt(text):
        said = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
        yield [Span(f"{shared.sign('changed')} ", "low"), Span(f"taken out when it is sent: {said}", "low")]
    if unseen := unseen_in_prompt(text):
        said = ", ".join(unseen[:3]) + (f" and {len(unseen) - 3} more" if len(unseen) > 3 else "")
        yield [Span(f"{shared.sign('changed')} ", "low"), Span(f"sent, though it is not seen: {said}", "low")]


def _claim(shared: SharedState, one: AnchorCheck, width: int) -> Row:
    """Sign, claim, verdict, and what is there now."""
    sign, ink = _sign(one)
    claim = shortened(one.claim, width, shared.ink.more)
    pad = " " * (width - cell_len(claim))
    return [
        Span(f"{shared.sign(sign)} ", ink),
        Span(claim + pad, "text" if not one.quiet else "dim"),
        Span(f"  {one.quiet or one.verdict:<10}", ink if not _is_fine(one) else "dim"),
        Span(" it would be held" if not one.holds else "", ink),
        Span(f" {_now(one)}", "text" if not _is_fine(one) else "dim"),
    ]


def _sign(one: AnchorCheck) -> tuple[str, str]:
    if not one.holds:
        return "fail", "stuck"
    if _is_fine(one):
        return ("none", "dim") if one.quiet or one.verdict == "new" else ("pass", "ok")
    return "unknown" if one.verdict == "unchecked" else "changed", "low"


def _now(one: AnchorCheck) -> str:
    return one.detail or (one.at if one.verdict == "moved" else "")


def _shared(shared: SharedState, names: tuple[str, ...]) -> Iterator[Row]:
    """Several were marked, and their work is on the same files: one would do."""
    if len(names) < 2 or not (found := shared_by(shared.view, names)):
        return
    path, who = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield [
        Span(f"{shared.sign('error')} ", "low"),
        Span("one agent would do: ", "low"),
        Span(f"{', '.join(who)} work on {path}{more}", "text"),
    ]


def _others(shared: SharedState, names: tuple[str, ...], text: str) -> Iterator[Row]:
    for one in others_on(shared.view, names, text):
        yield [
            Span(f"{shared.sign('error')} ", "low"),
            Span(one.name, "bright bold"),
            Span(f" {one.words}: ", "low"),
            Span(one.path, "text"),
        ]


def _run_into(shared: SharedState, names: tuple[str, ...]) -> Iterator[Row]:
    """Whose work theirs runs into as it lies, committed or not: quiet, for nothing is wrong with the text."""
    for name in names:
        agent = shared.agent(name)
        for line in forecast_lines(agent.runs_into) if agent else ():
            yield [
                Span(f"{shared.sign('changed')} ", "low"),
                Span(name, "bright bold"),
                Span(f" runs into {line}", "dim"),
            ]
