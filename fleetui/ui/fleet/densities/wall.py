"""Wall: sign, name, state word and age in large letters, for somebody who stands three metres away. Nothing else."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import Look
from fleetui.ui.draw.block_letters import high, letters, sign, wide
from fleetui.ui.draw.labels.states import State, state_of
from fleetui.ui.draw.strips import Span, row, shortened
from fleetui.ui.fleet.layout import Shape
from fleetui.ui.shell.shared_state import SharedState

_PAD = 2
_FULL = wide("NEEDS YOU", 1) + 2 + wide("59m", 1) + 2 * _PAD
"""Cells that the longest loud word, the widest age and the edges take at scale 1."""
_LARGEST = 6
_LEAST = 7


def scale_for(width: int, height: int, glyphs: str = "unicode") -> int:
    """The largest letters of which two lines fit into a tile."""
    fitting = [
        scale
        for scale in range(1, _LARGEST + 1)
        if (_FULL - 2 * _PAD) * scale + 2 * _PAD <= width and 2 * high(scale, glyphs) + 1 <= height
    ]
    return max(fitting, default=1)


def _columns(width: int, height: int, agents: int) -> int:
    """As many beside each other as let the letters be as large as can be, and the body full."""

    def value(columns: int) -> tuple[int, int, int]:
        rows = -(-agents // columns)
        if rows * (_LEAST + 1) > height + 1:
            return (0, 0, columns)
        scale = scale_for(width // columns - 1, (height + 1) // rows - 1)
        return (scale, agents - rows * columns, columns)

    agents = max(1, agents)
    most = max(1, min(agents, width // (_FULL + 1)))
    return max(range(1, most + 1), key=value)


SHAPE = Shape(_columns, least=_LEAST, most=1000, headings=False, even=True)


def tile(shared: SharedState, agent: AgentView, look: Look) -> list[Strip]:
    """Exactly ``look.height`` rows of ``look.width`` cells."""
    state = state_of(agent)
    ground = f"{state.key}_block" if state.loud else "quiet" if state.quiet else "tile"
    scale = scale_for(look.width, look.height, shared.glyphs)
    rows = [*_name(shared, agent, state, look, ground, scale), shared.ink.blank(look.width, ground)]
    rows += _word(shared, state, look, ground, scale)
    above = max(0, look.height - len(rows)) // 2
    blank = shared.ink.blank(look.width, ground)
    filled = [blank] * above + rows
    return (filled + [blank] * (look.height - len(filled)))[: look.height]


def _name(
    shared: SharedState, agent: AgentView, state: State, look: Look, ground: str, scale: int
) -> list[Strip]:
    ink = "on_block bold" if state.loud else "dim" if state.quiet else "text"
    sign_ink = ink if state.loud else state.ink
    shape = sign(state.key, scale, shared.glyphs)
    room = look.width - 2 * _PAD - len(shape[0]) - 2 * scale
    mark = f" {shared.sign('mark')}" if look.marked else ""
    lines = _lines(shared, agent.name, room - len(mark), scale)
    gap = " " * (2 * scale)
    lines = ("",) * (len(shape) - len(lines)) + lines
    return [
        row(
            shared.ink, look.width,
            [Span(one, sign_ink), Span(f"{gap}{line}", ink), Span(mark if not at else "", ink)],
            (), ground, pad=_PAD,
        )
        for at, (one, line) in enumerate(zip(shape, lines, strict=True))
    ]  # fmt: skip


def _word(shared: SharedState, state: State, look: Look, ground: str, scale: int) -> list[Strip]:
    quiet = "low" if look.stale else "dim" if state.ink == "ok" else state.ink
    ink = "on_block bold" if state.loud else quiet
    age_ink = ink if state.loud else "dim"
    age = letters(look.age, scale, shared.glyphs) if look.age else ("",) * high(scale, shared.glyphs)
    room = look.width - 2 * _PAD - wide(look.age, scale) - 2 * scale
    lines = _lines(shared, look.stale or state.word, room, scale)
    lines = ("",) * (len(age) - len(lines)) + lines
    return [
        row(shared.ink, look.width, [Span(line, ink)], [Span(old, age_ink)], ground, pad=_PAD)
        for line, old in zip(lines, age, strict=True)
    ]


def _lines(shared: SharedState, text: str, room: int, scale: int) -> tuple[str, ...]:
    """The text in the largest letters up to ``scale`` that fit, else as it is."""
    for smaller in range(scale, 0, -1):
        if wide(text, smaller) <= room:
            return letters(text, smaller, shared.glyphs)
    return (shortened(text, max(1, room), shared.ink.more),)
