"""What the engine needs to run a gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from fleetui.model.evidence import Gate, Verdict
from fleetui.model.value import value


@value
class GateResult:
    """What one run of a gate came to."""

    verdict: Verdict
    seconds: float
    detail: str
    """One clean line."""
    log: bytes
    """Output, bounded: beginning and end are kept."""
    last: str = ""
    """Its last line, clean."""
    tries: int = 1
    """How often it was run for this word."""
    tests: int | None = None
    """How many tests passed; ``None`` where it says nothing that is understood."""


class LiveLog:
    """What one gate wrote so far; ``read`` may be asked at any time."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        """``changed`` is called when it begins to wait, or waits for something else."""
        self._changed = changed
        self.waits = ""
        """Why it does not run yet."""
        self.read: Callable[[], bytes] = self._why

    def _why(self) -> bytes:
        return f"{self.waits}\n".encode()

    def wait(self, why: str) -> None:
        """Say why it does not run yet; empty once it does."""
        self.waits = why
        self._changed()


class GatePort(Protocol):
    """Runs one gate."""

    async def run(
        self, gate: Gate, folder: str, environment: Mapping[str, str], live: LiveLog | None = None
    ) -> GateResult:
        """Run it in ``folder``; the whole process set is gone when this returns or is cancelled. Never raises for
        a gate that fails: that is a verdict."""
        ...

    async def run_setup(
        self,
        argv: tuple[str, ...],
        folder: str,
        environment: Mapping[str, str],
        timeout_s: float,
        live: LiveLog | None = None,
    ) -> GateResult:
        """Run a project's set-up step the same way."""
        ...

    async def named_files(
        self, argv: tuple[str, ...], environment: Mapping[str, str]
    ) -> tuple[tuple[str, str], ...]:
        """The operator's own files that an argument list names, outside any checkout: path and digest of the content.
        Raises ``PortError`` when they cannot be looked at."""
        ...
