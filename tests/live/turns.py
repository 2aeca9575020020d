"""A request of any API as one turn, and what the server remembers of all turns."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Turn:
    """What one request asks for."""

    api: str
    """``messages``, ``responses``, ``chat`` or ``gemini``."""
    conversation: str
    """The session the request belongs to, as its agent names it."""
    texts: tuple[str, ...]
    """Everything the operator said in this conversation, oldest first, exactly as received."""
    side: bool
    """A title, a suggestion, a summary: not what the operator asked."""
    follows_tool: bool
    """The last thing in it is a tool's result."""
    tools: tuple[str, ...] = ()
    tool_result: str = ""

    @property
    def prompt(self) -> str:
        """The newest of the operator's texts."""
        return self.texts[-1] if self.texts else ""


@dataclass(frozen=True)
class Prompt:
    """One text of the operator that reached the server."""

    api: str
    conversation: str
    text: str


@dataclass
class Oracle:
    """What reached the server. A text counts once however often its request is tried again."""

    prompts: list[Prompt] = field(default_factory=list)
    sides: list[Turn] = field(default_factory=list)
    tool_results: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    """Requests for any other host, and paths the server does not know. All were refused."""
    _known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _tries: dict[tuple[str, str, int], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, turn: Turn) -> int:
        """Remember a turn; how often its newest text was tried before."""
        with self._lock:
            if turn.side:
                self.sides.append(turn)
                return 0
            self._take_texts(turn)
            if turn.follows_tool:
                self.tool_results.append(turn.tool_result)
            key = (turn.api, turn.conversation, len(turn.texts))
            self._tries[key] = self._tries.get(key, 0) + 1
            return self._tries[key] - 1

    def _take_texts(self, turn: Turn) -> None:
        key = (turn.api, turn.conversation)
        known = self._known.get(key, ())
        same = 0
        while same < min(len(known), len(turn.texts)) and known[same] == turn.texts[same]:
            same += 1
        self.prompts += [Prompt(turn.api, turn.conversation, text) for text in turn.texts[same:]]
        self._known[key] = turn.texts

    def stray(self, what: str) -> None:
        """Remember a request that should not have been made."""
        with self._lock:
            self.strays.append(what)

    def texts(self) -> list[str]:
        """Every text of the operator that arrived, in order."""
        with self._lock:
            return [prompt.text for prompt in self.prompts]

    def said_before(self, text: str) -> tuple[str, ...]:
        """What the operator said earlier in the conversation in which he said this last."""
        with self._lock:
            return next((said[:-1] for said in self._known.values() if said and said[-1] == text), ())
