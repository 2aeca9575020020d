"""From an issue to a merge with real agents, the real gh and keys; what is only said to be fixed is kept out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from fleetui.demo.github.pulls import Pull
from tests.live.forge import WAIT_S, ForgeFleet
from tests.live.script import Script
from tests.live.turns import Turn
from tests.support.person import Person, person
from tests.support.tmux import private_tmux
from tests.support.waiting import until

pytestmark = pytest.mark.live
SIZE = (120, 40)
LOAF, BUN = "agent/1-price-the-loaf", "agent/2-price-the-bun"
REPLY = "gh api -X POST repos/acme/shop/pulls/{number}/comments/{comment}/replies -f body='{text}' >/dev/null"
T = TypeVar("T")
CTRL_R, CTRL_S, CTRL_U = "\x12", "\x13", "\x15"


def _script(turn: Turn) -> Script:
    """The first agent does what it is asked to; the second one says of what was found that it did."""
    if turn.side:
        return Script()
    if found := re.search(r"pull request #(\d+)", turn.prompt):
        comment = re.search(r"#discussion_r(\d+)", turn.prompt)
        assert comment, turn.prompt
        return _heeds(turn, int(found[1]), int(comment[1]))
    if "issue #1" in turn.prompt:
        return Script(run=_commits("loaf", "loaf.py"), say="It is priced.")
    if "issue #2" in turn.prompt:
        return Script(shell=_commits("bun", "bun.py"), say="It is priced.")
    return Script()


def _commits(what: str, path: str) -> str:
    return f"printf 'PRICE = 1\\nCOST = 2\\n' > {path} && git add -A && git commit -qm 'Price the {what}'"


def _heeds(turn: Turn, number: int, comment: int) -> Script:
    if turn.api == "responses":
        said = REPLY.format(number=number, comment=comment, text="Fixed, thank you.")
        return Script(shell=said, say="I said so.")
    said = REPLY.format(number=number, comment=comment, text="Fixed: it costs 3 now.")
    mended = "sed -i '2s/2/3/' loaf.py && git commit -qam 'Mend the cost' && git push -q origin HEAD"
    return Script(run=f"{mended} && {said}", say="It is mended.")


def test_an_issue_becomes_a_merge_of_what_was_shown_and_a_finding_that_is_only_answered_keeps_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ForgeFleet() as fleet, private_tmux() as terminal:
        monkeypatch.setattr(fleet.server, "script", _script)
        issue = fleet.issue("Price the loaf", "It has none.\n\n## Done when\n\n- `loaf.py` has a price\n")
        fleet.issue("Price the bun", "It has none either.")
        pane = fleet.dashboard(terminal, SIZE, shows="shop")
        with person(terminal, size=SIZE) as somebody:
            desk = Desk(fleet, somebody, pane)
            # two issues become two agents, which commit
            loaf = desk.starts("#1 Price the loaf", "issue-1", "claude")
            bun = desk.starts("#2 Price the bun", "issue-2", "codex")
            desk.agrees("issue-2")
            # two pull requests, whose checks turn green
            first, second = desk.opens(LOAF, loaf), desk.opens(BUN, bun)
            assert (first.title, first.closes) == ("Price the loaf", [issue])
            jobs = [fleet.checks_begin(pull) for pull in (first, second)]
            desk.sees("is running")
            for job in jobs:
                fleet.checks_pass(job)
            desk.sees("1 passed")
            # what a program finds goes to both agents by one key each
            for pull, path in ((first, "loaf.py"), (second, "bun.py")):
                fleet.bot_finds(pull, path, 2, "**High severity**: the cost is 3, not 2.")
            desk.sends_back(LOAF)
            desk.sends_back(BUN)
            desk.agrees("issue-2")
            desk.waits(lambda: all(len(pull.threads[0].comments) == 2 for pull in (first, second)))
            # one is fixed, and resolved by a key; of the other one it is only said
            desk.resolves(first)
            fleet.checks_pass(fleet.checks_begin(first))
            # exactly what was shown is merged, and the base here has it, too
            shown = desk.merges(LOAF)
            assert first.head_oid == fleet.head_of(loaf)
            assert first.head_oid.startswith(shown)
            merged = fleet.shop.bare.branch("main")
            assert fleet.shop.bare.git("rev-parse", f"{merged}^{{tree}}") == fleet.head_of(
                loaf, "HEAD^{tree}"
            )
            assert fleet.head_of(fleet.home.project, "main") == merged
            assert (fleet.home.project / "loaf.py").read_text() == "PRICE = 1\nCOST = 3\n"
            assert issue.state == "CLOSED"
            desk.is_refused(BUN)
            assert (second.state, fleet.shop.bare.branch("main")) == ("OPEN", merged)
        assert fleet.api.answering.broken == fleet.api.answering.invalid == []


class Desk:
    """The operator at the keyboard."""

    def __init__(self, fleet: ForgeFleet, somebody: Person, pane: str) -> None:
        self.fleet, self.somebody, self.pane = fleet, somebody, pane

    def look(self, what: str) -> None:
        """Nothing here."""

    def reads(self, text: str | re.Pattern[str], timeout: float = WAIT_S) -> None:
        """Wait for a text on the screen."""
        wanted = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))
        shown = self.somebody.reads(self.pane, wanted, timeout)
        assert shown, f"{text} is not shown:\n{self.somebody.tmux.text(self.pane)}"

    def waits(self, so: Callable[[], T]) -> T:
        """Wait for something; told with the screen where it does not come."""
        try:
            return until(so, WAIT_S, every=0.2)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.somebody.tmux.text(self.pane)}") from None

    def sees(self, text: str | re.Pattern[str], keys: str = CTRL_R) -> None:
        """Look again until the screen shows it."""
        wanted = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            self.somebody.types(keys)
            if self.somebody.reads(self.pane, wanted, 3):
                return
        raise AssertionError(f"{text} is not shown:\n{self.somebody.tmux.text(self.pane)}")

    def starts(self, title: str, name: str, profile: str) -> Path:
        """An agent on an issue of the ledger; its worktree."""
        self.somebody.types("4")
        self.sees(title)
        self.somebody.goes_to(self.pane, title)
        self.reads("It has none")
        self.look("ledger")
        self.somebody.types("n")
        self.reads("New agent")
        self.somebody.types("Tab", "Tab", CTRL_U)
        self.reads(re.compile(r"profile *$", re.MULTILINE))
        self.somebody.types(profile)
        self.reads(re.compile(rf"profile +{profile}"))
        self.look("new")
        self.somebody.types(CTRL_S)
        agents = self.fleet.published
        made = self.waits(lambda: next((one for one in agents()["agents"] if one["name"] == name), None))
        return Path(made["worktree"] or self.waits(lambda: self.fleet.agent(name)["worktree"]))

    def agrees(self, name: str) -> None:
        """Let Codex write outside of its worktree, as it asks for."""
        self.fleet.until(name, phase="asking")
        self.fleet.press(name, "y")

    def opens(self, branch: str, worktree: Path) -> Pull:
        """A pull request of a branch whose agent committed."""
        self.waits(lambda: "Price" in self.fleet.subject(worktree))
        self.somebody.types("3")
        self.sees(branch)
        self.somebody.goes_to(self.pane, branch)
        self.sees(re.compile("1 commit"))
        self.somebody.types("p")
        self.reads("Pull request of")
        self.reads("never by force")
        self.look("composer")
        self.somebody.types(CTRL_S)
        made = self.fleet.pull_of(branch)
        self.sees(f"#{made.number}")
        self.look("board")
        return made

    def sends_back(self, branch: str) -> None:
        """What was found goes to the agent."""
        self.somebody.goes_to(self.pane, branch)
        self.sees(re.compile(r"remarks +1 open; bugbot"))
        self.look("found")
        self.somebody.types("f")
        self.reads("queued for")

    def resolves(self, pull: Pull) -> None:
        """In the audit, once it is drawn as fixed."""
        self.somebody.types("6")
        self.sees(re.compile("said, not in the files"))
        self.sees(re.compile("fixed"))
        self.look("audit")
        self.somebody.goes_to(self.pane, f"shop        #{pull.number}")
        self.somebody.types("R")
        self.waits(lambda: pull.threads[0].is_resolved)

    def merges(self, branch: str) -> str:
        """``m``, the facts, ``m``; the commit that was shown."""
        self.somebody.types("3")
        self.somebody.goes_to(self.pane, branch)
        self.sees("may land")
        self.look("may land")
        self.somebody.types("m")
        self.reads("acme/shop #")
        self.look("facts")
        found = re.search(r"acme/shop #\d+ at (\w{7,})", self.somebody.tmux.text(self.pane))
        assert found
        read = int(time.time())
        until(lambda: int(time.time()) > read + 1)  # reading takes a person longer than that
        self.somebody.types("m")
        self.reads("landed as")
        self.look("merged")
        return found[1]

    def is_refused(self, branch: str) -> None:
        """The other one stays out, and says why: without the word that overrides it, ``m`` merges nothing."""
        self.somebody.goes_to(self.pane, branch)
        self.sees("said, not in the files: bugbot")
        self.look("refused")
        self.somebody.types("m")
        self.reads("1 open remark is overridden")
        self.look("override")
        self.somebody.types("Enter", "m", "Escape")
