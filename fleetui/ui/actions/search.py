"""Finding actions by what is typed: by key, by word, by name; those of the screen one came from first. Pure."""

from __future__ import annotations

from fleetui.model.value import value
from fleetui.ui.actions.keymap import Keymap
from fleetui.ui.actions.table import ACTIONS, WHERE_WORDS, Action, shown


@value
class Section:
    """Actions under one heading."""

    heading: str
    actions: tuple[Action, ...]


def search(keymap: Keymap, about: str, query: str) -> list[Section]:
    """Every action in which all words of the query occur; a key typed alone finds its actions first of all.

    Small letters find both cases, a capital finds itself alone: ``l`` and ``L`` are different keys.
    """
    words = query.split()
    hits = [action for action in ACTIONS if all(_has(keymap, action, word) for word in words)]
    here = [action for action in hits if about in action.where]
    sections = [Section(WHERE_WORDS[about], _keys_first(keymap, here, query))]
    for where, heading in WHERE_WORDS.items():
        others = [action for action in hits if action.where[0] == where and about not in action.where]
        sections.append(Section(heading, _keys_first(keymap, others, query)))
    return [section for section in sections if section.actions]


def keys_shown(keymap: Keymap, action: Action) -> tuple[str, ...]:
    """An action's keys as people write them."""
    return tuple(shown(key) for key in keymap.keys_of(action.id))


def _has(keymap: Keymap, action: Action, word: str) -> bool:
    keys = keys_shown(keymap, action)
    if word in keys:
        return True
    text = " ".join((action.id, action.label, action.help, *(key for key in keys if len(key) > 1)))
    return word in (text if word != word.lower() else text.lower())


def _keys_first(keymap: Keymap, actions: list[Action], query: str) -> tuple[Action, ...]:
    wanted = query.strip()
    return tuple(sorted(actions, key=lambda action: wanted not in keys_shown(keymap, action)))
