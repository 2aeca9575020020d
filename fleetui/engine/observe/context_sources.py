"""How much context is left: what each source says of it, and which of them counts.

The screen counts while it shows a figure, for it is what the operator would read; then the status line, which knows the
window; then the session file. Those two go before a screen that says the figure of the turn before.
"""

from __future__ import annotations

from fleetui.model.session import SessionFacts
from fleetui.model.status import Context, Phase, Reading

FILE = "session file"
"""How the source of a figure from there begins."""
LINE = "status line"


class Contexts:
    """What the sources of one run say; a figure that holds no more is forgotten, never kept for want of another."""

    def __init__(self) -> None:
        self._screen: Context | None = None
        self._line: Context | None = None
        self._file: Context | None = None
        self._shown = False
        self._is_late = False
        self._session: tuple[str, int] = ("", 0)

    def read(self, reading: Reading, now: float) -> None:
        """What the screen shows. At rest it shows all there is: a figure that is gone from it holds no more."""
        left, self._is_late = reading.context_left, reading.context_late
        self._shown = left is not None
        if left is not None:
            self._screen = _same_or(self._screen, left, reading.context_rule or reading.source, now)
        elif reading.phase is Phase.IDLE:
            self._screen = None

    def take_line(self, left: int | None, window: int | None, now: float) -> None:
        """What the status line was told; ``None`` where nothing was said yet, as in a session that was just cleared."""
        source = f"{LINE}, {window // 1000}k window" if window else LINE
        self._line = None if left is None else _same_or(self._line, left, source, now)

    def take_file(self, facts: SessionFacts | None, now: float) -> None:
        """What the session file says. Another session or a compaction ends what the screen showed before."""
        session = (facts.session, facts.compactions) if facts else ("", 0)
        if session != self._session and self._session[0] and not self._shown:
            self._screen = None
        self._session = session
        if facts is None or facts.context_left is None:
            self._file = None
            return
        self._file = _same_or(self._file, facts.context_left, _file_source(facts), now)

    @property
    def best(self) -> Context | None:
        """The figure that counts; the same object while it is the same."""
        shown = self._screen if self._shown and not self._is_late else None
        return shown or self._line or self._file or self._screen


def _same_or(known: Context | None, left: int, source: str, now: float) -> Context:
    if known is not None and (known.left_percent, known.source) == (left, source):
        return known
    return Context(left, source, now)


def _file_source(facts: SessionFacts) -> str:
    """Where a figure comes from, with the window it was reckoned on and how far that is known."""
    if not facts.window:
        return FILE
    said = {
        "assumed": " assumed",
        "model": f" of {facts.model}",
        "taken": f" of {facts.model}, as it took more",
    }
    how = said.get(facts.window_from, "")
    return f"{FILE}, {facts.window // 1000}k window{how}"
