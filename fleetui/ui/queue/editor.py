"""Writing a follow-up: several lines, its claims checked while one writes, kept when one leaves."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import TextArea
from textual.widgets.text_area import Selection as Selected

from fleetui.engine.link import (
    AnchorCheck,
    AskAnchors,
    AskArrival,
    AskFillings,
    AskHistory,
    AskNeverTyped,
)
from fleetui.model.anchors.probe import PENDING
from fleetui.model.commands import AddEntry, EditEntry, Outcome
from fleetui.model.expansion import Filling, asked
from fleetui.model.forge.wishes.pull_acts import DispatchComment
from fleetui.model.insertions import Insertion
from fleetui.model.queue import Entry, why_too_long
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import EDITOR
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.added_rules import added_rules
from fleetui.ui.queue.draft_rows import rows_of
from fleetui.ui.queue.insert_menu import InsertMenu
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_PAUSE_S = 0.3
"""How long the operator must not type before claims are checked."""
_PROBE_S = 1.0
"""How soon it is looked again whether a probe answered."""
_ROWS, _LEAST = 12, 4
"""Rows of the text, and the fewest that what is typed with it leaves."""
_LEAST_ROWS = 4
_AROUND = 6
"""Rows of the dialog beside the field and what is known of its text: title, keys and what is between."""


class FollowUpEditor(Dialog, inherit_bindings=False):
    """For one agent, for all that are marked, or for one entry that waits."""

    WHERE = EDITOR
    BINDINGS = bindings(EDITOR)

    def __init__(
        self, shared: SharedState, names: tuple[str, ...], entry: Entry | None = None, text: str = ""
    ) -> None:
        super().__init__(shared)
        self.names = names
        self.entry = entry
        self._key = f"entry {entry.id}" if entry else ",".join(names)
        begun = text or (entry.text if entry else "")
        self._given = begun
        self._area = TextArea(shared.drafts.get(self._key, begun), id="editor-text", soft_wrap=True)
        self._area.cursor_blink = False
        self._rules = FixedRows(shared, id="editor-rules", ground="dialog", fit=True)
        self._never: tuple[str, ...] = ()
        self._arrival: tuple[str, ...] = ()
        """What its agents would get otherwise than it is written."""
        self._checks: tuple[AnchorCheck, ...] = ()
        self._fillings: tuple[Filling, ...] = ()
        self._claims = FixedRows(shared, id="editor-claims", ground="dialog", fit=True)
        self._past: tuple[str, ...] = ()
        """What is being written, and before it what the agent was given, newest first."""
        self._place = 0
        self._timer: Timer | None = None
        self._sent = False
        self._posting = False

    def compose(self) -> ComposeResult:
        """Title, text, what is known of it, keys."""
        with Vertical(id="editor", classes="dialog"):
            yield FixedRows(self.shared, [self._title()], classes="dialog-title", ground="merge_block")
            yield self._area
            yield self._rules
            yield self._claims
            yield Footer(self.shared, EDITOR, Selection, "dialog")

    def _title(self) -> list[Span]:
        what = "Edit a follow-up of" if self.entry else "Follow-up for"
        return [Span(f"{what} {', '.join(self.names)}", "on_block bold")]

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        self._area.focus()
        self._area.move_cursor(self._area.document.end)
        self._check()
        self.show()

    def show(self) -> None:
        """What is typed with it, as things stand."""
        agents = [agent for name in self.names if (agent := self.shared.agent(name))]
        width = self._area.size.width or self.app.size.width
        rows = added_rules(agents, self.entry.id if self.entry else "", width)
        self._rules.say(rows)
        self._area.styles.height = max(
            _LEAST, _ROWS - len(rows)
        )  # the keys stay in sight in a small terminal
        self.repaint_all()

    def on_text_area_changed(self) -> None:
        """Check the claims once the operator pauses."""
        self._check_in(_PAUSE_S)

    def _check_in(self, seconds: float) -> None:
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._check)

    def _check(self) -> None:
        text = self._area.text
        if not text.strip():
            self._never, self._arrival, self._checks, self._fillings = (), (), (), ()
            self._claims.say([[Span("paths and path:line in the text are checked when it is sent", "dim")]])
            self._say_of_comments()
            return
        if self._say_of_comments():
            return
        self.ask(AskArrival(self.names, text), self._arriving, self._not_checked)
        self.ask(AskNeverTyped(self.names, text), self._judged, self._not_checked)
        self.ask(AskAnchors(self.names[0], text), self._checked, self._not_checked)
        if asked(text):
            self.ask(AskFillings(self.names[0], text), self._filled, self._not_checked)
        else:
            self._fillings = ()

    def _say_of_comments(self) -> bool:
        """What becomes of it where only hosted agents are told: nothing in it is checked here, or filled in."""
        agents = [self.shared.agent(name) for name in self.names]
        told = [agent.hosted for agent in agents if agent and agent.hosted]
        if not told or len(told) < len(agents):
            return False
        where = ", ".join(f"#{one.seat.about}, which names {one.kind.mention}" for one in told)
        said = f"goes out with your login as a comment on {where}"
        self._claims.say([[Span(said, "dim")]])
        return True

    def _filled(self, fillings: tuple[Filling, ...]) -> None:
        """What would be filled in for what stands in braces."""
        self._fillings = fillings
        self._tell()

    def _checked(self, checks: tuple[AnchorCheck, ...]) -> None:
        self._checks = checks
        if any(one.detail == PENDING for one in self._checks):
            self._check_in(_PROBE_S)
        self._tell()

    def _judged(self, never: tuple[str, ...]) -> None:
        """Why it could never be typed, for each agent of which that is so."""
        self._never = never
        self._tell()

    def _arriving(self, arrival: tuple[str, ...]) -> None:
        self._arrival = arrival
        self._tell()

    def _tell(self) -> None:
        text = self._area.text
        if text.strip():
            taken = self._area.size.height + len(self._rules.rows) + _AROUND
            room = max(_LEAST_ROWS, int(self.app.size.height * 0.92) - taken)
            cells = self._claims.size.width
            self._claims.say(
                rows_of(
                    self.shared,
                    self.names,
                    text,
                    self._never,
                    self._checks,
                    room,
                    cells,
                    self._fillings,
                    self._arrival,
                )
            )

    def _not_checked(self, why: str) -> None:
        self._claims.say([[Span(f"not checked: {why}", "low")]])

    def do_send(self) -> None:
        """Queue it for everybody it is meant for."""
        text = self._area.text.strip("\n")
        if not text.strip():
            self.say("nothing is written yet", bad=True)
            return
        if why := why_too_long(text):
            self.say(why, bad=True)  # and it stays here: nothing of it is lost
            return
        if self.entry:
            self.act(EditEntry(self.names[0], self.entry.id, text), self._ended(text))
        else:
            for name in self.names:
                self.act(AddEntry(name, text), self._ended(text))
        self._sent = True
        self.shared.drafts.pop(self._key, None)
        self.dismiss(text)

    def _ended(self, text: str) -> Callable[[Outcome], None]:
        """A text that was not taken is kept as one that one leaves."""

        def ended(outcome: Outcome) -> None:
            if not outcome.ok:
                self.shared.drafts.setdefault(self._key, text)

        return ended

    def do_dispatch(self) -> None:
        """Post it on the issue of the agent's task; the text stays here until it is there."""
        agent, text = self.shared.agent(self.names[0]), self._area.text.strip()
        numbers = agent.task.issues if agent and agent.task else ()
        if self.entry or len(self.names) != 1 or len(numbers) != 1:
            self.say(
                "only a new follow-up for one agent that works on one issue can be posted there", bad=True
            )
        elif not text:
            self.say("nothing is written yet", bad=True)
        elif not self._posting:
            self._posting = True
            self.say(f"posting it on #{numbers[0]} …")
            self.run_worker(self._dispatch(self._wish(numbers[0], text)), group="act")

    def _wish(self, number: int, text: str) -> DispatchComment:
        agent = self.shared.agent(self.names[0])
        return DispatchComment(agent.seat.project if agent else "", self.names[0], number, text)

    async def _dispatch(self, wish: DispatchComment) -> None:
        outcome = await self.shared.link.act_there(wish)
        self._posting = False
        self.say(outcome.text, bad=not outcome.ok)
        if outcome.ok:
            self._sent = True
            self.shared.drafts.pop(self._key, None)
            self.dismiss(wish.text)

    def do_insert(self) -> None:
        """Choose something to put in where the cursor stands."""
        self.app.push_screen(InsertMenu(self.shared, self.names[0]), self._put)

    def _put(self, one: Insertion | None) -> None:
        """In a line of its own where it needs one; what has to be written in it is selected."""
        if one is None:
            return
        area = self._area
        row, column = area.cursor_location
        line = area.document.get_line(row)
        text = one.text
        if one.own_line and line[:column].strip():
            text = f"\n{text}"
        if one.own_line and line[column:].strip():
            text = f"{text}\n"
        start = min(area.selection)
        area.replace(text, *sorted(area.selection))
        if one.blank:
            before, blank, _ = text.partition(one.blank)
            area.selection = Selected(_after(start, before), _after(start, before + blank))

    def do_older(self) -> None:
        """The follow-up before the one that is shown."""
        if self._past:
            self._show_past(self._place + 1)
            return
        self.ask(AskHistory(self.names[0]), self._have_past, self._not_checked)

    def do_newer(self) -> None:
        """The one after it."""
        self._show_past(self._place - 1)

    def _have_past(self, found: tuple[str, ...]) -> None:
        if not found:
            self.say(f"{self.names[0]} was given no follow-up yet", bad=True)
            return
        self._past = (self._area.text, *found)
        self._show_past(1)

    def _show_past(self, place: int) -> None:
        """0 is what was being written when one began to look back."""
        if not 0 <= place < len(self._past):
            return
        if self._place == 0:
            self._past = (self._area.text, *self._past[1:])
        self._place = place
        self._area.text = self._past[place]
        self._area.move_cursor(self._area.document.end)

    def do_outside(self) -> None:
        """Go on with it in the operator's own editor."""
        self.edit_outside(self._area)

    def do_back(self) -> None:
        """Leave; the text is kept and offered again."""
        text = self._area.text
        if text.strip() and text != self._given:
            self.shared.drafts[self._key] = text
            self.say("your draft is kept: f brings it back" if not self.entry else "your draft is kept")
        elif not text.strip():
            self.shared.drafts.pop(self._key, None)
        self.dismiss(None)


def _after(start: tuple[int, int], text: str) -> tuple[int, int]:
    """Row and column behind a text that begins at ``start``."""
    row, column = start
    lines = text.split("\n")
    return (row + len(lines) - 1, len(lines[-1]) + (column if len(lines) == 1 else 0))
