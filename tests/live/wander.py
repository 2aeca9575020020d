"""Walk a real agent through what nobody wrote down: ``python -m tests.live.wander [options] [CLI ...]``.

Each walk follows from its seed: sizes, words, tools, questions, refusals, drafts, and when the window is resized. The
pane is looked at ten times a second, also while it is drawn, and each look is kept with what was true just then, as
the model server and the walk know it; while something changes nothing is claimed. What is read wrongly is printed.

``--keep`` stores a sample below ``tests/captures/unseen``: screens that no rule may be written by. Without it the
sample goes to ``--into``, for finding out what is read wrongly.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.live.agents import Home, make_home, start
from tests.live.capture import STAND_IN, Edition, pinned
from tests.live.improviser import Improviser
from tests.live.own_words import Moment, compared
from tests.live.stage import Stage, remove
from tests.live.walkers import WALKERS
from tests.live.wander_acts import ACTIONS, SIZES, begin, leave
from tests.live.wanderer import MOVES, Lost, Walk
from tests.support.unseen import UNSEEN, Seen, Tally, judged, store


def walked(
    cli: str,
    seed: int,
    seconds: float,
    edition: Edition,
    acts: Sequence[str] = (),
    size: tuple[int, int] | None = None,
) -> tuple[dict[str, Any], list[tuple[Seen, str]], list[Moment]]:
    """One walk: its facts, every look with what the walk did then, and what the agent's own files said beside it.

    With ``acts`` it does only these; with a ``size`` it begins at that one.
    """
    random = Random(f"{cli}-{seed}")
    folder = Path(tempfile.mkdtemp(prefix="fl-", dir="/tmp"))
    traits = WALKERS[cli]
    drawn = random.choice(SIZES)
    arguments = random.choice(traits.variants)
    facts = {
        "profile": cli,
        "version": edition.version,
        "seed": seed,
        "taken": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    try:
        with Improviser(traits.refused, traits.final, traits.silent) as server:
            home = make_home(folder / "home", edition.path, server.url)
            for number in range(20):
                (home.project / f"module_{number:02}.py").write_text(f"NUMBER = {number}\n")
            _repository(home)
            words = " ".join(
                f"'{word}'" if " " in word or "[" in word else word for word in (*start(cli), *arguments)
            )
            shell = [*home.bare(), "PS1=$ ", "sh", "-c", f"trap : INT; {words}; exec sh -i"]
            with Stage(folder, shell, home.project, size or drawn) as stage:
                walk = Walk(cli, stage, server, home, random)
                walk.arguments = arguments
                _wander(walk, seconds, [one for one in ACTIONS if not acts or one[0].__name__ in acts])
                looks = [(_scrubbed(seen, folder, server.url), doing) for seen, doing in walk.certain()]
                return facts, looks, walk.own_words.moments
    finally:
        remove(folder)


def _wander(walk: Walk, seconds: float, actions: Sequence[tuple[Callable[[Walk], None], int]]) -> None:
    try:
        begin(walk)
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            action = walk.random.choices([one for one, _ in actions], [weight for _, weight in actions])[0]
            walk.doing = action.__name__
            action(walk)
        leave(walk)
    except Lost as lost:
        shown = "\n    ".join(row for row in walk.text.splitlines() if row.strip())
        print(f"  {walk.cli}: {lost}\n    {shown}", flush=True)


def _scrubbed(seen: Seen, folder: Path, url: str) -> Seen:
    here = str(folder)
    stand_in = STAND_IN[: len(here)].ljust(len(here), "k")
    port = url.rpartition(":")[2]

    def clean(text: str) -> str:
        return text.replace(here, stand_in).replace(f"127.0.0.1:{port}", f"127.0.0.1:{'18080'[-len(port) :]}")

    title = "host" if seen.title == socket.gethostname() else clean(seen.title)
    rest = {name: getattr(seen, name) for name in Seen.__dataclass_fields__}
    return Seen(**{**rest, "raw": clean(seen.raw), "title": title})


def sample(looks: list[tuple[Seen, str]], count: int, random: Random) -> list[Seen]:
    """As many different screens, taken from every kind of moment in turn."""
    kinds: dict[tuple[object, ...], list[Seen]] = defaultdict(list)
    known: set[str] = set()
    for seen, doing in looks:
        plain = MOVES.sub("", seen.raw)
        if plain not in known:
            known.add(plain)
            expected = seen.expected
            kind = (doing, expected["phase"], expected.get("kind"), bool(expected.get("draft")), seen.columns)
            kinds[kind].append(seen)
    piles = list(kinds.values())
    for pile in piles:
        random.shuffle(pile)
    taken: list[Seen] = []
    while len(taken) < count and any(piles):
        taken += [pile.pop() for pile in piles if pile][: count - len(taken)]
    return taken


def told(cli: str, looks: list[tuple[Seen, str]]) -> list[str]:
    """In lines: how many of all looks are read right, and each kind of mistake with how often it was made."""
    tally = Tally.of(seen for seen, _ in looks)
    fields = " ".join(f"{name} {tally.right[name]}/{tally.known[name]}" for name in tally.known)
    lines = [f"{cli}: {len(looks)} looks, {fields}, asking invented {tally.invented}"]
    wrong = Counter(
        (doing, name, str(seen.expected.get("phase")), f"{seen.reading().phase} by {seen.reading().rule}")
        for seen, doing in looks
        for name, right in judged(seen, seen.reading()).items()
        if not right
    )
    return lines + [
        f"  {count} x {name} in {doing}: {phase}, read {read_as}"
        for (doing, name, phase, read_as), count in wrong.most_common(12)
    ]


def _repository(home: Home) -> None:
    """Some agents ask for one at their start."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        command = ["git", "-c", "user.name=o", "-c", "user.email=o@example.org", *words]
        subprocess.run(command, cwd=home.project, check=True, timeout=20)


def main() -> int:
    """Walk the agents that are named, or all."""
    parser = argparse.ArgumentParser(prog="tests.live.wander", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cli", nargs="*", choices=[[], *WALKERS])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seconds", type=float, default=75.0)
    parser.add_argument("--acts", nargs="*", default=(), choices=[one.__name__ for one, _ in ACTIONS])
    parser.add_argument("--count", type=int, default=24, help="how many screens of a walk are stored")
    parser.add_argument("--keep", action="store_true", help="store them with the captures")
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "fleetui-wander")
    chosen = parser.parse_args()
    for cli in chosen.cli or WALKERS:
        facts, looks, moments = walked(cli, chosen.seed, chosen.seconds, pinned(cli), chosen.acts)
        print("\n".join([*told(cli, looks), *compared(moments)]), flush=True)
        frames = (
            sample(looks, chosen.count, Random(chosen.seed)) if chosen.keep else [seen for seen, _ in looks]
        )
        folder = UNSEEN if chosen.keep else chosen.into
        store(folder / cli / f"{chosen.seed}.json", facts, frames)
    return 0


if __name__ == "__main__":
    sys.exit(main())
