"""A dialog is answered with a choice only while exactly that dialog stands, and the choice was seen under the bar."""

from __future__ import annotations

from fleetui.engine.link import AskNews
from fleetui.engine.own.requests import WireError, decode, encode
from fleetui.model import commands as c
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch

ASKS = ["--ask-on", "1"]


async def asking(live: Live, *names: str) -> None:
    await live.started(*names)
    for name in names:
        await live.do(c.AddEntry(name, "one"))
    for name in names:
        await live.phase(name, Phase.ASKING)


def answer(live: Live, name: str, choice: int, **changes: object) -> c.AnswerAgent:
    agent = live.agent(name)
    assert agent.question is not None
    wanted = {"question": agent.question.text, "choices": agent.question.choices, "about": agent.status.note}
    return c.AnswerAgent(name, choice=choice, **{**wanted, **changes})  # type: ignore[arg-type]


async def test_two_agents_get_the_second_choice_by_the_bar_and_it_is_journalled(scratch: Scratch) -> None:
    scratch.configure("cache", "lru", cache=ASKS, lru=ASKS)
    async with scratch.engine() as live:
        await asking(live, "cache", "lru")
        for name in ("cache", "lru"):
            outcome = await live.do(answer(live, name, 1))
            assert outcome.text == f"{name}: Yes, and don't ask again"
            assert [item["choice"] for item in scratch.got(name, "answer")] == [2]
            assert [item["key"] for item in scratch.got(name, "key")] == ["Down", "Enter"]
        news = await live.engine.ask(AskNews(0.0))
        told = [(one.seat, one.text) for one in news if one.what == "answered"]
        assert told == [(name, "git push: Yes, and don't ask again") for name in ("cache", "lru")]


async def test_another_dialog_is_left_alone_and_says_so(scratch: Scratch) -> None:
    scratch.configure("cache", cache=ASKS)
    async with scratch.engine() as live:
        await asking(live, "cache")
        for changed in ({"question": "git push --force"}, {"choices": ("Yes", "No")}, {"about": "rm -rf /"}):
            outcome = await live.engine.do(answer(live, "cache", 0, **changed))
            assert not outcome.ok
            assert "asks something else now" in outcome.text
        assert scratch.got("cache", "key") == []


async def test_who_no_longer_asks_gets_no_keys(scratch: Scratch) -> None:
    scratch.configure("cache", cache=ASKS)
    async with scratch.engine() as live:
        await asking(live, "cache")
        late = answer(live, "cache", 0)
        await live.do(late)
        before = scratch.got("cache", "key")
        outcome = await live.engine.do(late)
        assert not outcome.ok
        assert "no longer asks" in outcome.text
        assert scratch.got("cache", "key") == before


async def test_a_profile_that_does_not_say_how_is_refused_with_the_reason(scratch: Scratch) -> None:
    scratch.configure("cache", cache=ASKS)
    own = scratch.root / "profiles" / "standin.toml"
    text = own.read_text()
    begin = text.index("[answer]")
    own.write_text(text[:begin] + text[text.index("[delivery]") :])
    async with scratch.engine() as live:
        await asking(live, "cache")
        outcome = await live.engine.do(answer(live, "cache", 0))
        assert not outcome.ok
        assert "does not say how a choice is taken" in outcome.text
        assert scratch.got("cache", "key") == []


async def test_a_bar_that_is_not_where_the_profile_looks_confirms_nothing(scratch: Scratch) -> None:
    scratch.configure("cache", cache=ASKS)
    own = scratch.root / "profiles" / "standin.toml"
    own.write_text(own.read_text().replace("chosen = '^ ❯ (", "chosen = '^ +❯? +("))
    async with scratch.engine() as live:
        await asking(live, "cache")
        outcome = await live.engine.do(answer(live, "cache", 0))
        assert not outcome.ok
        assert "nothing was confirmed" in outcome.text
        assert not [item for item in scratch.got("cache", "key") if item["key"] == "Enter"]


def test_an_answer_cannot_be_written_as_a_request() -> None:
    body = encode(c.AnswerAgent("cache", "q", ("Yes",), 0))
    try:
        decode(body)
    except WireError:
        return
    raise AssertionError("an answer travelled")
