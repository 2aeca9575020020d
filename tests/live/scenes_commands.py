"""Scenes in which a command is typed: the menu that opens below it, and a conversation that is being summed up."""

from __future__ import annotations

from tests.live.scene import Scene, Take, settled
from tests.live.scenes_more import at_prompt, repository
from tests.support.waiting import until


def _menu(cli: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.stage.press("/")
        take.stage.until_shows("▼")
        take.keep("draft-menu", take.idle(draft="/"), settled(take))
        take.stage.press("c")
        take.stage.until_shows("▼", "/c")
        take.keep("draft-menu-narrowed", take.idle(draft="/c"), settled(take))

    return Scene(cli, "menu", play, repository)


def _compressed(cli: str) -> Scene:
    def play(take: Take) -> None:
        at_prompt(take, cli)
        take.say("say:something to sum up")
        until(lambda: take.stage.shot().text.count("something to sum up") > 1, 30)
        take.say("/compress")
        until(lambda: _compresses(take) or take.stage.press("Enter"), 30, every=1.0)
        take.keep("compressing", {"phase": "working"}, take.stage.until_shows("Compressing chat history"))
        take.stage.until_shows("compressed from")
        take.keep("compressed", take.idle(), settled(take))

    return Scene(cli, "compress", play, repository)


def _compresses(take: Take) -> bool:
    """False while the first Enter was taken as a part of what was pasted."""
    return "Compressing chat history" in take.stage.shot().text


def _menu_above(take: Take) -> None:
    at_prompt(take, "opencode")
    take.say("say:something to read")
    until(lambda: take.stage.shot().text.count("something to read") > 1, 60)
    for key in "/ex":
        take.stage.press(key)
    take.stage.until_shows("Exit the app")
    take.keep("draft-menu", take.idle(draft="/ex"), settled(take))


COMMANDS = (
    *(make(cli) for cli in ("gemini", "qwen") for make in (_menu, _compressed)),
    Scene("opencode", "menu", _menu_above, repository),
)
