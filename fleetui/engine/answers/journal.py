"""Answers about what was written down, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine import link
from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.core import Core
from fleetui.engine.decide.condition_facts import Facts
from fleetui.engine.own.figures import FleetFigures
from fleetui.model import events as e
from fleetui.model.clean import clean, clean_line
from fleetui.model.condition_parts import Judged
from fleetui.model.conditions import parse
from fleetui.model.entry_story import entries_called, story
from fleetui.model.figures.report import Report
from fleetui.model.handoff import first_line
from fleetui.model.journal_words import JournalWords
from fleetui.model.news import News

_KEPT_LINES = 5000


class JournalAnswers:
    """From the journal and its texts; lines of it are made once."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._figures = FleetFigures(core)
        self._words = JournalWords()
        self._lines: tuple[int, tuple[link.JournalLine, ...]] = (0, ())

    def enter(self, table: AnswerTable) -> None:
        """Enter a row for each."""
        table.enter(link.AskJournal, self.journal)
        table.enter(link.AskStory, self.story)
        table.enter(link.AskLog, self.log)
        table.enter(link.AskNews, self.news)
        table.enter(link.AskFigures, self.figures)
        table.enter(link.AskConditions, self.conditions)

    async def journal(self, ask: link.AskJournal) -> tuple[link.JournalLine, ...]:
        """Oldest first."""
        after, known = self._lines
        if after > self.core.fleet.seq:
            after, known, self._words = 0, (), JournalWords()  # records were taken out that no owner wrote
        new = await self.core.world.journal.read(after)
        if new:
            known = (*known, *(_as_line(record, self._words) for record in new))[-_KEPT_LINES:]
            self._lines = (new[-1].seq, known)
        kept = [line for line in known if ask.seat in ("", line.seat)]
        return tuple(kept[-ask.limit :])

    async def story(self, ask: link.AskStory) -> tuple[link.JournalLine, ...]:
        """Of the one entry that is called so."""
        records = await self.core.world.journal.read(0)
        found = entries_called(records, ask.entry)
        if len(found) != 1:
            several = f"several entries begin with {ask.entry!r}: {', '.join(found[:5])}"
            raise link.AskError(clean_line(several if found else f"no entry is called {ask.entry!r}"))
        told = JournalWords(of_one=True)
        return tuple(_as_line(record, told) for record in story(records, found[0]))

    async def log(self, ask: link.AskLog) -> str:
        """Without what could drive a terminal."""
        return clean(await self.core.ledger.get_text(ask.log))

    async def news(self, ask: link.AskNews) -> tuple[News, ...]:
        """Each in one short line."""
        found = (one for one in self.core.ledger.news if one.at > ask.since)
        return tuple(replace(one, text=clean_line(first_line(one.text, 300), 300)) for one in found)

    async def figures(self, ask: link.AskFigures) -> Report:
        """Over the whole journal."""
        return await self._figures.report(ask.wanted)

    async def conditions(self, ask: link.AskConditions) -> tuple[Judged, ...]:
        """By what the journal has now."""
        await self.core.ledger.catch_up()
        return tuple(self._judged(own, text, ask.since) for own, text in ask.conditions)

    def _judged(self, own: str, text: str, since: float) -> Judged:
        try:
            return parse(text).judge(Facts(self.core, own, since))
        except ValueError as error:
            raise link.AskError(str(error)) from None


def _as_line(record: e.Record, words: JournalWords) -> link.JournalLine:
    event = record.event
    seat = event.seat if isinstance(event, e.SeatEvent) else ""
    return link.JournalLine(record.seq, record.at, e.kind_of(type(event)), seat, words.of(record))
