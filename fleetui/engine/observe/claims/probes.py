"""Probes that texts claim: asked when that is needed, kept for some seconds, never asked twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from fleetui.model.anchors.claim import Kind
from fleetui.model.anchors.probe import NOT_ASKED, Answer, Probe
from fleetui.model.anchors.text.explicit import explicit
from fleetui.model.fleet import Project

KEPT_S = 10.0
"""How long an answer stands for somebody who only looks, such as one who writes, or a condition."""
MOST = 200
Key = tuple[Probe, str]


class ProbeLooks:
    """The answers that are known, by probe and worktree."""

    def __init__(
        self,
        ask: Callable[[Probe, str], Awaitable[Answer]],
        now: Callable[[], float],
        spawn: Callable[[Any, str], asyncio.Task[Any]],
    ) -> None:
        self._ask = ask
        self._now = now
        self._spawn = spawn
        self._known: dict[Key, tuple[float, Answer]] = {}
        self._asking: dict[Key, asyncio.Task[Any]] = {}

    async def asked(self, probes: Iterable[Probe], worktree: str) -> Mapping[str, Answer]:
        """What each says now: asked after this was called, all at once."""
        keys = [(probe, worktree) for probe in probes]
        if under_way := [self._asking[key] for key in keys if key in self._asking]:
            await asyncio.wait(under_way)  # begun before: what it says may be of then
        if tasks := [self._begin(key) for key in keys]:
            await asyncio.wait(tasks)
        return {probe.name: self._known.get((probe, tree), (0.0, NOT_ASKED))[1] for probe, tree in keys}

    def latest(self, probes: Iterable[Probe], worktree: str) -> Mapping[str, Answer]:
        """What each said in the last seconds, at once; one that is older is asked beside."""
        return {probe.name: self._latest((probe, worktree)) for probe in probes}

    def _latest(self, key: Key) -> Answer:
        at, answer = self._known.get(key, (0.0, NOT_ASKED))
        fresh = key in self._known and self._now() - at < KEPT_S
        if fresh:
            return answer
        self._begin(key)
        # a probe that is slow keeps its last answer for one more round, so that it does not come and go
        return (
            answer if key in self._known and self._now() - at < 2 * KEPT_S + key[0].timeout_s else NOT_ASKED
        )

    def _begin(self, key: Key) -> asyncio.Task[Any]:
        if key not in self._asking:
            self._asking[key] = self._spawn(self._one(key), f"probe {key[0].name}")
        return self._asking[key]

    async def _one(self, key: Key) -> None:
        try:
            answer = await self._ask(*key)
            while len(self._known) >= MOST:
                self._known.pop(next(iter(self._known)))
            self._known.pop(key, None)
            self._known[key] = (self._now(), answer)
        finally:
            self._asking.pop(key, None)


def probes_in(project: Project, text: str) -> tuple[Probe, ...]:
    """The probes of a project that a text claims, each once; one that is not configured is none."""
    named = {claim.text for claim in explicit(text) if claim.kind is Kind.PROBE}
    return tuple(probe for probe in project.probes if probe.name in named)
