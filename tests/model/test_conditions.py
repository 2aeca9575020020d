"""Conditions: what may be said, and that nothing is met on what is not known."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.condition_parts import CLAIMS, RESERVED, STATES
from fleetui.model.conditions import (
    After,
    AfterClock,
    AgentFacts,
    AgentIs,
    AllAre,
    Condition,
    Either,
    Elapsed,
    EntryDone,
    Every,
    FileFact,
    GateGreen,
    Judged,
    Landed,
    QuotaLeft,
    Truth,
    parse,
)
from fleetui.model.status import Phase

NOON = time.mktime((2026, 11, 5, 12, 0, 0, 0, 0, -1))
HOUR = 3600.0


@dataclass
class Facts:
    """Facts as a test wants them."""

    seen: dict[str, AgentFacts] = field(default_factory=dict)
    own: str = ""
    now: float = NOON
    since: float = NOON
    clock_moved: float = 0.0
    told: dict[str, Judged] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def agents(self) -> Sequence[str]:
        return tuple(self.seen)

    def agent(self, name: str) -> AgentFacts | None:
        return self.seen.get(name)

    def entry(self, entry: str) -> Judged:
        return self.told[f"entry {entry}"]

    def landed(self, what: str) -> Judged:
        return self.told[f"landed {what}"]

    def gate(self, gate: str, agent: str) -> Judged:
        return self.told[f"gate {gate} {agent}"]

    def quota_left(self, agent: str) -> int | None:
        return self.left.get(agent)

    def claim(self, claim: str, agent: str) -> Judged:
        return self.told[f"claim {claim} {agent}"]


def truth(text: str, facts: Facts) -> Truth:
    return parse(text).judge(facts).truth


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("idle", AgentIs("idle")),
        ("docs is idle", AgentIs("idle", "docs")),
        ("docs stuck", AgentIs("stuck", "docs")),
        ("gate idle", AgentIs("idle", "gate")),
        ("all idle", AllAre("idle")),
        ("entry 7f3a done", EntryDone("7f3a")),
        ("landed docs", Landed("docs")),
        ("agent/docs landed", Landed("agent/docs")),
        ("landed", Landed()),
        ("gate test green", GateGreen("test")),
        ("gate test is green of docs", GateGreen("test", "docs")),
        ("exists dist/app.js", FileFact("exists dist/app.js")),
        ("file contains a.py  two  blanks", FileFact("contains a.py  two  blanks")),
        ('file "absent a.py x and y" and idle', Every((FileFact("absent a.py x and y"), AgentIs("idle")))),
        ('contains a.py "this and that"', FileFact('contains a.py "this and that"')),
        ("contains a.py idle", FileFact("contains a.py idle")),
        ("in 20m", Elapsed(1200)),
        ("in 1h 30m", Elapsed(5400)),
        ("after 22:30", AfterClock(22, 30)),
        ("after 2026-11-05T12:00:00Z", After(1793880000.0)),
        ("a idle and b idle or in 20m", Either((Every((AgentIs("idle", "a"), AgentIs("idle", "b"))), Elapsed(1200)))),
    ],
)  # fmt: skip
def test_what_may_be_said(text: str, means: Condition) -> None:
    assert parse(text) == means


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "possible:"),
        ("docs ilde", "did you mean 'docs idle'?"),
        ("Docs idle", "'Docs' is not a name"),
        ("lnaded docs", "did you mean 'landed docs'?"),
        ("frobnicate", "possible:"),
        ("idle and", "missing beside 'and'"),
        ("or idle", "missing beside 'or'"),
        ("file exsits a", "did you mean 'exists'?"),
        ("exists", "nothing to look for"),
        ("in soon", "in 20m"),
        ("in 0m", "from 1s to 366d"),
        ("in 9999d", "from 1s to 366d"),
        ("after 25:00", "after 22:30"),
        ("after 2026-13-01T00:00", "after 22:30"),
        ("ci green", "no CI is read here"),
        ("idle\nand in 5m", "one line"),
        ("idle \x1b[31m", "one line"),
        ("idle and " * 30 + "idle", "at most 20 parts"),
        ("x" * 2000, "at most 1000 characters"),
    ],
)
def test_a_slip_is_one_clean_line_that_says_what_is_possible(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        parse(text)
    said = str(raised.value)
    assert says in said
    assert said.isprintable()


def test_a_quota_is_met_by_what_is_left_and_never_by_what_nobody_says() -> None:
    idle = AgentFacts(Phase.IDLE)
    facts = Facts({"ada": idle, "bob": idle}, own="ada", left={"ada": 38})
    for said in ("quota >= 30%", "quota >= 30 %", "ada quota >= 38%", "quota 38"):
        assert parse(said).judge(facts) == Judged(Truth.MET, f"{parse(said)}: 38% left")
    assert parse("quota >= 39%").judge(facts).truth is Truth.NOT_YET
    assert parse("bob quota >= 1%").judge(facts).truth is Truth.UNKNOWN
    assert parse("eve quota >= 1%").judge(facts).truth is Truth.NEVER
    for wrong in ("quota >= 0%", "quota >= 101%", "quota > 5%", "quota >= much"):
        with pytest.raises(ValueError, match="no share of a quota"):
            parse(wrong)
    assert parse("quota idle") == AgentIs("idle", "quota")


names = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True) | st.sampled_from(RESERVED)
parts = st.one_of(
    st.builds(AgentIs, st.sampled_from(STATES), st.just("") | names),
    st.builds(AllAre, st.sampled_from(STATES)),
    st.builds(EntryDone, st.from_regex(r"[0-9a-f]{4}", fullmatch=True)),
    st.builds(Landed, st.just("") | names),
    st.builds(GateGreen, names, st.just("") | names),
    st.builds(QuotaLeft, st.integers(1, 100), st.just("") | names),
    st.builds(
        lambda first, rest: FileFact(f"{first} {' '.join(rest)}"),
        st.sampled_from(CLAIMS),
        st.lists(names, min_size=1, max_size=3),
    ),
    st.builds(Elapsed, st.integers(1, 10**6).map(float)),
    st.builds(AfterClock, st.integers(0, 23), st.integers(0, 59)),
    st.builds(After, st.integers(10**9, 2 * 10**9).map(float)),
)
joined = st.lists(parts, min_size=2, max_size=4).map(lambda few: Every(tuple(few)))
either = st.lists(parts | joined, min_size=2, max_size=4).map(lambda few: Either(tuple(few)))


@given(parts | joined | either)
def test_a_condition_reads_back_as_it_is_written(condition: Condition) -> None:
    assert parse(str(condition)) == condition


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*RESERVED, "in", "after", "20m", '"', "x"]), max_size=6).map(" ".join)
)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        found = parse(text)
    except ValueError as error:
        assert str(error).isprintable()
    else:
        assert parse(str(found)) == found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("phase", Phase)
def test_an_agent_is_in_a_state_only_where_that_is_its_sure_phase(state: str, phase: Phase) -> None:
    seen = {"docs": AgentFacts(phase, stuck=False)}
    assert (truth(f"docs {state}", Facts(seen)) is Truth.MET) is (state == phase)
    unsure = {"docs": AgentFacts(phase, unsure="until its sources agree", stuck=True)}
    assert truth(f"docs {state}", Facts(unsure)) is Truth.UNKNOWN


def test_an_unknown_phase_is_never_met_whatever_else_is_said_of_it() -> None:
    facts = Facts({"docs": AgentFacts(Phase.UNKNOWN, stuck=True)})
    assert {truth(f"docs {state}", facts) for state in STATES} == {Truth.UNKNOWN}
    assert truth("all idle", facts) is Truth.UNKNOWN


def test_idle_is_not_met_while_a_follow_up_is_on_its_way() -> None:
    judged = parse("idle").judge(
        Facts({"docs": AgentFacts(Phase.IDLE, busy="a follow-up is on its way")}, own="docs")
    )
    assert (judged.truth, judged.words) == (Truth.NOT_YET, "docs idle: a follow-up is on its way")


def test_an_agent_that_is_gone_is_waited_for_no_longer() -> None:
    judged = parse("docs idle").judge(Facts())
    assert (judged.truth, judged.words) == (Truth.NEVER, "docs idle: there is no such agent")
    assert truth("idle", Facts()) is Truth.NEVER


def test_all_idle_leaves_out_who_rests_and_needs_at_least_one() -> None:
    idle, rests = AgentFacts(Phase.IDLE), AgentFacts(Phase.EXITED, rests=True)
    assert truth("all idle", Facts({"a": idle, "b": rests})) is Truth.MET
    assert truth("all idle", Facts({"a": idle, "b": AgentFacts(Phase.EXITED)})) is Truth.NOT_YET
    assert truth("all idle", Facts({"b": rests})) is Truth.NOT_YET
    assert truth("all idle", Facts()) is Truth.NOT_YET
    words = parse("all idle").judge(Facts({name: AgentFacts(Phase.WORKING) for name in "abcde"})).words
    assert words == "all idle: a: working, b: working, c: working, and 2 more"


def test_what_others_know_is_asked_of_the_facts_for_the_agent_whose_queue_it_is() -> None:
    met = Judged(Truth.MET, "it is")
    facts = Facts(
        own="docs", told={"gate test docs": met, "gate test web": met, "landed docs": met, "entry 7f3a": met}
    )
    facts.told["claim exists a docs"] = met
    said = ("gate test green", "gate test green of web", "landed", "entry 7f3a done", "exists a")
    assert {parse(text).judge(facts) for text in said} == {met}


def test_a_length_is_reckoned_on_the_clock_that_nobody_sets() -> None:
    assert truth("in 1h", Facts(now=NOON + HOUR - 1)) is Truth.NOT_YET
    assert truth("in 1h", Facts(now=NOON + HOUR)) is Truth.MET
    assert truth("in 1h", Facts(now=NOON + HOUR - 1, clock_moved=86400.0)) is Truth.NOT_YET
    assert parse("in 1h").judge(Facts(clock_moved=HOUR)).words == "until 14:00"


def test_a_time_of_day_is_the_next_one_by_the_clock_that_people_read() -> None:
    fixed = parse("after 13:00").fixed(NOON)
    assert fixed == After(NOON + HOUR)
    assert fixed.judge(Facts(now=NOON + HOUR - 1)).words == "until 13:00"
    assert fixed.judge(Facts(now=NOON + HOUR)).met
    assert fixed.judge(Facts(now=NOON + 60, clock_moved=HOUR)).met
    assert parse("after 12:00").fixed(NOON) == After(NOON + 24 * HOUR)
    assert parse("after 12:00").judge(Facts()).words == "until 2026-11-06 12:00"
    assert parse("after 13:00").fixed(NOON, clock_moved=2 * HOUR) == After(NOON + 25 * HOUR)


def test_and_or_join_what_is_known() -> None:
    met, wait = {"a": AgentFacts(Phase.IDLE)}, {"b": AgentFacts(Phase.WORKING)}
    dark = {"c": AgentFacts(Phase.UNKNOWN)}
    facts = Facts(met | wait | dark)
    assert truth("a idle and b working", facts) is Truth.MET
    assert truth("a idle and b idle", facts) is Truth.NOT_YET
    assert truth("a idle and c idle", facts) is Truth.UNKNOWN
    assert truth("a idle and gone idle", facts) is Truth.NEVER
    assert truth("gone idle or b idle", facts) is Truth.NOT_YET
    assert truth("gone idle or c idle", facts) is Truth.UNKNOWN
    assert truth("gone idle or other idle", facts) is Truth.NEVER
    assert parse("a idle or b idle").judge(facts) == Judged(Truth.MET, "a idle")
    assert (
        parse("a idle and b idle and c idle").judge(facts).words
        == "b idle: working; c idle: its state is not known"
    )
