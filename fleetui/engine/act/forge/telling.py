"""Follow-ups to hosted agents: each is posted as a comment, at most once, and its address is the sign that it is there.

Order: what was said there before is read, the intent is journalled, the comment is asked for once. Where the answer is
lost, what stands there decides; what does not stand there in time is not confirmed, and never posted again by itself.
"""

from __future__ import annotations

from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.repositories import written_repository
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.engine.protocols.forge import Limited
from fleetui.model import events as e
from fleetui.model.clean import clean_line, clean_prompt
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Project
from fleetui.model.forge.acts import LONGEST, same_text
from fleetui.model.forge.conversation import Comment
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.hosted import TellAgain, TellHosted
from fleetui.model.handoff import first_line
from fleetui.model.hosted.agent import hosted_named
from fleetui.model.hosted.seat import HostedSeat, there
from fleetui.model.queue import IN_FLIGHT, Entry, EntryState, find, is_still_next, live, next_due
from fleetui.model.value import value

PASS_S = 0.5
FAILED_S = 60.0
"""How long a forge is left alone that failed."""
LOOK_S = 5.0
"""How often what is in doubt is looked up."""
DOUBT_S = 90.0
"""How long after it was asked for the forge may still come to show it."""


@value
class _Place:
    """Where a seat is told, and what the operator said there."""

    repository: Repository
    subject: str
    comments: tuple[Comment, ...]
    """The operator's own."""

    def same(self, text: str) -> tuple[Comment, ...]:
        return tuple(one for one in self.comments if same_text(one.text, text))


class Telling:
    """Queues and posts, one at a time for each seat."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._later: dict[str, float] = {}
        """Until when nothing is tried for a seat."""

    # ------------------------------------------------------------ what a key asks for

    async def tell(self, want: TellHosted) -> Outcome:
        """Queue it, or give one that waits other words. Raises ``Refused``."""
        seat = self._meant(want.project, want.name)
        text = self._words(seat, want.text)
        if want.entry:
            entry = self._entry(seat, want.entry)
            if not entry.waits:
                raise Refused(f"that follow-up is {entry.state} and can no longer be changed")
            await self.core.ledger.append(e.EntryEdited(seat.name, entry.id, text))
        else:
            entry = Entry(self.core.world.mint(), text)
            await self.core.ledger.append(e.EntryAdded(seat.name, entry.id, text, literal=True))
        self._later.pop(seat.name, None)
        said = f"queued for {seat.name}, to be posted on #{seat.about}: {first_line(text, 40)}"
        return Outcome(ok=True, text=said, value=entry.id)

    async def again(self, want: TellAgain) -> Outcome:
        """Let one go that is held or not confirmed. Raises ``Refused``."""
        seat = self._meant(want.project, want.name)
        entry = self._entry(seat, want.entry)
        if entry.state not in (EntryState.HELD, EntryState.UNKNOWN):
            raise Refused(f"that follow-up is {entry.state}: it is neither held nor in doubt")
        await self.core.ledger.append(e.EntryReleased(seat.name, entry.id))
        self._later.pop(seat.name, None)
        twice = "; it may stand there twice" if entry.state is EntryState.UNKNOWN else ""
        return Outcome(ok=True, text=f"it is posted on #{seat.about}{twice}", value=entry.id)

    def _meant(self, project: str, name: str) -> HostedSeat:
        if not self.core.acts:
            raise Refused(
                "this dashboard watches: only the owner's screen speaks on the forge (T takes over)"
            )
        seat = self.core.hosted_seat(name)
        if seat.project != project:
            raise Refused(f"{name} works in {seat.project}, not in {project}")
        rules = self.core.settings.projects.get(project)
        if rules is None or rules.forge is None or not rules.forge.repository:
            raise Refused(
                f'nothing is said where a remote leads: repository = "owner/name" in [projects.{project}.github]'
            )
        return seat

    def _entry(self, seat: HostedSeat, entry: str) -> Entry:
        found = find(live(self.core.fleet.queues.get(seat.name, ())), entry)
        if found is None:
            raise Refused(f"{seat.name} has no follow-up {clean_line(entry, 40)!r}")
        return found

    def _words(self, seat: HostedSeat, written: str) -> str:
        text = clean_prompt(written)[0].strip()
        if not text:
            raise Refused("nothing was queued: the follow-up is empty")
        kind = hosted_named(seat.agent, self.core.world.hosted)
        text = kind.addressed(text) if kind else text
        if len(text) > LONGEST:
            raise Refused(f"{len(text)} characters are too many for one comment: at most {LONGEST}")
        return text

    # ------------------------------------------------------------ posting

    async def run(self) -> None:
        """Post for ever what is due, and look up what is in doubt."""
        while True:
            if self.core.acts and not self.core.ledger.read_only:
                for seat in there(self.core.fleet.hosted):
                    self._start(seat)
            await rest(PASS_S)

    def _start(self, seat: HostedSeat) -> None:
        lock = self.core.lock(seat.name)
        if not lock.locked() and self._due(seat) is not None:
            self.core.spawn(self.one(seat.name), f"comment for {seat.name}")

    def _due(self, seat: HostedSeat) -> Entry | None:
        """What is to be posted, or was cut short and is in doubt."""
        if self.core.world.now() < self._later.get(seat.name, 0.0) or self._unread(seat):
            return None
        queue = self.core.fleet.queues.get(seat.name, ())
        return next((one for one in live(queue) if one.state in IN_FLIGHT), None) or next_due(queue)

    def _unread(self, seat: HostedSeat) -> bool:
        """Whether it has only an issue yet, on which it reads no comment."""
        kind = hosted_named(seat.agent, self.core.world.hosted)
        if seat.pull or kind is None or kind.reads_issues:
            return False
        waits = bool(live(self.core.fleet.queues.get(seat.name, ())))
        self._said(seat.name, "no pull request yet, and it reads no comment on an issue" if waits else "")
        return True

    async def one(self, name: str) -> None:
        """Bring the head of a queue as far as it gets now."""
        async with self.core.lock(name):
            seat = self.core.fleet.hosted.get(name)
            entry = self._due(seat) if seat and not seat.left else None
            if seat is None or entry is None:
                return
            try:
                where = (
                    seat.sending_on if entry.state in IN_FLIGHT and seat.sending == entry.id else seat.about
                )
                place = await self._place(seat, where)
            except PortError as error:
                self._rest(name, error)
                return
            if entry.state in IN_FLIGHT:
                await self._settle(seat, entry, place)
            else:
                await self._post(seat, entry, place)

    async def _post(self, seat: HostedSeat, entry: Entry, place: _Place) -> None:
        core, delivery = self.core, self.core.world.mint()
        known = tuple(one.id for one in place.same(entry.text))
        intent = e.CommentIntended(seat.name, entry.id, delivery, seat.about, known)
        if not await core.ledger.append_if(
            lambda fleet: is_still_next(fleet.queues.get(seat.name, ()), entry), intent
        ):
            return
        core.world.fault("comment.intended")
        try:
            url = await core.world.forge.comment(place.repository, place.subject, entry.text)
        except Unanswered as error:
            self._wait(seat.name, LOOK_S, f"not known whether it stands there: {error.detail}")
            return
        except PortError as error:
            why = clean_line(f"not posted: {error.detail}", 300)
            await core.ledger.append(
                e.DeliveryRefused(seat.name, entry.id, delivery, why), e.EntryHeld(seat.name, entry.id, why)
            )
            return
        core.world.fault("comment.done")
        await self._posted(seat, entry.id, delivery, url)

    async def _settle(self, seat: HostedSeat, entry: Entry, place: _Place) -> None:
        """It was asked for, and what came of it is not known: what stands there decides."""
        found = [one for one in place.same(entry.text) if one.id not in seat.known]
        if found:
            await self._posted(seat, entry.id, entry.delivery, found[-1].url)
        elif self.core.world.now() >= entry.typed + DOUBT_S:
            why = f"#{seat.sending_on or seat.about} does not show it: look there before you have it posted again"
            await self.core.ledger.append(e.DeliveryUnknown(seat.name, entry.id, entry.delivery, why))
            self._said(seat.name, "")
        else:
            self._wait(seat.name, LOOK_S, "not known whether it stands there; it is looked up")

    async def _posted(self, seat: HostedSeat, entry: str, delivery: str, url: str) -> None:
        await self.core.ledger.append(e.CommentPosted(seat.name, entry, delivery, url))
        self._said(seat.name, "")

    async def _place(self, seat: HostedSeat, number: int) -> _Place:
        """Raises ``PortError``."""
        forge, project = self.core.world.forge, self._project(seat)
        repository = await written_repository(self.core, project)
        login = await forge.login(repository.host)
        if number == seat.pull:
            said = await forge.conversation(repository, number)
            subject, comments = said.id, said.comments
        else:
            issue = await forge.issue(repository, number)
            subject, comments = issue.id, issue.comments
        return _Place(repository, subject, tuple(one for one in comments if one.author == login))

    def _project(self, seat: HostedSeat) -> Project:
        found = self.core.settings.projects.get(seat.project)
        if found is None:
            raise PortError(
                "github", f"comment for {seat.name}", f"{seat.project} is not configured any more"
            )
        return found

    def _rest(self, name: str, error: PortError) -> None:
        now = self.core.world.now()
        until = error.until if isinstance(error, Limited) else now + FAILED_S
        self._wait(name, until - now, error.detail)

    def _wait(self, name: str, seconds: float, why: str) -> None:
        self._later[name] = self.core.world.now() + seconds
        self._said(name, why)

    def _said(self, name: str, why: str) -> None:
        """Why the head of its queue waits."""
        if self.core.hosted_waits.get(name, "") != why:
            self.core.hosted_waits[name] = clean_line(why, 200)
            self.core.touch()
