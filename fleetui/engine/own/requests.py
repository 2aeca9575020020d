"""Requests as JSON: commands another process of the operator may hand to the owner.

Only what is named here can travel. An approval is not a command and has no form on the wire; keys typed through to
an agent have none either, because they would stay written down.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from fleetui.model import commands as c
from fleetui.model.identities import PaneRef, ServerId

_COMMANDS: dict[str, type[c.Command]] = {
    kind.__name__: kind
    for kind in (
        c.AddEntry, c.AddEntries, c.UrgeEntry, c.EditEntry, c.MoveEntry, c.GiveEntry, c.DeleteEntry, c.ClearQueue,
        c.ReleaseEntry, c.ResendEntry, c.ReanchorEntry, c.NoteEntry,
        c.MarkDelivered, c.RestartAgent, c.KillAgent, c.StartAgent, c.PauseAgent,
        c.ResumeAgent, c.RenameAgent, c.RemoveAgent, c.RescueAgent, c.RestoreRescue, c.AddAgent, c.AdoptPane,
        c.AddTask, c.RunGates, c.StopGates, c.ExportTask, c.SetTaskState, c.StartTask, c.RefreshNow, c.ReviveServer,
        c.AcknowledgeAgent, c.RedoTurn, c.SettleTurn, c.SnoozeAgent, c.MuteAgent, c.CompactAgent, c.ClearAgent,
        c.InterruptAgent, c.DismissProgram, c.StartReview, c.CloseReview, c.TellFindings,
        c.SendRemarks,
    )
}  # fmt: skip
YIELD = "yield"
"""Not a command: asks the owner to give the fleet up to a dashboard."""


class WireError(ValueError):
    """A request that is not one."""


def encode(command: c.Command) -> str:
    """A command as JSON."""
    return json.dumps({"do": type(command).__name__, "with": asdict(command)})


def encode_yield() -> str:
    """The request to give the fleet up."""
    return json.dumps({"do": YIELD, "with": {}})


def decode(body: str) -> c.Command | str:
    """A command, or ``YIELD``; raises ``WireError`` with one clean line."""
    try:
        raw = json.loads(body)
        name, values = raw["do"], dict(raw["with"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WireError("not a request") from error
    if name == YIELD:
        return YIELD
    kind = _COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise WireError("no such command")
    return _build(kind, values)


def _build(kind: type[c.Command], values: dict[str, Any]) -> c.Command:
    known = {field.name: field for field in fields(kind)}
    if extra := set(values) - set(known):
        raise WireError(f"{kind.__name__} has no {sorted(map(str, extra))[0]!r}")
    try:
        return kind(**{name: _value(str(known[name].type), value) for name, value in values.items()})
    except (TypeError, KeyError) as error:
        raise WireError(f"{kind.__name__} is not complete") from error


def _value(kind: str, value: Any) -> Any:
    if kind == "PaneRef":
        return PaneRef(**{**value, "server": ServerId(**value["server"])})
    if kind.startswith("tuple"):
        return tuple(str(item) for item in value)
    expected = {"str": str, "int": int, "bool": bool, "str | None": (str, type(None))}[kind]
    if not isinstance(value, expected):  # type: ignore[arg-type]
        raise WireError(f"{value!r} is no {kind}")
    return value


def encode_outcome(outcome: c.Outcome) -> str:
    """An outcome as JSON."""
    return json.dumps(asdict(outcome))


def decode_outcome(body: str) -> c.Outcome:
    """An outcome; one that cannot be read says so."""
    try:
        raw = json.loads(body)
        return c.Outcome(bool(raw["ok"]), str(raw["text"]), str(raw["value"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return c.Outcome(ok=False, text="the owner's answer could not be read")
