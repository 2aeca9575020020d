"""Commands that would have a hosted agent told something: by a key they are wishes, which no other process can ask for.
Pure."""

from __future__ import annotations

from fleetui.model.commands import AddEntry, Command, EditEntry, ReleaseEntry, ResendEntry
from fleetui.model.forge.wishes.hosted import HostedWish, TellAgain, TellHosted


def spoken(command: Command, project: str) -> HostedWish | None:
    """What is asked for instead, of an agent of this project; ``None`` for what says nothing there."""
    match command:
        case AddEntry(name=name, text=text):
            return TellHosted(project, name, text)
        case EditEntry(name=name, entry=entry, text=text):
            return TellHosted(project, name, text, entry)
        case ReleaseEntry(name=name, entry=entry) | ResendEntry(name=name, entry=entry):
            return TellAgain(project, name, entry)
        case _:
            return None
