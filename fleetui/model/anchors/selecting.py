"""Listing the files that a selector names, from a worktree as it is now."""

from __future__ import annotations

from fleetui.model.anchors.judging.tallies import MOST, is_missing, lookup, matching, same_value, shown_value
from fleetui.model.anchors.tree import VALUED, CouldNot, Place, Tree
from fleetui.model.clean import clean_line
from fleetui.model.selectors import Files, Unlisted, as_name, checked

_VALUES_SHOWN = 5


def files(tree: Tree, wanted: Files) -> tuple[str, ...]:
    """Their names in order, as they may stand in a prompt. Raises ``Unlisted``; ``CouldNot`` where git does not list.

    A file that could hold the values and cannot be read is no match and no miss: it is a reason to list nothing.
    """
    if wanted.folder and tree.look(wanted.folder).place is not Place.FOLDER:
        raise Unlisted(f"there is no folder {clean_line(wanted.folder, 100)}")
    named = [one for one in _named(tree, wanted) if _is_file(tree, one)]
    if not wanted.values:
        return checked(tuple(map(as_name, named)))
    if len(named) > MOST:
        raise Unlisted(f"the values of {len(named)} files would have to be read: at most {MOST}")
    found = [one for one in named if _fits(tree, one, wanted)]
    if not found and named:
        raise Unlisted(f"no file fits it: {_there(tree, named, wanted)}")
    return checked(tuple(map(as_name, found)))


def _named(tree: Tree, wanted: Files) -> list[str]:
    if not wanted.pattern:
        return list(tree.below(wanted.folder))
    below = f"{_literal(wanted.folder)}/" if wanted.folder else ""
    return matching(tree, f"{below}{'' if '/' in wanted.pattern else '**/'}{wanted.pattern}")


def _literal(folder: str) -> str:
    """A folder's name in a glob, in which no sign of it says anything."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in folder)


def _is_file(tree: Tree, path: str) -> bool:
    return tree.stands(path)


def _fits(tree: Tree, path: str, wanted: Files) -> bool:
    values = _values(tree, path)
    found = [lookup(values, key) for key, _ in wanted.values]
    return all(
        not is_missing(one) and same_value(one, said)
        for one, (_, said) in zip(found, wanted.values, strict=True)
    )


def _values(tree: Tree, path: str) -> dict[str, object]:
    if path.rpartition(".")[2].lower() not in VALUED:
        return {}
    if tree.look(path).place is Place.NOTHING:
        return {}
    try:
        return dict(tree.fields(path))
    except CouldNot as why:
        raise Unlisted(f"{as_name(path)} cannot be read: {why}") from None


def _there(tree: Tree, named: list[str], wanted: Files) -> str:
    """What the first key that is asked for is in those files."""
    for key, said in wanted.values:
        values = {
            shown_value(found) for one in named if not is_missing(found := lookup(_values(tree, one), key))
        }
        if not values:
            return f"none of {len(named)} has {key}"
        if not any(same_value(one, said) for one in values):
            few = sorted(clean_line(one, 40) for one in values)
            more = " ..." if len(few) > _VALUES_SHOWN else ""
            return f"{key} is {', '.join(few[:_VALUES_SHOWN])}{more} there"
    return f"none of {len(named)} has all of that"
