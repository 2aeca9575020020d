"""The port: claims are kept and checked in a thread, within a time limit."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.errors import Broken, PortError
from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.judging.judge import check, claims_of, keep
from fleetui.model.anchors.kept import from_json, to_json
from fleetui.model.anchors.policy import Policy
from fleetui.model.anchors.probe import Answer
from fleetui.model.anchors.selecting import files
from fleetui.model.anchors.tree import CouldNot
from fleetui.model.clean import clean_line
from fleetui.model.fuzzy import best
from fleetui.model.selectors import Files
from fleetui.ports.anchors.tree import Trees
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

LIMIT_S = 5.0
NO_PROBES: Mapping[str, Answer] = {}
T = TypeVar("T")
log = logging.getLogger(__name__)
BREAKS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, TypeError,
    ValueError, re.error,
)  # fmt: skip
"""What judging can end with that it was not meant to: of these, ``RuntimeError`` has too deep a recursion."""


class Anchors:
    """Implements ``AnchorPort``. One thread: a look at a worktree remembers lists between two calls."""

    def __init__(self, home: Path) -> None:
        self._trees = Trees(home)
        self._worker = Worker("anchors")

    async def keep(self, worktree: str, text: str) -> str:
        """What is true now of all that a text claims."""
        return await self._in_time(lambda: self._keep(worktree, text))

    async def check(
        self, worktree: str, text: str, kept: str, policy: Policy, probes: Mapping[str, Answer] = NO_PROBES
    ) -> tuple[Checked, ...]:
        """Every claim of a text as it stands now."""
        return await self._in_time(lambda: self._check(worktree, text, kept, policy, probes))

    async def named(self, worktree: str, wanted: str, most: int) -> tuple[str, ...]:
        """The nearest paths that have these letters."""
        return await self._in_time(lambda: self._named(worktree, wanted, most))

    def _named(self, worktree: str, wanted: str, most: int) -> tuple[str, ...]:
        with self._trees.open(worktree, LIMIT_S) as tree:
            return best(tree.all_files(), wanted, most)

    async def text(self, worktree: str, path: str, most: int) -> str:
        """A text file of the worktree as it lies."""
        return await self._in_time(lambda: self._text(worktree, path, most))

    def _text(self, worktree: str, path: str, most: int) -> str:
        with self._trees.open(worktree, LIMIT_S) as tree:
            found = tree.look(path)
        if found.content is None:
            raise PortError("files", f"read {path}", found.why or "there is no such text file")
        if found.content.size > most:
            raise PortError("files", f"read {path}", f"it is larger than {most // 1024} KB")
        return found.content.text

    async def files(self, worktree: str, wanted: Files) -> tuple[str, ...]:
        """The names of the files that a selector lists."""
        return await self._in_time(lambda: self._files(worktree, wanted))

    def _files(self, worktree: str, wanted: Files) -> tuple[str, ...]:
        with self._trees.open(worktree, LIMIT_S) as tree:
            return files(tree, wanted)

    def _keep(self, worktree: str, text: str) -> str:
        claims = claims_of(text)
        if not claims:
            return ""
        with self._trees.open(worktree, LIMIT_S) as tree:
            return to_json(keep(claims, tree))

    def _check(
        self, worktree: str, text: str, kept: str, policy: Policy, probes: Mapping[str, Answer]
    ) -> tuple[Checked, ...]:
        claims = claims_of(text)
        if not claims:
            return ()
        with self._trees.open(worktree, LIMIT_S) as tree:
            tree.probes = probes
            return check(claims, tree, from_json(kept) if kept else None, policy)

    async def _in_time(self, work: Callable[[], T]) -> T:
        future = asyncio.get_running_loop().run_in_executor(self._worker, work)
        try:
            async with time_limit(LIMIT_S):
                return await future
        except TimeoutError:
            self._worker.leave_behind()
            self._worker = Worker("anchors")  # the next call must not wait behind one that hangs
            raise PortError("files", "check claims", f"no answer within {LIMIT_S:g} s") from None
        except CouldNot as why:
            raise PortError("files", "check claims", str(why)) from None
        except BREAKS as error:  # whoever asked gets an answer, whatever files and text hold
            log.exception("claims could not be judged")
            why_not = clean_line(f"{type(error).__name__}: {error}", 200)
            raise Broken("files", "check claims", why_not) from error
