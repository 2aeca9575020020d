"""A stand-in for the engine behind the command line: holds a view, records what it is asked, decides nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fleetui.engine.link import A, AskBoard, AskError, Question
from fleetui.model.approval import Press, Terms
from fleetui.model.commands import Approval, Command, Outcome
from fleetui.model.train import Proposal
from fleetui.model.view import EMPTY, FleetView


@dataclass
class CliLink:
    """Answers a question by its type's entry in ``answers``; every command gets ``outcome``."""

    view: FleetView = EMPTY
    answers: Mapping[type, Any] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=lambda: Outcome(ok=True, text="did it", value="v1"))
    attach: tuple[str, ...] | None = None
    done: list[Command] = field(default_factory=list)
    asked: list[Question[Any]] = field(default_factory=list)
    configs: list[str | None] = field(default_factory=list)

    @asynccontextmanager
    async def reach(self, config: str | None) -> AsyncIterator[CliLink]:
        """What is registered with ``set_reach``."""
        self.configs.append(config)
        yield self

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        del seen
        return lambda: None

    def look_at(self, visible: frozenset[str], focused: str | None) -> None:
        del visible, focused

    async def do(self, command: Command) -> Outcome:
        self.done.append(command)
        return self.outcome

    async def ask(self, question: Question[A]) -> A:
        self.asked.append(question)
        if isinstance(question, AskBoard):
            return self.view.board
        if type(question) not in self.answers:
            raise AskError("that cannot be answered here")
        return self.answers[type(question)]

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        raise AssertionError(f"a command line makes no train ready: {proposal}")

    async def release(self, approval: Approval, press: Press) -> Terms:
        raise AssertionError(f"a command line never releases: {approval} {press}")

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        raise AssertionError(f"a command line never types a word: {word} {press} {began}")

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        raise AssertionError(f"a command line never approves: {approval} {press}")

    async def land(self, approval: Approval) -> Outcome:
        raise AssertionError(f"a command line never lands: {approval}")

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        del name
        return self.attach

    async def show_here(self, name: str) -> Outcome | None:
        """It is in another tmux."""
        return None

    def hold(self, name: str, *, held: bool) -> None:
        del name, held

    async def take_over(self) -> Outcome:
        raise AssertionError("a command never takes a fleet over")
