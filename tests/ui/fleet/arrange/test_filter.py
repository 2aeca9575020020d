"""The filter language, by examples and by what must hold of every filter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fleetui.model.view import AgentView
from fleetui.ui.fleet.arrange.filter import KEYS, complaint, completions, matches, parsed, values_of
from tests.support.fleets import fleet

FLEET = fleet(18).agents


def named(text: str, agents: tuple[AgentView, ...] = FLEET) -> list[str]:
    return [agent.name for agent in agents if matches(agent, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:asking", ["billing"]),
        ("state:needs-you", ["billing"]),
        ("state:loud", ["billing", "api-auth", "docs-gen", "migrate"]),
        ("state:waiting !state:loud", ["ws", "blog"]),
        ("state:limited", ["migrate"]),
        ("state:paused", ["infra"]),
        ("project:ilovemd !state:working", ["release", "fixtures", "review", "blog"]),
        ("profile:gemini", ["i18n"]),
        ("queue:>1", ["billing", "cache", "ui-grid"]),
        ("queue:0 state:idle", ["docs-gen", "export", "release"]),
        ("context:<20", ["migrate", "quota"]),
        ("#41", ["api-auth"]),
        ("alembic", ["billing"]),
        ("VAT", ["billing"]),
        ("agent/cache", ["cache"]),
        ('"rebase on"', ["billing"]),
        ('"oauth refresh" profile:codex', ["api-auth"]),
        ('!"oauth refresh" profile:codex state:loud', ["migrate"]),
        ("src/ws/session.py:120", ["ws"]),
        ("STATE:Asking", ["billing"]),
    ],
)
def test_a_filter_finds(text: str, expected: list[str]):
    assert named(text) == expected


def test_a_role_is_found():
    seat = replace(FLEET[1].seat, role="security reviewer")
    agents = (FLEET[0], replace(FLEET[1], seat=seat), *FLEET[2:])
    assert named("role:security", agents) == named('role:"security reviewer"', agents) == ["search"]
    assert 'role:"security reviewer"' in completions("role:se", agents)


def test_what_a_pane_shows_makes_no_tile_come_and_go():
    assert named("Percolating") == []


texts = (
    some.text(alphabet=some.sampled_from('ab:!"> <=0 state:loudqueuepj-#\t\n\x1bé'), max_size=40)
    | some.text()
)
words = some.text(alphabet="abcdefgiklmnorstuw-#0123456789", min_size=1, max_size=8)
terms = some.sampled_from(
    ["state:idle", "state:loud", "project:w", "profile:codex", "queue:>0", "context:<50", "a", "#4", '"n b"']
)
agents = some.sampled_from(FLEET)


@given(texts, agents)
def test_no_text_breaks_it(text: str, agent: AgentView):
    assert matches(agent, text) in (True, False)
    assert isinstance(complaint(text, FLEET), str)
    assert all(isinstance(one, str) for one in completions(text, FLEET))


@given(terms | words, agents)
def test_not_turns_a_part_around(term: str, agent: AgentView):
    assert matches(agent, term) is not matches(agent, f"!{term}")


@given(some.lists(terms | words, max_size=5), some.randoms(), agents)
def test_the_order_of_parts_means_nothing_and_each_part_only_narrows(parts, random, agent):
    whole = matches(agent, " ".join(parts))
    other = list(parts)
    random.shuffle(other)
    assert matches(agent, "  ".join(other)) is whole
    assert whole is all(matches(agent, part) for part in parts)


@given(words)
def test_case_means_nothing(word: str):
    assert named(word) == named(word.upper())


@given(some.text(alphabet="abc :!", max_size=12).filter(str.strip), agents)
def test_quotes_keep_what_is_between_them_whole(text: str, agent: AgentView):
    (part,) = parsed(f'"{text}"')
    assert (part.key, part.value, part.negated) == ("", text, False)
    assert matches(replace(agent, seat=replace(agent.seat, task=f"x {text} y"), task=None), f'"{text}"')


@given(some.sampled_from(KEYS), some.text(alphabet="abcilmsw<>0", max_size=3), some.sampled_from(["", "!"]))
def test_what_tab_offers_goes_on_from_what_is_written_and_is_right(key: str, begun: str, mark: str):
    text = f"cache {mark}{key}:{begun}"
    for offered in completions(text, FLEET):
        assert offered.startswith(text)
        assert complaint(offered, FLEET) == ""


def test_tab_offers_keys_values_and_names():
    assert completions("st", FLEET) == ["state:"]
    assert completions("!pro", FLEET) == ["!project:", "!profile:"]
    assert completions("a project:i", FLEET) == ["a project:ilovemd"]
    assert completions("bil", FLEET) == ["billing"]
    assert "state:loud" in completions("state:l", FLEET)
    assert completions("hots:x", FLEET) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:asking cache", ""),
        ("stat:asking", "no key stat:   state: ?"),
        ("xyz:1", "no key xyz:   keys: state"),
        ("project:nowhere", "no project begins with nowhere"),
        ("state:foo", "no state begins with foo"),
        ("queue:many", "queue: takes a number, such as queue:>0"),
        ("context:low", "context: takes a number, such as context:<20"),
        ("src/x.py:12", ""),
        ("state:", ""),
        ("state:halted", ""),
    ],
)
def test_what_is_wrong_is_said(text: str, expected: str):
    assert complaint(text, FLEET).startswith(expected)
    assert bool(complaint(text, FLEET)) is bool(expected)


def test_every_state_that_is_offered_is_taken():
    for value in values_of("state", FLEET):
        assert complaint(f"state:{value}", FLEET) == ""
