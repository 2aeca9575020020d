"""The checkout that holds a target: which worktree it is, whether it is fit for a landing, and running git in it.

What the operator's own git would write is written: line ends, links, modes, attributes and the filters that were there
first are honoured. What decides where or whether files are written is ours: git folder, work tree and index are named,
a sparse checkout neither grows nor shrinks by a setting, and no porcelain reads what is configured for merges.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.train import Train
from fleetui.ports.git.repository_files import Repository, head, repository, small_file
from fleetui.ports.git.run import Ran, git, operators_attributes
from fleetui.ports.git.texts import one_line, shown
from fleetui.ports.git.unfinished import begun
from fleetui.ports.git.vault import Vault, borrowed

_DOING = "land"
_SETTINGS = {
    "core.sparseCheckout": "false",
    "index.sparse": "false",
    "core.splitIndex": "false",
    "core.ignoreStat": "false",  # else what is written here would be marked as never changed
    "core.checkStat": "default",  # an edit of the same size and date is still an edit
    "core.trustctime": "true",
    "checkout.workers": "1",
}


def in_checkout(vault: Vault, where: Repository, *arguments: str, index: str = "", **how: Any) -> Ran:
    """Run git in an operator's checkout. Objects come from the vault first: there each was checked by its name."""
    settings = {**_SETTINGS, "core.attributesFile": operators_attributes()}
    places = {"GIT_OBJECT_DIRECTORY": f"{vault.path}/objects", "GIT_INDEX_FILE": index or index_of(where)}
    return git(
        *arguments,
        folder=where.top,
        git_dir=where.git_dir,
        work_tree=where.top,
        operators=True,
        settings=settings,
        environment=borrowed(where) | places,
        **how,
    )


def index_of(where: Repository) -> str:
    """The checkout's own index."""
    return f"{where.git_dir}/index"


def holder(source: Repository, train: Train) -> Repository | None:
    """The one checkout of the target; ``None`` where it is checked out nowhere.

    Raises ``PortError`` with the reason where there is more than one, where it is in the middle of something or not
    there, and where git itself would not take that folder for the checkout.
    """
    every = worktrees(source)
    for each in every:
        if _is_in_the_middle(each, train.target):
            raise _refusal(
                f"{train.target} is being rebased or bisected in {shown(each.top)}: finish that first"
            )
    found = [each for each in every if _branch(each) == train.target]
    if len(found) > 1:
        places = " and ".join(shown(each.top) for each in found)
        raise _refusal(f"{train.target} is checked out in {places}: switch one of them to another branch")
    if found:
        _require_usable(found[0], train.target)
    return found[0] if found else None


def worktrees(source: Repository) -> list[Repository]:
    """The main checkout, if there is one, and every linked worktree; by their files, whatever is configured."""
    main = _main(source)
    linked = [
        each for path in sorted(Path(source.common, "worktrees").glob("*")) if (each := _linked(source, path))
    ]
    return [*([main] if main else []), *linked]


def _main(source: Repository) -> Repository | None:
    """Where no index is, a repository that calls itself bare is believed."""
    if not Path(source.common, "index").exists() and _setting(source, "core.bare") == "true":
        return None
    if not source.linked:
        return source
    beside = Path(source.common).name == ".git"
    return Repository(
        str(Path(source.common).parent) if beside else source.common, source.common, source.common
    )


def _linked(source: Repository, folder: Path) -> Repository | None:
    pointed = small_file(str(folder / "gitdir"))
    if pointed is None:
        return None
    dot = os.path.normpath(folder / os.fsdecode(pointed.strip()))
    return Repository(os.path.dirname(dot), str(folder), source.common)  # noqa: PTH120 - as git has it


def _branch(where: Repository) -> str:
    """Empty where it is detached, or cannot be read."""
    try:
        return head(where).branch
    except PortError:
        return ""


def _is_in_the_middle(where: Repository, target: str) -> bool:
    """True while a rebase or bisection of the branch will move it when it ends."""
    return not _branch(where) and any(each.branch == shown(target) for each in begun(where))


def _require_usable(where: Repository, target: str) -> None:
    """git, asked in that folder without any help, must name it as the work tree: else files and index part ways."""
    if not Path(where.top).is_dir():
        raise _refusal(f"{target} is checked out in {shown(where.top)}, which is not there now")
    found = repository(where.top)
    if found is None or os.path.realpath(found.git_dir) != os.path.realpath(where.git_dir):
        raise _refusal(
            f"{target} is checked out by {shown(where.git_dir)}, whose work tree is not to be found"
        )
    ran = git("rev-parse", "--show-toplevel", folder=where.top, operators=True)
    if ran.code or os.path.realpath(ran.text) != os.path.realpath(where.top):
        raise _refusal(_disagreement(where, ran))
    if not Path(index_of(where)).is_file():
        raise _refusal(f"{shown(where.top)} has no index: `git reset` there makes one")


def _disagreement(where: Repository, ran: Ran) -> str:
    keys = [key for key in ("core.bare", "core.worktree") if _setting(where, key) not in ("", "false")]
    if not keys:
        return f"{shown(where.top)}: {one_line(ran.err) or 'git takes another folder for its work tree'}"
    undo = " and ".join(f"`git config --unset {key}`" for key in keys)
    return f"{shown(where.top)} has {' and '.join(keys)} set, so git does not take it for a checkout: {undo} there"


def _setting(where: Repository, key: str) -> str:
    kind = ("--type=bool",) if key == "core.bare" else ()
    return git("config", "--includes", *kind, "--get", key, folder="/", git_dir=where.git_dir).text


def _refusal(text: str) -> PortError:
    return PortError("git", _DOING, text)
