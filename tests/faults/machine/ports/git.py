"""git: worktrees, rescues, the branch of the next task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import RescueResult, TargetMove, Unkept, WorktreeMade
from fleetui.model.evidence import Candidate
from fleetui.model.forecast import Forecast
from fleetui.model.happened.tree_state import TreeState
from fleetui.model.view import GitFacts
from tests.faults.machine.outside import BASE, Worktree
from tests.faults.machine.ports.life import Life
from tests.faults.machine.watcher import Watcher


class SimulatedGit:
    """Implements ``GitPort``."""

    def __init__(self, life: Life, watcher: Watcher) -> None:
        self.life, self.outside, self.watcher = life, life.outside, watcher

    async def find_project(self, folder: str, known: Iterable[Any] = ()) -> None:
        return None

    async def check_project(self, project: Any) -> str:
        self.life.check()
        return BASE

    target = check_project

    async def moved(self, *_: object) -> TargetMove:
        return TargetMove("first")

    async def contains(self, *_: object) -> bool:
        return True

    async def facts(self, project: Any, worktree: str) -> GitFacts:
        self.life.check()
        tree = self.outside.worktree(worktree)
        return GitFacts(tree.branch, BASE, BASE, dirty=int(tree.tree != BASE))

    async def marks(self, worktrees: Mapping[str, str]) -> Mapping[str, object]:
        self.life.check()
        there = self.outside.worktrees
        return {name: there[path].tree for name, path in worktrees.items() if path in there}

    async def tree_state(self, project: Any, worktree: str) -> TreeState:
        self.life.check()
        return TreeState(BASE, self.outside.worktree(worktree).branch)

    async def committed(self, *_: object) -> tuple[()]:
        return ()

    async def stands(self, worktree: str, edits: Sequence[object]) -> tuple[None, ...]:
        return (None,) * len(edits)

    async def forecast(self, project: Any, *_: object) -> Forecast:
        self.life.check()
        return Forecast(project.name, BASE, {}, {}, {})

    async def unkept(self, *_: object) -> Unkept:
        return Unkept()

    async def add_worktree(self, project: Any, branch: str, path: str) -> WorktreeMade:
        def does() -> WorktreeMade:
            self.outside.worktrees.setdefault(path, Worktree(branch))
            return WorktreeMade(path, branch, BASE)

        return await self.life.call("add_worktree", does)

    async def tree(self, project: Any, worktree: str, others: object = ()) -> str:
        return await self.life.call("tree", lambda: self.outside.worktree(worktree).tree)

    async def rescue(
        self, project: Any, worktree: str, seat: str, rescue_id: str, **_: object
    ) -> RescueResult:
        def does() -> RescueResult:
            tree = self.outside.worktree(worktree)
            tree.rescued[rescue_id] = tree.tree
            return RescueResult(rescue_id, f"refs/{rescue_id}", BASE, tree.branch, 1, (), ())

        return await self.life.call("rescue", does, delay=0.3)

    async def fresh_branch(
        self, project: Any, worktree: str, branch: str, kept: str, others: object
    ) -> WorktreeMade:
        tree = self.outside.worktree(worktree)
        await self.life.call("fresh_branch", lambda: _require_kept(tree, kept))
        self.watcher.switches(worktree, branch)
        await self.life.call("fresh_files", lambda: setattr(tree, "tree", BASE))
        await self.life.call("fresh_head", lambda: setattr(tree, "branch", branch))
        return WorktreeMade(worktree, branch, BASE)

    async def candidate(
        self, project: Any, seat: str, branch: str, on: str = "", words: object = None
    ) -> Candidate:
        return Candidate("shop", seat, branch, BASE, BASE, error="there is nothing to land")


def _require_kept(tree: Worktree, kept: str) -> None:
    if tree.rescued.get(kept) != tree.tree:
        raise PortError("git", "fresh branch", "its files changed after they were kept")
