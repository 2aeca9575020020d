"""All panes of a server from one ``list-panes``."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.model.clean import clean_line
from fleetui.model.identities import PaneRef, ServerId
from fleetui.ports.processes import proc

_MARK = secrets.token_hex(6)
"""Stands between fields and before rows: a folder name may hold any character, a line end included."""
_ROW, _FIELD = f"<{_MARK}>", f"|{_MARK}|"

_FIELDS = (
    "pid",
    "start_time",
    "pane_id",
    "pane_pid",
    "pane_dead",
    "pane_dead_status",
    "pane_in_mode",
    "pane_input_off",
    "pane_width",
    "pane_height",
    "session_id",
    "window_id",
    "window_index",
    "pane_index",
    "session_name",
    "pane_title",
    "pane_current_command",
    "pane_current_path",
    "@fleetui_run",
    "@fleetui_agent",
)
FORMAT = _ROW + _FIELD.join(f"#{{{field}}}" for field in _FIELDS)
"""For ``list-panes -a -F``."""


class PaneList:
    """Reads the answers of one server and remembers what a dead process can no longer tell."""

    def __init__(self, socket: str) -> None:
        self.socket = socket
        self._started: dict[tuple[str, int], int] = {}
        self.targets: dict[str, str] = {}
        """For each pane the exact place to attach to: ``$session:@window.%pane``."""

    def read(self, text: str) -> dict[str, PaneFacts]:
        """Facts by pane id. A window linked into several sessions counts once."""
        found: dict[str, PaneFacts] = {}
        targets: dict[str, str] = {}
        for values in _rows(text):
            if values["pane_id"] not in found:
                found[values["pane_id"]] = self._facts(values)
                targets[values["pane_id"]] = "{session_id}:{window_id}.{pane_id}".format_map(values)
        self.targets = targets
        self._started = {key: at for key, at in self._started.items() if key[0] in found}
        return found

    def remember(self, pane: PaneRef) -> None:
        """Keep when a pane's process started; once it is dead nobody else can tell."""
        self._started[pane.pane, pane.pid] = pane.pid_started

    def _facts(self, values: dict[str, str]) -> PaneFacts:
        dead, status = values["pane_dead"] == "1", values["pane_dead_status"]
        where = "{session_name}:{window_index}.{pane_index}".format_map(values)
        return PaneFacts(
            ref=self._ref(values),
            title=clean_line(values["pane_title"]),
            command=clean_line(values["pane_current_command"]),
            cwd=values["pane_current_path"],
            dead=dead,
            # tmux may miss that its child has ended until another one does; the zombie still tells
            exit_code=int(status)
            if status.isdigit()
            else proc.exit_code(int(values["pane_pid"]))
            if dead
            else None,
            in_mode=values["pane_in_mode"] not in ("", "0"),
            input_off=values["pane_input_off"] == "1",
            width=int(values["pane_width"]),
            height=int(values["pane_height"]),
            where=clean_line(where),
            run=values["@fleetui_run"],
            agent=values["@fleetui_agent"],
        )

    def _ref(self, values: dict[str, str]) -> PaneRef:
        pane, pid = values["pane_id"], int(values["pane_pid"])
        started = self._started.get((pane, pid), 0)
        if not started and values["pane_dead"] != "1":
            started = self._started[pane, pid] = proc.start_ticks(pid)
        server = ServerId(self.socket, int(values["pid"]), int(values["start_time"]))
        return PaneRef(server, pane, pid, started)


def _rows(text: str) -> Iterator[dict[str, str]]:
    for row in text.split(_ROW)[1:]:
        values = row.removesuffix("\n").split(_FIELD)
        if len(values) == len(_FIELDS):
            yield dict(zip(_FIELDS, values, strict=True))
