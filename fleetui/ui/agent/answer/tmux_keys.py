"""Keys as tmux names them, for typing through to an agent."""

from __future__ import annotations

import re

from fleetui.model.commands import TypeKeys

_NAMES = {
    "enter": "Enter", "escape": "Escape", "tab": "Tab", "shift+tab": "BTab", "backspace": "BSpace", "delete": "DC",
    "insert": "IC", "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
    "pageup": "PPage", "pagedown": "NPage", "ctrl+@": "C-Space", "ctrl+backslash": "C-\\", "ctrl+underscore": "C-_",
    "ctrl+circumflex_accent": "C-^", "ctrl+right_square_bracket": "C-]",
}  # fmt: skip
_CONTROL = re.compile(r"ctrl\+([a-z])")
_FUNCTION = re.compile(r"f(\d{1,2})")
_MODIFIED = re.compile(
    r"(ctrl|shift|alt)\+(up|down|left|right|home|end|pageup|pagedown|delete|backspace|enter)"
)
_ALT = re.compile(r"alt\+(\S)")
_PREFIX = {"ctrl": "C-", "shift": "S-", "alt": "M-"}


def tmux_name(key: str) -> str | None:
    """tmux's name of a key that types no text, or ``None`` when there is none."""
    if key in _NAMES:
        return _NAMES[key]
    if found := _CONTROL.fullmatch(key):
        return f"C-{found[1]}"
    if found := _FUNCTION.fullmatch(key):
        return f"F{found[1]}" if int(found[1]) <= 12 else None
    if found := _MODIFIED.fullmatch(key):
        return _PREFIX[found[1]] + _NAMES[found[2]]
    if found := _ALT.fullmatch(key):
        return f"M-{found[1]}"
    return None


def typed(name: str, key: str, character: str | None) -> TypeKeys | None:
    """What one key press types to an agent; ``None`` when it cannot be said to tmux."""
    if character and character.isprintable():
        return TypeKeys(name, literal=character)
    tmux = tmux_name(key)
    return TypeKeys(name, keys=(tmux,)) if tmux else None


def joined(presses: list[TypeKeys]) -> list[TypeKeys]:
    """The same presses in fewer commands: text beside text and keys beside keys are one."""
    found: list[TypeKeys] = []
    for press in presses:
        last = found[-1] if found else None
        if last and last.literal and press.literal:
            found[-1] = TypeKeys(press.name, literal=last.literal + press.literal)
        elif last and last.keys and press.keys:
            found[-1] = TypeKeys(press.name, keys=last.keys + press.keys)
        else:
            found.append(press)
    return found
