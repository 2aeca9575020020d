"""The queue of one agent: add, edit, move, delete and bring back, release; decide what is in doubt."""

from __future__ import annotations

import os
from dataclasses import replace

from textual.app import ComposeResult

from fleetui.engine.link import AskAnchors, AskCorrection, AskError
from fleetui.model.anchors.correction import Correction
from fleetui.model.commands import (
    AddEntry,
    DeleteEntry,
    MarkDelivered,
    MoveEntry,
    NoteEntry,
    Outcome,
    ReanchorEntry,
    ReleaseEntry,
    ResendEntry,
    UrgeEntry,
)
from fleetui.model.happened.afterwards import correction
from fleetui.model.queue import FOLLOW_UP, Entry, live
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import QUEUE
from fleetui.ui.actions.why_not.queue import needs_change, needs_new_place
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.rows import BLANK, RowClicked, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.added_rules import added_rules
from fleetui.ui.queue.blueprint_dialog import choose_blueprint
from fleetui.ui.queue.correction import CorrectionDialog
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.queue.entry_rows import queue_rows
from fleetui.ui.queue.entry_story import EntryStoryScreen
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState
from fleetui.ui.terminal.handover import hand_over
from fleetui.ui.terminal.programs import NotRun, at_line, editor

_LOOK_S = 2.0
"""How long it stands what could be put right of the entry under the bar."""


class QueueScreen(ListScreen, inherit_bindings=False):
    """First in, first out; what is in doubt stops everything behind it."""

    WHERE = QUEUE
    BINDINGS = bindings(QUEUE)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self._deleted: list[tuple[str, int]] = []
        """Texts with the places they had."""
        self._offered: dict[str, tuple[Entry, Correction]] = {}
        """What could be put right of which entry, as it was then."""
        self._asked_at = 0.0
        self._title = FixedRows(shared, id="queue-title")
        self.rows = Rows(shared, id="queue-rows", ground="tile")
        self._text = FixedRows(shared, id="queue-text", ground="bg")

    def compose(self) -> ComposeResult:
        """Header, title, entries, the whole text of the chosen one, keys."""
        yield Header(self.shared, id="header")
        yield self._title
        yield self.rows
        yield self._text
        yield Footer(self.shared, QUEUE, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The agent and the entry under the bar."""
        agent = self.shared.agent(self.agent_name)
        found = [one for one in live(agent.queue) if one.id == self.rows.chosen] if agent else []
        entry = found[0] if found else None
        known = self._known().get(entry.id) if entry else None
        return Selection(agent=agent, entry=entry, undo=bool(self._deleted), correction=known)

    def _known(self) -> dict[str, Correction]:
        """What could be put right, of the entries that are still as they were looked at."""
        agent = self.shared.agent(self.agent_name)
        queue = {one.id: one for one in live(agent.queue)} if agent else {}
        return {
            key: found
            for key, (entry, found) in self._offered.items()
            if (now := queue.get(key)) and (now.text, now.state) == (entry.text, entry.state)
        }

    def tick(self) -> None:
        """The files may have changed."""
        super().tick()
        self._look(self.chosen.entry)

    def _look(self, entry: Entry | None) -> None:
        """Ask what could be put right of a follow-up that waits: its keys are offered only where there is something."""
        if entry is None or not entry.waits or entry.kind != FOLLOW_UP:
            return
        now = self.shared.now()
        if entry.id in self._known() and now - self._asked_at < _LOOK_S:
            return
        self._asked_at = now
        # a group of its own: it is no answer to a key, and must not take the place of one
        self.run_worker(
            self._ask(
                AskCorrection(self.agent_name, entry.id), lambda answer: self._found(entry, answer), _nowhere
            ),
            group="offered",
            exclusive=True,
        )

    def _found(self, entry: Entry, correction: Correction) -> None:
        changed = self._offered.get(entry.id, (entry, None))[1] != correction
        self._offered[entry.id] = (entry, correction)
        if changed:
            self.show()

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def show(self) -> None:
        """The newest queue; leaves when the seat is gone."""
        agent = self.shared.agent(self.agent_name)
        if agent is None:
            self.dismiss(None)
            return
        state = state_of(agent)
        number = len(live(agent.queue))
        what = "1 follow-up" if number == 1 else f"{number} follow-ups"
        word = f"{self.shared.sign(state.key)} {state.word} {age(state.since, self.shared.now())}"
        title = [Span("Queue of ", "dim"), Span(agent.name, "bright bold"), Span(f"   {what}", "queue")]
        self._title.say([title], [Span(word, "dim" if state.ink == "ok" else state.ink)])
        rows = queue_rows(self.shared, agent, self._known(), keys_act=True)
        if not live(agent.queue):
            add = self.shared.hint("queue.add", "dim")
            rows += [
                BLANK,
                words(*add, Span(": it goes out when the agent rests and its composer is empty", "dim")),
            ]
        self.rows.show(rows)
        self.moved()
        self.repaint_all()

    def moved(self) -> None:
        """Show the whole text of the entry under the bar."""
        entry = self.chosen.entry
        self._look(entry)
        lines = entry.text.strip().splitlines() if entry else []
        agent = self.chosen.agent
        added = added_rules([agent], entry.id, self.app.size.width) if agent and entry else []
        self._text.say([*([Span(line, "text")] for line in lines), *added])

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point, or edit."""
        self.moved()
        self.repaint_all()
        if event.twice and self.chosen.entry and self.chosen.entry.waits:
            self.do_edit()

    @property
    def _entry(self) -> Entry:
        entry = self.chosen.entry
        assert entry is not None  # noqa: S101 - the table's why_not comes first
        return entry

    def do_add(self) -> None:
        """Write a follow-up."""
        agent = self.chosen.agent
        changed = agent.turn.anchors if agent and agent.turn else ()
        text = correction(changed) if changed else ""
        self.app.push_screen(FollowUpEditor(self.shared, (self.agent_name,), text=text))

    def do_blueprint(self) -> None:
        """Queue a blueprint."""
        choose_blueprint(self, self.shared, (self.agent_name,))

    def do_edit(self) -> None:
        """Write it anew."""
        self.app.push_screen(FollowUpEditor(self.shared, (self.agent_name,), self._entry))

    def do_sooner(self) -> None:
        """One place up."""
        self._move(-1)

    def do_later(self) -> None:
        """One place down."""
        self._move(1)

    def _move(self, by: int) -> None:
        agent = self.chosen.agent
        ids = [one.id for one in live(agent.queue)] if agent else []
        to = ids.index(self._entry.id) + by
        if 0 <= to < len(ids):
            self.act(MoveEntry(self.agent_name, self._entry.id, to))

    def do_delete(self) -> None:
        """Take it out; ``u`` puts its text back where it was."""
        entry = self._entry
        place = self.rows.keys().index(entry.id)

        def kept(outcome: Outcome) -> None:
            if outcome.ok:
                self._deleted.append((entry.text, place))
                self.say(f"deleted; {self.shared.keymap.shown('queue.undo')} brings it back")
                self.repaint_all()

        self.act(DeleteEntry(self.agent_name, entry.id), kept)

    def do_undo(self) -> None:
        """Queue the text that was deleted last again, in the place it had."""
        text, place = self._deleted.pop()

        def back(outcome: Outcome) -> None:
            agent = self.chosen.agent
            behind = len(live(agent.queue)) - 1 if agent else 0
            if outcome.ok and outcome.value and place < behind:
                self.act(MoveEntry(self.agent_name, outcome.value, place))

        self.act(AddEntry(self.agent_name, text), back)

    def do_open_claim(self) -> None:
        """The file that it speaks of, in the operator's editor: first the one that keeps it back."""
        self.app.run_worker(self._open_claim(self._entry), group="attach", exclusive=True)

    async def _open_claim(self, entry: Entry) -> None:
        agent = self.chosen.agent
        try:
            checks = await self.shared.link.ask(AskAnchors(self.agent_name, entry.text, entry.kept))
            there = [one for one in checks if one.at]
            first = min(there, key=lambda one: one.holds, default=None)
            if agent is None or first is None:
                self.say("it names no file that is there", bad=True)
                return
            path, line = _place(first.at)
            # with ./ a name that begins with + or - is no option of the editor
            argv = at_line(editor(os.environ), f"./{path}", line)
            await hand_over(self.app, argv, folder=agent.seat.worktree, environment=os.environ)
        except (AskError, NotRun) as error:
            self.say(str(error), bad=True)

    def do_reanchor(self) -> None:
        """What it says of files, where that is now; shown first."""
        self._correct(note=False)

    def do_note(self) -> None:
        """As it is, with what changed at its end; shown first."""
        self._correct(note=True)

    def _correct(self, *, note: bool) -> None:
        entry = self._entry

        def shown(answer: Correction) -> None:
            needs = needs_change if note else needs_new_place
            if why := needs(self.view, replace(self.chosen, correction=answer)):
                self.say(why, bad=True)
                return
            heading = f"{'Send with a note to' if note else 'Re-anchor a follow-up of'} {self.agent_name}?"
            self.app.push_screen(
                CorrectionDialog(self.shared, heading, answer, note=note), lambda sure: taken(answer, sure)
            )

        def taken(found: Correction, sure: bool | None) -> None:
            if sure and note:
                self.act(NoteEntry(self.agent_name, entry.id, found.note))
            elif sure:
                self.act(ReanchorEntry(self.agent_name, entry.id, found.new))

        self.ask(
            AskCorrection(self.agent_name, entry.id),
            shown,
            lambda why: self.say(f"not read: {why}", bad=True),
        )

    def do_release(self) -> None:
        """Send a held one as it is."""
        self.act(ReleaseEntry(self.agent_name, self._entry.id))

    def do_urge(self) -> None:
        """Let it go at once."""
        self.act(UrgeEntry(self.agent_name, self._entry.id))

    def do_story(self) -> None:
        """What happened to it."""
        self.app.push_screen(EntryStoryScreen(self.shared, self._entry))

    def do_look(self) -> None:
        """See the pane."""
        self.dashboard.open("focus", self.agent_name)

    def do_answer(self) -> None:
        """Type to the agent."""
        self.dashboard.open("typing", self.agent_name)

    def do_delivered(self) -> None:
        """It did arrive."""
        self.act(MarkDelivered(self.agent_name, self._entry.id))

    def do_resend(self) -> None:
        """Ask first: it may then run twice."""
        entry = self._entry
        lines = [
            "It may have arrived already: then the agent does it twice.",
            "",
            *entry.text.strip().splitlines()[:6],
        ]

        def decided(sure: bool | None) -> None:
            if sure:
                self.act(ResendEntry(self.agent_name, entry.id))

        self.app.push_screen(ConfirmDialog(self.shared, f"Send again to {self.agent_name}?", lines), decided)


def _nowhere(why: str) -> None:
    """Nothing is offered less where it cannot be told."""
    del why


def _place(at: str) -> tuple[str, int]:
    """Path and line of ``path``, ``path:12`` and ``path:10-20``; 0 for no line."""
    path, _, lines = at.rpartition(":")
    first = lines.partition("-")[0]
    return (path, int(first)) if path and first.isdecimal() else (at, 0)
