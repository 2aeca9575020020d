"""A fleet adopted from a user's tmux, and everybody who does something to it: one thread for each pair of hands."""

from __future__ import annotations

import json
import os
import random
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.live.hour.acts import EVERYBODY, ONLY
from tests.live.hour.desk import PLACES, Desk, Place, home_for, start_line
from tests.live.hour.engine import UsersFleet
from tests.live.hour.hand import Hand
from tests.live.hour.log import Log
from tests.live.hour.own import OwnHand, own_profile
from tests.live.hour.watch import Watch
from tests.live.install import group_of
from tests.live.model_server import ModelServer
from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

FOUND_S = 60
SETTLED_S = 5.0
"""How long after an answer its context must be known."""


class Figure(NamedTuple):
    """A context figure as published, and as it follows from what the model reported; ``None`` where none is said."""

    name: str
    at: float
    said: int | None
    is_so: int


class Hour:
    """Everything that runs while it is entered."""

    def __init__(
        self,
        out: Path,
        seed: int,
        places: Sequence[Place] = PLACES,
        pace: float = 1.0,
        *,
        dashboard: bool = False,
    ) -> None:
        self.seed = seed
        self.pace = pace
        self.log = Log()
        self.hands: list[Hand] = []
        self.servers: dict[str, ModelServer] = {}
        self.figures: list[Figure] = []
        self.lost: list[str] = []
        self.acts: dict[str, int] = {}
        self.engines = 1
        self._out = out
        self._places = places
        self._dashboard = dashboard
        self._stack = ExitStack()
        self._over = threading.Event()
        self.fleet: UsersFleet
        self.desk: Desk
        self.watch: Watch

    def __enter__(self) -> Self:
        with self._stack:
            self._enter()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _enter(self) -> None:
        self._out.mkdir(parents=True, exist_ok=True)
        terminal = self._stack.enter_context(private_tmux())
        for place in self._places:
            self.servers[place.name] = self._stack.enter_context(ModelServer())
        self.fleet = UsersFleet(terminal if self._dashboard else None, groups=self._groups())
        for place in self._places:
            if place.own:
                own_profile(place, self.servers[place.name].url, self.fleet.profiles)
        self._stack.enter_context(self.fleet)
        self.desk = self._stack.enter_context(Desk(self.fleet.folder))
        (self.fleet.home.path / ".claude" / "settings.json").write_text(json.dumps(SETTINGS))
        for place in self._places:
            self._seat(place)
        if any(place.session == "notes" for place in self._places):
            self._attach(terminal)
        for hand in self.hands:  # one after the other, as a person starts them
            self.log.add(hand.name, "lost", "being set up")
            hand.start()
        self._adopt()
        published = self.fleet.folder / "fleet" / "state" / "fleet.json"
        self.watch = Watch(published, self.hands, self.log, self._out)
        until(lambda: self.fleet.agent(self.hands[-1].name)["phase"] == "idle", FOUND_S)
        self.watch.start()
        time.sleep(1)
        for hand in self.hands:
            self.log.add(hand.name, "ready")

    def _groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(group for place in self._places for group in group_of(place.cli)))

    def _seat(self, place: Place) -> None:
        server = self.servers[place.name]
        hand = OwnHand(self.fleet, self.log, place, self.seed) if place.own else self._guest(place, server)
        hand.queue, hand.pace = self._queue, self.pace
        hand.why = lambda: str(self.watch.latest[hand.name]["waits"])
        server.tell = hand.hears
        self.hands.append(hand)

    def _guest(self, place: Place, server: ModelServer) -> Hand:
        """The operator of an agent in the user's own tmux."""
        home = home_for(self.fleet.home, server.url)
        pane = self.desk.seat(place, home)
        return Hand(self.desk, self.log, place.name, place.cli, pane, start_line(place.cli, home), self.seed)

    def _queue(self, name: str, text: str) -> None:
        with self.fleet.changing:  # where none is, the verb would become one
            self.fleet.queue(name, text)

    def _attach(self, terminal: PrivateTmux) -> None:
        """The user's own terminal, attached to one session."""
        socket = self.desk.socket
        terminal.start(f"env -u TMUX tmux -u -S {socket} attach -t notes", width=120, height=40)
        until(lambda: self.desk.tmux("list-clients"), 10)

    def _adopt(self) -> None:
        guests = [hand for hand in self.hands if not isinstance(hand, OwnHand)]

        def found() -> bool:
            panes = json.loads(self.fleet.verb("discover", "--json"))
            return {pane["pane"]["id"] for pane in panes} >= {hand.pane for hand in guests}

        until(found, FOUND_S, every=0.5)
        for hand in guests:
            self.fleet.verb("adopt", hand.pane, "--name", hand.name)

    # ------------------------------------------------------------ playing

    def play(self, seconds: float, say: Callable[[str], None] = print) -> None:
        """Let everybody do something until the time is over and what they began has ended."""
        threads = [
            threading.Thread(target=self._works, args=(hand, seconds, say), daemon=True)
            for hand in self.hands
        ]
        threads.append(threading.Thread(target=self._turns, args=(seconds, say), daemon=True))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 300)
        self._over.set()
        time.sleep(4)
        self.watch.stop()

    def _works(self, hand: Hand, seconds: float, say: Callable[[str], None]) -> None:
        """One agent's operator."""
        end = time.monotonic() + seconds
        acts, weights = zip(*(*EVERYBODY, *ONLY[hand.cli]), strict=True)
        while time.monotonic() < end:
            act = hand.rng.choices(acts, weights)[0]
            say(f"{time.strftime('%H:%M:%S')} {hand.name} {act.__name__}")
            self.acts[act.__name__] = self.acts.get(act.__name__, 0) + 1
            try:
                act(hand)
                hand.rest(1, 8)
                self._figure(hand)
            except Exception as error:  # noqa: BLE001 - a hand that lost its way begins anew, and the report says so
                self._lose(hand, act.__name__, error, say)

    def _figure(self, hand: Hand) -> None:
        last, now = self.log.last(hand.name), time.time()
        if last is None or last[1:] != ("said", f"tokens:{hand.tokens}") or now - last.at < SETTLED_S:
            return
        shown, is_so = self.watch.latest[hand.name]["context"], left(hand.cli, hand.tokens)
        if is_so is not None:
            self.figures.append(Figure(hand.name, now, shown and shown["left_percent"], is_so))

    def _lose(self, hand: Hand, act: str, error: Exception, say: Callable[[str], None]) -> None:
        """The hands do not know any more what the agent does: end it and start another, and claim nothing meanwhile."""
        self.log.add(hand.name, "lost", act)
        what = f"{time.strftime('%H:%M:%S')} {hand.name} {act}: {error!r}"
        self.lost.append(what)
        say(f"lost: {what}")
        with suppress(Exception):
            place = self._out / f"lost-{hand.name}-{act}-{time.strftime('%H%M%S')}.txt"
            asked = self.servers[hand.name].requests[-1:]
            said = [json.dumps(one.get("messages") or one.get("input"))[-3000:] for one in asked]
            told = [f"{one.at:.2f} {one.kind} {one.detail}" for one in self.log.of(hand.name)[-12:]]
            parts = [what, hand.text(), *told, *said, "".join(traceback.format_exception(error))]
            place.write_text("\n".join(parts))
        with suppress(Exception):
            hand.compacting = False
            hand.kill()
            self.log.add(hand.name, "lost", act)
            time.sleep(2)
            hand.clear_screen()
            time.sleep(1)
            hand.start()

    # ------------------------------------------------------------ everything around

    def _turns(self, seconds: float, say: Callable[[str], None]) -> None:
        """Windows are switched, resized and scrolled, and the engine ends and begins anew."""
        rng = random.Random(f"{self.seed} around")
        end = time.monotonic() + seconds
        again = time.monotonic() + min(rng.uniform(120, 420), seconds / 2)
        while time.monotonic() < end:
            time.sleep(rng.uniform(5, 20))
            hand = rng.choice(self.hands)
            with suppress(AssertionError):
                rng.choice((self._scrolls, self._zooms, self._resizes, self._switches))(hand, rng)
            if time.monotonic() > again:
                again = time.monotonic() + rng.uniform(240, 600)
                self._another_engine(rng, say)

    def _scrolls(self, hand: Hand, rng: random.Random) -> None:
        if not hand.quiet.acquire(timeout=5):
            return
        try:
            self.desk.tmux("copy-mode", "-t", hand.pane)
            self.desk.tmux("send-keys", "-X", "-t", hand.pane, "-N", str(rng.randint(1, 20)), "scroll-up")
            time.sleep(rng.uniform(1, 8))
            self.desk.tmux("send-keys", "-X", "-t", hand.pane, "cancel")
        finally:
            hand.quiet.release()

    def _zooms(self, hand: Hand, rng: random.Random) -> None:
        self.desk.tmux("resize-pane", "-Z", "-t", hand.pane)
        time.sleep(rng.uniform(1, 10))
        self.desk.tmux("resize-pane", "-Z", "-t", hand.pane)

    def _resizes(self, hand: Hand, rng: random.Random) -> None:
        place = next(place for place in self._places if place.name == hand.name)
        columns, rows = place.size
        if place.own or place.session == "notes":
            return  # its size is fleetui's, or that of the terminal attached to it
        for size in ((columns - rng.randint(0, 18), rows - rng.randint(0, 6)), (columns, rows)):
            self.desk.tmux("resize-window", "-t", place.session, "-x", str(size[0]), "-y", str(size[1]))
            time.sleep(rng.uniform(1, 10))

    def _switches(self, hand: Hand, rng: random.Random) -> None:
        if any(place.session == "notes" for place in self._places):
            self.desk.tmux("next-window", "-t", "notes")
        time.sleep(rng.uniform(1, 5))

    def _another_engine(self, rng: random.Random, say: Callable[[str], None]) -> None:
        say(f"{time.strftime('%H:%M:%S')} another engine")
        self.engines += 1
        with self.fleet.changing:
            self.fleet.stop_engine()
            time.sleep(rng.uniform(0, 4))
            self.fleet.start_engine()


SETTINGS = {
    "env": {"CLAUDE_CODE_MAX_RETRIES": "5"},
    "permissions": {"allow": ["Bash(sleep:*)", "Bash(cat:*)"]},
}


def left(cli: str, tokens: int) -> int | None:
    """Percent left of the window an agent can use, as its own documentation counts."""
    if cli == "claude":
        return round(100 - (tokens + 40) / 1_800)
    if cli == "pi":
        return round(100 - (tokens + 20) / 2_000)
    if cli == "copilot":
        return None  # it neither shows nor stores how large its model's window is
    return round(100 - 100 * (tokens + 20 - 12_000) / (258_400 - 12_000))


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
