"""A fleet with open pull requests in which people and programs said something."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.forge.answers import AnswerState, Heard, RemarkNow, Sent
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.conversation import Comment, Conversation, Thread
from fleetui.model.forge.pull import Decision, Mergeable, Pull, PullList
from fleetui.model.forge.reading.severity import severity_of
from fleetui.model.forge.remarks import Remark, RemarkKind
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.view import FleetView
from tests.support.fleets import NOW

HEAD = "e07b5aa11"
LOST = """### Lost update under two writers

**High Severity**

<!-- DESCRIPTION START -->
`evict()` reads the size before it takes the lock. Two callers may both see room, and the second one drops what the
first just wrote. Take the lock first, and read the size inside it.
<!-- DESCRIPTION END -->"""


def _pull(number: int, branch: str, title: str, threads: int, author: str = "me") -> Pull:
    return Pull(
        number, title, f"https://github.com/me/clawdemy/pull/{number}", author, author.endswith("bot"), branch, HEAD,
        "main",
        mergeable=Mergeable.CLEAN, decision=Decision.NONE, threads=threads, updated=NOW - 600, checks_of=HEAD,
        checks=(Check("build", CheckState.PASS), Check("lint", CheckState.FAIL if number == 14 else CheckState.PASS)),
    )  # fmt: skip


PULLS = (
    _pull(12, "agent/cache", "Evict the oldest entry, not a random one", 3),
    _pull(14, "agent/api-auth", "Rotate the refresh token on every use", 2),
    _pull(15, "deps/rich-15", "Bump rich from 14.3.1 to 15.0.0", 0, "dependabot"),
)


def one(
    number: int, said: str, author: str, hours: float, state: AnswerState, *, path: str = "src/cache/lru.py",
    line: int = 88, bot: bool = True, sent: bool = False, reply: str = "", kind: RemarkKind = RemarkKind.THREAD,
) -> RemarkNow:  # fmt: skip
    name = f"T{number}"
    remark = Remark(
        name, kind, author, bot, NOW - hours * 3600, said, f"https://github.com/me/clawdemy/pull/12#r{number}",
        path, line, line, severity_of(said), replied=NOW - 600 if reply else 0.0, reply=reply,
    )  # fmt: skip
    about = (
        Sent(name, NOW - 3000, "41ac07e" + "0" * 33, remark.at, 0.0, path, line, line, "e1") if sent else None
    )
    return RemarkNow(remark, state, about)


SAID = AnswerState.SAID
REMARKS = {
    12: (
        one(1, LOST, "cursor", 26, SAID, sent=True, reply="Fixed in 41ac07e: the lock is taken first now."),
        one(2, "_🟡 Minor_ This name shadows the module.", "coderabbitai", 25, AnswerState.WAITING, line=14, sent=True),
        one(3, "Why is this not in the settings?", "ann-lindqvist", 3, AnswerState.OPEN, line=31, bot=False),
        one(4, "[P1] The key is written to the log", "codex", 25, AnswerState.FIXED, line=120, sent=True, reply="Done"),
    ),
    14: (
        one(5, "Severity: critical\n\nThe old token stays valid for an hour.", "semgrep", 5, AnswerState.OPEN,
            path="src/auth/tokens/refresh/rotation.py", line=7),
        one(6, "Please add a test for the clock that goes back.", "bo", 2, AnswerState.ANSWERED, path="", line=0,
            bot=False, reply="There is one: test_rotation.py", kind=RemarkKind.REVIEW),
    ),
    15: (),
}  # fmt: skip


def heard(number: int) -> Heard:
    threads = tuple(_thread(one) for one in REMARKS[number] if one.remark.kind is RemarkKind.THREAD)
    said = Conversation(number, "me", HEAD, threads, at=NOW - 90)
    return Heard("clawdemy", number, said, REMARKS[number], operators=frozenset({"me"}))


def _thread(now: RemarkNow) -> Thread:
    about = now.remark
    first = Comment("C1", about.author, about.bot, about.at, about.text, about.url)
    answer = Comment("C2", "me", False, about.replied, about.reply, f"{about.url}0")
    return Thread(about.id, about.path, about.line, about.line, (first, answer) if about.reply else (first,))


def with_remarks(view: FleetView, why: str = "") -> FleetView:
    """The same with three open pull requests; ``why`` is why the forge says nothing newer."""
    listed = PullList(Repository("github.com", "me", "clawdemy"), PULLS, NOW - 40, why=why)
    by_branch = {one.branch: one for one in PULLS}
    project = replace(view.projects["clawdemy"], forge=ForgeRules())
    return replace(
        view,
        projects={**view.projects, "clawdemy": project},
        agents=tuple(replace(one, pull=by_branch.get(one.seat.branch)) for one in view.agents),
        board=tuple(replace(one, pull=by_branch.get(one.branch)) for one in view.board),
        pulls={"clawdemy": listed},
        heard=tuple(replace(heard(one.number), why=why) for one in PULLS),
    )
