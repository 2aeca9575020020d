"""An agent's own file confirms a follow-up before its screen does, also one that its screen never confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from fleetui.agents.sessions.claude import ClaudeSession
from fleetui.engine.protocols.sessions import SessionAsk
from fleetui.model import commands as c
from fleetui.model.queue import Entry, EntryState
from fleetui.model.session import SessionFacts
from tests.support.scratch import Live, Scratch

SESSION = '\n[session]\nformat = "claude"\nfolder = ".none"\nfiles = "{session}.jsonl"\n'
SHORT = "[thresholds]\naccept_s = 1.0\n"


class KeptByStandIns:
    """A session port: the file of a stand-in is what it recorded, once it ``shows``."""

    def __init__(self, scratch: Scratch, *, shows: bool = True) -> None:
        self.scratch = scratch
        self.shows = shows

    async def sample(self, asked: Sequence[SessionAsk]) -> Mapping[str, SessionFacts]:
        return {ask.name: self._facts(ask.name) for ask in asked}

    def _facts(self, name: str) -> SessionFacts:
        session = ClaudeSession()
        for item in self.scratch.got(name) if self.shows else []:
            at = datetime.fromtimestamp(item["t"], UTC).isoformat()
            session.take({"type": "user", "timestamp": at, "message": {"content": item["text"]}})
        return replace(session.facts, turn_ended=None)


def kept(live: Live, scratch: Scratch, *, shows: bool = True) -> KeptByStandIns:
    port = KeptByStandIns(scratch, shows=shows)
    live.engine.core.world = replace(live.engine.core.world, sessions=port)
    return port


def configured(scratch: Scratch, *options: str) -> None:
    scratch.configure("cache", extra=SHORT, cache=list(options))
    profile = scratch.root / "profiles" / "standin.toml"
    profile.write_text(profile.read_text() + SESSION)


def first(live: Live) -> Entry:
    return live.queue("cache")[0]


async def test_the_session_file_confirms_what_the_screen_does_not_show_and_the_story_says_so(
    scratch: Scratch,
) -> None:
    configured(scratch, "--vanish")
    async with scratch.engine() as live:
        kept(live, scratch)
        await live.started("cache")
        await live.do(c.AddEntry("cache", "only in the file"))
        await live.until(lambda: first(live).state is EntryState.ACCEPTED, 40)
        told = scratch.fleetui("journal", "--entry", first(live).id).stdout
        assert "its session file shows exactly this text" in told
        assert "not confirmed" not in told


async def test_the_session_file_is_named_where_the_screen_shows_it_as_well(scratch: Scratch) -> None:
    configured(scratch)
    async with scratch.engine() as live:
        kept(live, scratch)
        await live.started("cache")
        await live.do(c.AddEntry("cache", "on both"))
        await live.until(lambda: first(live).state is EntryState.ACCEPTED, 40)
        assert "its session file shows" in scratch.fleetui("journal", "--entry", first(live).id).stdout


async def test_a_silent_file_leaves_it_to_the_screen(scratch: Scratch) -> None:
    configured(scratch)
    async with scratch.engine() as live:
        kept(live, scratch, shows=False)
        await live.started("cache")
        await live.do(c.AddEntry("cache", "on the screen"))
        await live.until(lambda: first(live).state is EntryState.ACCEPTED, 40)
        assert "session file" not in scratch.fleetui("journal", "--entry", first(live).id).stdout


async def test_what_was_not_confirmed_is_settled_once_the_file_shows_it_and_never_typed_again(
    scratch: Scratch,
) -> None:
    configured(scratch, "--vanish")
    async with scratch.engine() as live:
        port = kept(live, scratch, shows=False)
        await live.started("cache")
        await live.do(c.AddEntry("cache", "the same"))
        await live.until(lambda: first(live).state is EntryState.UNKNOWN, 40)
        port.shows = True
        await live.engine.judging.sessions.look(live.engine.core.seat("cache"))
        await live.until(lambda: first(live).state is EntryState.ACCEPTED, 40)
        assert len(scratch.got("cache", "paste")) == 1


async def test_the_same_text_of_before_confirms_nothing(scratch: Scratch) -> None:
    configured(scratch, "--vanish")
    async with scratch.engine() as live:
        port = kept(live, scratch)
        await live.started("cache")
        await live.do(c.AddEntry("cache", "go on"))
        await live.until(lambda: first(live).state is EntryState.ACCEPTED, 40)
        before = port._facts("cache")
        port._facts = lambda _: before  # type: ignore[method-assign]
        await live.do(c.AddEntry("cache", "go on"))
        await live.until(lambda: live.queue("cache")[1].state is EntryState.UNKNOWN, 40)
