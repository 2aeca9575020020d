"""The colours of every theme, by what they mean. Strips and stylesheets take them from here alone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from fleetui.model.value import value

if TYPE_CHECKING:
    from textual.theme import Theme

Rgb = tuple[int, int, int]

_ANSI_DARK = (
    "#3b4350 #ef6f6c #7ec699 #f2c14e #6cb6ff #b39ddb #6fc3c9 #c9d1d9 "
    "#7d8794 #ff8f8c #9be0b4 #ffd97a #94caff #cdb8f0 #94dfe4 #f4f7fa"
)
_ANSI_LIGHT = (
    "#1f2937 #b3261e #1b6b3a #7d5600 #0b57b0 #5b3fa0 #17666f #4f5b69 "
    "#5d6976 #9b1c1c #14582e #6a4900 #0a4a96 #4c3488 #12555d #111827"
)


@value
class Palette:
    """One theme. Every colour but ``faint`` and ``quiet`` grounds is read, so it has at least 4.5:1 on all grounds."""

    name: str
    dark: bool
    bg: str
    tile: str
    quiet: str
    """The ground of a tile in which nothing happens."""
    line: str
    """The ground of a reason row and of the selected row."""
    dialog: str
    bright: str
    text: str
    dim: str
    faint: str
    """Hints only."""
    asking: str
    stuck: str
    failed: str
    merge: str
    queue: str
    context: str
    low: str
    ok: str
    asking_block: str
    stuck_block: str
    failed_block: str
    limited_block: str
    merge_block: str
    on_block: str
    """Text on a filled block."""
    added: str
    """The ground of a line that came in a difference, and of one that went; ``_word`` of what differs in it."""
    added_word: str
    gone: str
    gone_word: str
    code_keyword: str
    code_string: str
    code_number: str
    code_name: str
    code_comment: str
    ansi: str = _ANSI_DARK
    """The sixteen terminal colours of the agents' output."""
    tinted: bool = True
    """Grounds this near to each other can be told apart; else what came and went is known by its ink."""
    few: bool = False
    """Only the terminal's sixteen colours: nothing is blended, a mixture would become any of them."""


FLEET_DARK = Palette(
    name="fleet-dark",
    dark=True,
    bg="#0d1014",
    tile="#151a21",
    quiet="#12161b",
    line="#232a33",
    dialog="#1c222b",
    bright="#f4f7fa",
    text="#c9d1d9",
    dim="#8d97a4",
    faint="#5a6470",
    asking="#f2c14e",
    stuck="#ef6f6c",
    failed="#ee7b72",
    merge="#6cb6ff",
    queue="#b39ddb",
    context="#68a3b4",
    low="#e08e45",
    ok="#7ec699",
    asking_block="#f2c14e",
    stuck_block="#ef6f6c",
    failed_block="#d9534f",
    limited_block="#e08e45",
    merge_block="#6cb6ff",
    on_block="#0d1014",
    added="#233031",
    added_word="#2e433e",
    gone="#31252b",
    gone_word="#492e33",
    code_keyword="#c7b3ee",
    code_string="#d6c08f",
    code_number="#86c5d6",
    code_name="#8fc4ff",
    code_comment="#adb6c1",
)

FLEET_LIGHT = Palette(
    name="fleet-light",
    dark=False,
    bg="#e9edf1",
    tile="#ffffff",
    quiet="#f4f6f8",
    line="#d9dfe6",
    dialog="#ffffff",
    bright="#0b1220",
    text="#1f2937",
    dim="#4f5b69",
    faint="#8b96a3",
    asking="#7a5300",
    stuck="#b3261e",
    failed="#9b1c1c",
    merge="#0b57b0",
    queue="#5b3fa0",
    context="#2c6070",
    low="#8f4509",
    ok="#1b6b3a",
    asking_block="#f2b929",
    stuck_block="#f0706c",
    failed_block="#e8605b",
    limited_block="#e9a15b",
    merge_block="#58a6f5",
    on_block="#0b1220",
    added="#e8f0eb",
    added_word="#cfe0d6",
    gone="#f7e9e8",
    gone_word="#efd1d0",
    code_keyword="#54389a",
    code_string="#6e4a00",
    code_number="#1f5663",
    code_name="#0a4a96",
    code_comment="#48535f",
    ansi=_ANSI_LIGHT,
)

FLEET_CONTRAST = Palette(
    name="fleet-contrast",
    dark=True,
    bg="#000000",
    tile="#0c0c0c",
    quiet="#000000",
    line="#2c2c2c",
    dialog="#141414",
    bright="#ffffff",
    text="#f2f2f2",
    dim="#c8c8c8",
    faint="#9a9a9a",
    asking="#ffd60a",
    stuck="#ff8a82",
    failed="#ff8080",
    merge="#79c0ff",
    queue="#d2b8ff",
    context="#7fd4e8",
    low="#ffa657",
    ok="#7ee787",
    asking_block="#ffd60a",
    stuck_block="#ff7b72",
    failed_block="#ff5f5f",
    limited_block="#ffa657",
    merge_block="#79c0ff",
    on_block="#000000",
    added="#1e2f20",
    added_word="#2e4e31",
    gone="#33201f",
    gone_word="#55322f",
    code_keyword="#dcc6ff",
    code_string="#ffe08a",
    code_number="#9be4f5",
    code_name="#9fd0ff",
    code_comment="#d0d0d0",
)

FLEET_CVD = replace(
    FLEET_DARK,
    name="fleet-cvd",
    asking="#f0e442",
    stuck="#ee8440",
    failed="#dd8fb8",
    merge="#56b4e9",
    queue="#b8a1d9",
    context="#7fadc0",
    low="#e69f00",
    ok="#6db7ea",
    asking_block="#f0e442",
    stuck_block="#e0701f",
    failed_block="#cc79a7",
    limited_block="#e69f00",
    merge_block="#56b4e9",
    added="#202e3b",
    added_word="#293e4f",
    gone="#312825",
    gone_word="#473228",
)
"""Told apart without red and green (Okabe and Ito, jfly.uni-koeln.de/color)."""

PALETTES = {one.name: one for one in (FLEET_DARK, FLEET_LIGHT, FLEET_CONTRAST, FLEET_CVD)}

ALL_COLOURS, COARSE_COLOURS = 1 << 24, 256
GROUNDS = ("bg", "tile", "quiet", "line", "dialog")
TINTS = ("added", "added_word", "gone", "gone_word")
CODE = ("code_keyword", "code_string", "code_number", "code_name", "code_comment")
"""Read on the tile and on the tints."""
READ = ("bright", "text", "dim", "asking", "stuck", "failed", "merge", "queue", "context", "low", "ok")
BLOCKS = ("asking_block", "stuck_block", "failed_block", "limited_block", "merge_block")


_COARSE_DARK = {
    "bg": "#080808", "tile": "#1c1c1c", "quiet": "#121212", "line": "#303030", "dialog": "#262626",
    "bright": "#ffffff", "text": "#d0d0d0", "dim": "#a8a8a8", "faint": "#6c6c6c", "context": "#87afaf",
    "on_block": "#080808", "tinted": False, **dict.fromkeys(TINTS, "#1c1c1c"),
}  # fmt: skip
_COARSE_LIGHT = {
    "bg": "#e4e4e4", "tile": "#ffffff", "quiet": "#eeeeee", "line": "#dadada", "dialog": "#ffffff",
    "bright": "#080808", "text": "#262626", "dim": "#4e4e4e", "faint": "#8a8a8a", "on_block": "#080808",
    "tinted": False, **dict.fromkeys(TINTS, "#ffffff"),
}  # fmt: skip


_BLACK, _RED, _GREEN, _BROWN, _BLUE, _MAGENTA, _CYAN, _GREY = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
)  # fmt: skip
_DARK_GREY, _LIGHT_RED, _LIGHT_GREEN, _YELLOW, _LIGHT_BLUE, _PINK, _LIGHT_CYAN, _WHITE = (
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip
_ANSI_FEW = " ".join(
    (
        _BLACK, _RED, _GREEN, _BROWN, _BLUE, _MAGENTA, _CYAN, _GREY,
        _DARK_GREY, _LIGHT_RED, _LIGHT_GREEN, _YELLOW, _LIGHT_BLUE, _PINK, _LIGHT_CYAN, _WHITE,
    )
)  # fmt: skip
_FEW_BLOCKS = {
    "asking_block": _YELLOW, "stuck_block": _LIGHT_RED, "failed_block": _PINK,
    "limited_block": _GREY, "merge_block": _LIGHT_CYAN, "on_block": _BLACK,
}  # fmt: skip
_FEW_DARK = {
    **dict.fromkeys(("bg", "tile", "quiet", "line", "dialog"), _BLACK), **_FEW_BLOCKS,
    "bright": _WHITE, "text": _GREY, "dim": _GREY, "faint": _DARK_GREY,
    "asking": _YELLOW, "stuck": _LIGHT_RED, "failed": _PINK, "merge": _LIGHT_CYAN, "queue": _CYAN,
    "context": _CYAN, "low": _YELLOW, "ok": _GREEN, "tinted": False, **dict.fromkeys(TINTS, _BLACK),
    "code_keyword": _LIGHT_CYAN, "code_string": _YELLOW, "code_number": _CYAN, "code_name": _WHITE,
    "code_comment": _GREY,
}  # fmt: skip
_FEW_LIGHT = {
    **dict.fromkeys(("bg", "tile", "quiet", "line", "dialog"), _WHITE), **_FEW_BLOCKS,
    "bright": _BLACK, "text": _BLACK, "dim": _DARK_GREY, "faint": _GREY,
    "asking": _BROWN, "stuck": _RED, "failed": _MAGENTA, "merge": _BLUE, "queue": _BLUE,
    "context": _DARK_GREY, "low": _BROWN, "ok": _DARK_GREY, "tinted": False, **dict.fromkeys(TINTS, _WHITE),
    "code_keyword": _MAGENTA, "code_string": _BROWN, "code_number": _BLUE, "code_name": _BLUE,
    "code_comment": _DARK_GREY,
}  # fmt: skip


def coarse(palette: Palette) -> Palette:
    """The palette for a terminal with 256 colours, where the dark grounds would all become the same black."""
    changed: dict[str, Any] = dict(_COARSE_DARK if palette.dark else _COARSE_LIGHT)
    return replace(palette, **changed)


def rgb(colour: str) -> Rgb:
    """``#rrggbb`` as numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(over: Rgb, under: Rgb, part: float) -> Rgb:
    """``part`` of ``over`` on ``under``; 1.0 is all of ``over``."""
    red, green, blue = (round(u + (o - u) * part) for o, u in zip(over, under, strict=True))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio as WCAG 2 defines it, from 1.0 to 21.0."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)


def variables(palette: Palette) -> dict[str, str]:
    """The stylesheet variables of a palette: ``$tile``, ``$asking`` and so on, beside Textual's own."""
    named = {
        f"fleet-{field.name.replace('_', '-')}": getattr(palette, field.name)
        for field in fields(palette)
        if field.name not in ("name", "dark", "ansi", "tinted", "few")
    }
    textual = {
        "input-cursor-background": palette.text,
        "input-selection-background": palette.line,
        "input-cursor-text-style": "none",
        "block-cursor-background": palette.line,
        "block-cursor-foreground": palette.bright,
        "block-cursor-blurred-background": palette.line,
        "border": palette.line,
        "border-blurred": palette.line,
        "scrollbar": palette.line,
        "scrollbar-hover": palette.faint,
        "scrollbar-active": palette.dim,
        "scrollbar-background": palette.bg,
        "scrollbar-background-hover": palette.bg,
        "scrollbar-background-active": palette.bg,
        "scrollbar-corner-color": palette.bg,
    }
    return {**named, **textual}


def sixteen(palette: Palette) -> Palette:
    """The palette for a terminal with sixteen colours: blocks stay blocks, and grounds are one ground.

    The numbers are those by which such colours are known, so each becomes exactly one of them.
    """
    changed: dict[str, Any] = dict(_FEW_DARK if palette.dark else _FEW_LIGHT)
    return replace(palette, few=True, ansi=_ANSI_FEW, **changed)


def chosen(name: str, colours: int = ALL_COLOURS) -> Palette:
    """The palette of a theme for a terminal with so many colours. An unknown name is the dark one."""
    found = PALETTES.get(name, FLEET_DARK)
    if colours >= ALL_COLOURS:
        return found
    return coarse(found) if colours >= COARSE_COLOURS else sixteen(found)


def theme(palette: Palette) -> Theme:
    """The palette as a Textual theme, for what is not drawn as strips: editors, inputs, toasts."""
    from textual.theme import Theme

    return Theme(
        name=palette.name,
        primary=palette.merge,
        secondary=palette.context,
        warning=palette.asking,
        error=palette.stuck,
        success=palette.ok,
        accent=palette.merge,
        foreground=palette.text,
        background=palette.bg,
        surface=palette.tile,
        panel=palette.dialog,
        boost=palette.line,
        dark=palette.dark,
        variables=variables(palette),
    )
