"""The operator's own keys over the table's, with every mistake said: Textual itself takes wrong ones in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fleetui.model.names import nearest
from fleetui.ui.actions.table import ACTIONS, BY_ID, KEY_NAMES, TEXT, WHERE_WORDS, Action, actions_on, shown

_NAMED = frozenset(
    {"enter", "escape", "space", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"}
    | {"up", "down", "left", "right"}
    | {f"f{number}" for number in range(1, 13)}
)
_MODIFIED = re.compile(r"(ctrl|shift|alt)\+(.+)")
_LOST_IN_TMUX = {
    "alt+enter": "arrives as enter",
    "ctrl+space": "arrives as ctrl+@",
    "ctrl+slash": "arrives as ctrl+_",
    "ctrl+enter": "needs a terminal protocol that tmux does not pass on",
    "shift+enter": "needs a terminal protocol that tmux does not pass on",
    "ctrl+i": "arrives as tab",
    "ctrl+m": "arrives as enter",
    "ctrl+h": "arrives as backspace on many terminals",
}


class Keymap:
    """The keys of every action: the table's, or the operator's where they are right.

    ``mistakes`` has one line for each entry that is not taken; those actions keep their keys.
    """

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._keys = {action.id: action.keys for action in ACTIONS}
        self.own: dict[str, str] = {}
        found: list[str] = []
        for action_id, written in (own or {}).items():
            keys = _split(written)
            why = self._why_not(action_id, keys)
            if why:
                found.append(f"keys.{action_id}: {why}{self._stays(action_id)}")
            else:
                self._keys[action_id] = keys
                self.own[action_id] = ",".join(keys)
        found += self._without_clashes()
        self.mistakes = tuple(found)

    def _without_clashes(self) -> list[str]:
        # after all are in, so that two actions may swap their keys
        found: list[str] = []
        for action_id in tuple(self.own):
            why = self._clash(BY_ID[action_id])
            if why:
                found.append(f"keys.{action_id}: {why}{self._stays(action_id)}")
                self._keys[action_id] = BY_ID[action_id].keys
                del self.own[action_id]
        return found

    @staticmethod
    def _stays(action_id: str) -> str:
        action = BY_ID.get(action_id)
        return f"; {' '.join(map(shown, action.keys))} stays" if action else ""

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """All keys of an action, as Textual names them."""
        return self._keys.get(action_id, ())

    def shown(self, action_id: str) -> str:
        """The key to show for an action."""
        keys = self.keys_of(action_id)
        return shown(keys[0]) if keys else ""

    def _why_not(self, action_id: str, keys: tuple[str, ...]) -> str | None:
        action = BY_ID.get(action_id)
        if action is None:
            close = nearest(action_id, BY_ID)
            return "no such action" + (f"; {close}?" if close else "; see fleetui keys")
        if not keys:
            return "no key given"
        for key in keys:
            why = why_not_key(key)
            if why:
                return f"{shown(key)} {why}"
            if len(key_text(key)) == 1 and any(where in TEXT for where in action.where):
                return f"{shown(key)} is text there"
        return None

    def _clash(self, action: Action) -> str | None:
        for where in action.where:
            for other in actions_on(where):
                shared = set(self._keys[action.id]) & set(self._keys[other.id])
                if other.id != action.id and shared:
                    key = shown(min(shared))
                    return f"{key} is {other.id} ({other.label}) on screen {WHERE_WORDS[where]}"
        return None


def _split(written: str) -> tuple[str, ...]:
    parts = written.split() if written.strip() in (",", "") else written.replace(",", " ").split()
    return tuple(normal(part) for part in parts)


def normal(key: str) -> str:
    """A key as Textual names it: ``.`` is ``full_stop``, ``esc`` is ``escape``, ``ctrl+]`` has its long name."""
    return KEY_NAMES.get(key, key if len(key) == 1 else key.lower())


def key_text(key: str) -> str:
    """The character a key types, or an empty text."""
    text = shown(key)
    return text if len(text) == 1 and key not in _NAMED else ""


def why_not_key(key: str) -> str | None:
    """Why a key cannot be used, or ``None``."""
    if key == "ctrl+q":
        return "stays free: it closes other programs without asking"
    if key in _LOST_IN_TMUX:
        return f"does not arrive inside tmux: it {_LOST_IN_TMUX[key]}"
    if key in _NAMED or key_text(key):
        return None
    found = _MODIFIED.fullmatch(key)
    if found is None:
        return "is no key"
    modifier, base = found.groups()
    if modifier == "alt":
        return "does not arrive inside tmux for sure"
    if modifier == "shift":
        return (
            None
            if base in {"tab", "up", "down", "left", "right", "home", "end"}
            else "is no key of a terminal"
        )
    named = base in {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
    letter = len(base) == 1 and base.isascii() and base.isalpha()
    if named or letter or base in ("right_square_bracket", "backslash", "underscore"):
        return None
    return "is no key of a terminal"


def listing(keymap: Keymap) -> list[tuple[str, str, str, str]]:
    """Rows for ``fleetui keys``: keys, id, where, help."""
    return [
        (
            " ".join(shown(key) for key in keymap.keys_of(action.id)),
            action.id,
            ", ".join(WHERE_WORDS[where] for where in action.where),
            action.help,
        )
        for action in ACTIONS
    ]
