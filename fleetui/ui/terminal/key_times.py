"""When the newest key came, and what came before it: an approving key is judged by that."""

from __future__ import annotations

import time

from textual.events import AppBlur, AppFocus, Event, Key, MouseEvent, Paste

from fleetui.model.approval import Press


class KeyTimes:
    """Hears every event of the terminal. ``newest`` is the last input of any kind."""

    def __init__(self) -> None:
        self.newest = Press()

    def hear(self, event: Event) -> None:
        """Notice what came from the terminal; everything else is passed over."""
        if not isinstance(event, (Key, MouseEvent, Paste, AppFocus, AppBlur)) or event.is_forwarded:
            return
        last = self.newest
        # an event is stamped where it is read; what waited in a queue since then did not come later
        at = time.time() - (time.monotonic() - event.time)  # noqa: TID251 - tmux and the kernel stamp by the same clock
        key = event.key if isinstance(event, Key) else ""
        self.newest = Press(at, key, last.at, last.at if last.key else last.before_key)
