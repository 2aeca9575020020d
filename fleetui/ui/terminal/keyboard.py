"""How keys are waited for: without a clock while none is pressed."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from collections.abc import Iterable
from math import inf
from selectors import EVENT_READ, SelectSelector
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver

from fleetui.ui.terminal.output import LastingOutput

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.message import Message

_LOOK_S = 0.1
"""Between two looks at the clock while one is needed."""
_SETTLED_S = 1.0 + ESCAPE_DELAY
"""After the last input: by then the Escape key is told from the begin of a longer sequence."""
_CHUNK = 4096


class RestingDriver(LinuxDriver):
    """Textual's driver for terminals, whose keyboard thread sleeps until something is typed.

    Textual's own looks ten times a second, which is half of all wake-ups of a dashboard at rest. A clock is needed
    only shortly after input, and at the end, of which a pipe tells.
    """

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._file: Any = LastingOutput(self._file)
        self._ends: tuple[int, ...] = ()

    def disable_input(self) -> None:
        """Wake the thread, then end it."""
        if self._ends and self._key_thread is not None and self._key_thread.is_alive():
            os.write(self._ends[1], b"\0")
        super().disable_input()

    def close(self) -> None:
        """Let go of the terminal and of the pipe."""
        super().close()
        for end in self._ends:
            os.close(end)
        self._ends = ()

    def run_input_thread(self) -> None:
        """Read keys until the end; runs in a thread of its own."""
        parser, decode = XTermParser(self._debug), getincrementaldecoder("utf-8")().decode
        clock_until = monotonic() + _SETTLED_S
        if not self._ends:  # also after another program had the terminal: what was open is closed then
            self._ends = os.pipe()
        told = self._ends[0]
        with SelectSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            selector.register(told, EVENT_READ)
            while not self.exit_event.is_set():
                ready = {key.fd for key, _ in selector.select(_LOOK_S if monotonic() < clock_until else None)}
                if told in ready:
                    os.read(told, _CHUNK)
                    clock_until = inf  # told a moment before the event is set
                if self.fileno in ready:
                    clock_until = max(clock_until, monotonic() + _SETTLED_S)
                    typed = os.read(self.fileno, _CHUNK)
                    if not typed:
                        selector.unregister(self.fileno)  # its end would be ready for ever
                    if text := decode(typed):  # none of half a character; to the parser, none is the end
                        self._hand_on(parser.feed(text))
                self._hand_on(parser.tick())

    def _hand_on(self, events: Iterable[Message]) -> None:
        for event in events:
            self.process_message(event)


def resting(driver: type[Driver]) -> type[Driver]:
    """The same driver, resting where it is Textual's for a terminal; others, such as a browser's, stay."""
    return RestingDriver if driver is LinuxDriver else driver
