"""A landing needs a release that was shown, pressed by a person, and is used once."""

from __future__ import annotations

import time
from dataclasses import replace

from fleetui.model.approval import Client, Press, Terminal, Tier
from fleetui.model.commands import Approval
from fleetui.model.events import Event, LandingEnded, Record
from tests.engine.act.landing.test_land import approval, commit, row
from tests.support.approving import AtATerminal, approve, land
from tests.support.scratch import Live, Scratch, git


def idle() -> Terminal:
    """A tmux whose terminal nobody touched for a long time."""
    return Terminal(
        Tier.TMUX, "tmux 3.3a", clients=(Client("/dev/pts/9", 0, 0.0, 0, shows=True, types=True),)
    )


async def landable(live: Live) -> Approval:
    await live.started("cache")
    await commit(live)
    await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
    found = row(live)
    assert found is not None
    return approval(found)


def untouched(scratch: Scratch) -> bool:
    return git(scratch.repo, "log", "--format=%s", "main") == "start"


async def test_nothing_lands_without_a_press_that_was_judged(scratch: Scratch) -> None:
    scratch.configure("cache")
    terminal = AtATerminal()
    async with scratch.engine(terminal=terminal) as live:
        wanted = await landable(live)
        engine, now = live.engine, time.time()
        assert not (await engine.land(wanted)).ok
        assert not (await engine.approve(wanted, Press(now, "m"))).ok  # its facts were never shown
        await engine.release(wanted, Press(now, "m"))
        assert not (await engine.land(wanted)).ok  # shown, and not approved
        early = await engine.approve(wanted, Press(now + 0.1, "m", now, now))
        assert "two keys came as one" in early.text
        terminal.terminal = idle()
        untyped = await engine.approve(wanted, Press(now + 5, "m", now, now))
        assert "nobody typed" in untyped.text
        (health,) = (one for one in engine.view.health if one.port == "approval")
        assert health.severe
        assert "agent/cache" in health.text
        assert untouched(scratch)
        await engine.approve(wanted, Press(now + 6, "m", now, now))  # again, and not journalled again
        refused = [record.event for record in await recorded(live, LandingEnded)]
        assert [(one.state, "nobody typed" in one.detail) for one in refused] == [
            ("refused", False),
            ("refused", True),
        ]
        terminal.terminal = Terminal(Tier.PLAIN)
        assert (await approve(engine, wanted)).ok
        assert not [one for one in engine.view.health if one.port == "approval"]
        await engine.release(wanted, Press(now, "m"))
        assert not (await engine.land(wanted)).ok  # another was opened since
        assert (await land(engine, wanted)).ok
        assert not (await engine.land(wanted)).ok  # used up


async def recorded(live: Live, kind: type[Event]) -> list[Record]:
    every = await live.engine.core.world.journal.read(0)
    return [record for record in every if isinstance(record.event, kind)]


async def test_what_opened_the_facts_must_have_been_typed_too(scratch: Scratch) -> None:
    scratch.configure("cache")
    terminal = AtATerminal(idle())
    async with scratch.engine(terminal=terminal) as live:
        wanted = await landable(live)
        now = time.time()
        await live.engine.release(wanted, Press(now, "m"))
        client = Client("/dev/pts/9", int(now) + 5, 0.0, 0, shows=True, types=True)
        terminal.terminal = Terminal(Tier.TMUX, clients=(client,))
        outcome = await live.engine.approve(wanted, Press(int(now) + 5.5, "m", now, now))
        assert "what opened this was not typed" in outcome.text
        assert [one.port for one in live.engine.view.health] == ["approval"]
        assert untouched(scratch)


async def test_inside_the_agents_server_nothing_is_approved_and_the_view_says_so(scratch: Scratch) -> None:
    scratch.configure("cache")
    inside = AtATerminal(Terminal(Tier.AGENTS, detail="start fleetui outside it"))
    async with scratch.engine(terminal=inside) as live:
        wanted = await landable(live)
        assert live.engine.view.tier is Tier.AGENTS
        terms = await live.engine.release(wanted, Press(time.time(), "m"))
        assert terms.why_not == "start fleetui outside it"
        outcome = await land(live.engine, wanted)
        assert "start fleetui outside it" in outcome.text
        assert untouched(scratch)


async def reconfigured(live: Live, **changes: object) -> None:
    await live.engine.supervisor.configure(replace(live.engine.core.settings, **changes))  # type: ignore[arg-type]


async def test_a_word_of_chance_is_asked_for_new_each_time(scratch: Scratch) -> None:
    scratch.configure("cache", extra='[release]\nword = "always"\n')
    terminal = AtATerminal()
    async with scratch.engine(terminal=terminal) as live:
        wanted = await landable(live)
        engine, now = live.engine, time.time()
        offered = [await engine.release(wanted, Press(now, "m")) for _ in range(6)]
        assert {terms.why_word for terms in offered} == {"release.word is always"}
        asked = {terms.word for terms in offered}
        assert len(asked) > 1
        assert not {"", "cache"} & asked
        word, typed = offered[-1].word, Press(now + 9, "enter", now + 8, now + 8)
        assert not (await engine.type_word("cache", typed, now + 7)).ok
        assert "first" in (await engine.approve(wanted, Press(now + 20, "m", now, now))).text
        burst = await engine.type_word(word, typed, now + 8.9)
        assert "two keys came as one" in burst.text
        terminal.terminal = idle()
        sent = await engine.type_word(word, typed, now + 7)
        assert "nobody typed" in sent.text
        assert [one.port for one in engine.view.health] == ["approval"]
        terminal.terminal = Terminal(Tier.PLAIN)
        assert (await approve(engine, wanted)).ok


async def test_protected_paths_and_a_multiplexer_ask_for_a_word_also_once_the_facts_are_shown(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    terminal = AtATerminal()
    async with scratch.engine(terminal=terminal) as live:
        wanted = await landable(live)
        engine, now = live.engine, time.time()
        assert (await engine.release(wanted, Press(now, "m"))).word == ""
        project = engine.core.settings.projects["shop"]
        await reconfigured(live, projects={"shop": replace(project, protected=("shop.py",))})
        await live.until(lambda: (r := row(live)) is not None and r.word_for != "")
        late = await engine.approve(wanted, Press(now + 5, "m", now, now))
        assert "a word is asked for now" in late.text
        terms = await engine.release(wanted, Press(now, "m"))
        assert (terms.word != "", terms.why_word) == (True, "it changes protected paths")
        await reconfigured(live, projects={"shop": project})
        await live.until(lambda: (r := row(live)) is not None and r.word_for == "")
        terminal.terminal = Terminal(Tier.SHARED, "GNU screen")
        terms = await engine.release(wanted, Press(now, "m"))
        assert terms.word
        assert "GNU screen" in terms.why_word
        assert (await land(engine, wanted)).ok
