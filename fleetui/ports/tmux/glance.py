"""One look at panes of a server that is not watched: a plain client, because one that attaches would be seen there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.identities import PaneRef
from fleetui.model.screen import Frame, parse_frame
from fleetui.ports.tmux.silent_servers import SilentServers

LIMIT_S = 2.0
"""How long one server may take."""
_MARK = f"<{secrets.token_hex(8)}>"
"""Begins the row before each pane's screen: what stands on a screen cannot be taken for it."""
_PLACE = (
    "#{pid} #{start_time} #{pane_pid} #{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} "
    "#{pane_in_mode} #{pane_title}"
)


async def glance(
    socket: str, panes: Sequence[PaneRef], silent_servers: SilentServers
) -> dict[PaneRef, Frame]:
    """The screens of these panes; what comes behind one that is gone is left out, as tmux stops there."""
    try:
        said = await silent_servers.ask(socket, *_asked(panes), doing="look at panes", limit_s=LIMIT_S)
    except PortError:
        return {}
    screens = said.out.split(_MARK)[1:]
    return dict(_read(panes, screens))


def _asked(panes: Sequence[PaneRef]) -> Iterator[str]:
    for number, pane in enumerate(panes):
        if number:
            yield ";"
        yield from ("display-message", "-p", "-t", pane.pane, _MARK + _PLACE, ";")
        yield from ("capture-pane", "-p", "-e", "-t", pane.pane)


def _read(panes: Sequence[PaneRef], screens: Sequence[str]) -> Iterator[tuple[PaneRef, Frame]]:
    for pane, screen in zip(panes, screens, strict=False):
        place, _, text = screen.partition("\n")
        fields = place.split(" ", 9)
        identity = [str(pane.server.pid), str(pane.server.started), str(pane.pid)]
        if len(fields) == 10 and fields[:3] == identity:
            yield pane, _frame(fields[3:], text)


def _frame(place: Sequence[str], text: str) -> Frame:
    width, height, column, row, shown, mode, title = place
    cursor = (int(column), int(row)) if shown == "1" else None
    in_mode = mode not in ("", "0")
    return parse_frame(
        text,
        width=int(width),
        height=int(height),
        cursor=cursor,
        title=clean_line(title),
        in_mode=in_mode,
    )
