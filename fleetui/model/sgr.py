"""Text styles, and what a Select Graphic Rendition sequence makes of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Style(NamedTuple):
    """One text style. Colours are ``None`` (the terminal's default), 0-255, or ``(r, g, b)``."""

    fg: int | tuple[int, int, int] | None = None
    bg: int | tuple[int, int, int] | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = Style()

Colour = int | tuple[int, int, int] | None

_SWITCHES: dict[int, Callable[[Style], Style]] = {
    0: lambda _: PLAIN,
    1: lambda style: style._replace(bold=True),
    2: lambda style: style._replace(dim=True),
    3: lambda style: style._replace(italic=True),
    4: lambda style: style._replace(underline=True),
    7: lambda style: style._replace(reverse=True),
    9: lambda style: style._replace(strike=True),
    21: lambda style: style._replace(underline=True),
    22: lambda style: style._replace(bold=False, dim=False),
    23: lambda style: style._replace(italic=False),
    24: lambda style: style._replace(underline=False),
    27: lambda style: style._replace(reverse=False),
    29: lambda style: style._replace(strike=False),
    39: lambda style: style._replace(fg=None),
    49: lambda style: style._replace(bg=None),
}

_KNOWN: dict[tuple[Style, str], Style] = {}
_KNOWN_LIMIT = 8192


def styled(style: Style, parameters: str) -> Style:
    """The style after ``ESC [ parameters m``; what is unknown or malformed changes nothing."""
    key = (style, parameters)
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _KNOWN_LIMIT:
            _KNOWN.clear()
        found = _KNOWN[key] = _applied(style, parameters)
    return found


def parameters_of(style: Style) -> str:
    """The shortest ``ESC [ parameters m`` that makes exactly this style, whatever stood before."""
    flags = (style.bold, style.dim, style.italic, style.underline, style.reverse, style.strike)
    codes = [str(code) for code, on in zip((1, 2, 3, 4, 7, 9), flags, strict=True) if on]
    grounds = ((38, style.fg), (48, style.bg))
    codes += [_colour_code(ground, colour) for ground, colour in grounds if colour is not None]
    return ";".join(["0", *codes])


def _colour_code(ground: int, colour: int | tuple[int, int, int]) -> str:
    if isinstance(colour, tuple):
        return f"{ground};2;" + ";".join(map(str, colour))
    return str(ground - 8 + colour) if colour < 8 else f"{ground};5;{colour}"


def _applied(style: Style, parameters: str) -> Style:
    fields = iter(parameters.split(";"))
    for field in fields:
        code, colon, rest = field.partition(":")
        number = _number(code)
        if number in (38, 48, 58):
            style = _coloured(style, number, _with_colons(rest) if colon else _with_semicolons(fields))
        elif colon:
            style = _variant(style, number, rest)
        elif 30 <= number <= 37 or 90 <= number <= 97:
            style = style._replace(fg=number - 30 if number < 90 else number - 82)
        elif 40 <= number <= 47 or 100 <= number <= 107:
            style = style._replace(bg=number - 40 if number < 100 else number - 92)
        elif number in _SWITCHES:
            style = _SWITCHES[number](style)
    return style


def _number(text: str) -> int:
    """The value of one field: nothing means 0, nonsense -1."""
    if not text:
        return 0
    return int(text) if len(text) < 5 and text.isdecimal() else -1


def _variant(style: Style, number: int, rest: str) -> Style:
    """``4:n`` chooses a kind of underline, 0 none; ``5:3`` is tmux's overline and no blink: not drawn."""
    return style._replace(underline=_number(rest) != 0) if number == 4 else style


def _coloured(style: Style, number: int, colour: Colour) -> Style:
    if colour is None or number == 58:
        return style
    return style._replace(fg=colour) if number == 38 else style._replace(bg=colour)


def _with_semicolons(fields: Iterator[str]) -> Colour:
    kind = _number(next(fields, ""))
    if kind == 5:
        return _indexed(next(fields, "-"))
    if kind == 2:
        return _true([next(fields, "-") for _ in range(3)])
    return None


def _with_colons(rest: str) -> Colour:
    """``5:n``, ``2:r:g:b`` or, with the colour space that the standard asks for, ``2::r:g:b``."""
    kind, *values = rest.split(":")
    if kind == "5" and values:
        return _indexed(values[0])
    if kind == "2" and len(values) >= 3:
        return _true(values[1:4] if len(values) > 3 else values)
    return None


def _indexed(text: str) -> Colour:
    number = _number(text)
    return number if 0 <= number <= 255 else None


def _true(texts: list[str]) -> Colour:
    red, green, blue = (_number(text) for text in texts)
    return (red, green, blue) if all(0 <= value <= 255 for value in (red, green, blue)) else None
