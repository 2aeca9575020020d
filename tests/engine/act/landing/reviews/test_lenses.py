"""Several lenses look at one subject beside each other, each at a lasting place of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.rules import ReviewState
from tests.support.processes import lives
from tests.support.reviews import commit, configure, found, leave, mark, row, subject, verdict
from tests.support.scratch import Live, Scratch

LENSES = ["correctness", "security", "does it run"]


def working(live: Live) -> list[Reviewer]:
    return [one for one in subject(live).reviewers if one.state is ReviewState.RUNNING]


def of(live: Live, lens: str) -> Reviewer:
    return next(one for one in subject(live).reviewers if one.lens == lens)


async def told(live: Live, number: int) -> None:
    await live.until(lambda: len(live.scratch.texts("reviewer")) == number, 40)


async def gone(live: Live) -> None:
    await live.until(lambda: not [x for x in live.engine.core.seats() if x.role == "review"], 40)


async def test_lenses_work_beside_each_other_as_many_as_may_and_each_accepts_or_nothing_does(
    scratch: Scratch,
) -> None:
    configure(scratch, lenses=LENSES)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.do(c.StartReview("cache"))
        await told(live, 2)
        first, second = working(live)
        assert [first.lens, second.lens, of(live, "does it run").state] == [*LENSES[:2], ReviewState.WAITING]
        places = {first.checkout, second.checkout, first.folder, second.folder}
        assert len(places) == 4, "each has a checkout and a folder of its own"
        assert [name.rpartition("/")[0][-1] for name in (first.checkout, second.checkout)] == ["1", "2"]
        for text in scratch.texts("reviewer"):
            lens = re.search(r"Look at it for: ([^.]*)\.", text)
            assert lens
            assert f"Others look at it for: {', '.join(x for x in LENSES if x != lens[1])}." in text

        leave(first, verdict(subject(live), "reject", findings=[found("major")]))
        await told(live, 3)
        third = of(live, "does it run")
        assert third.checkout == first.checkout, "the place stays, what is in it is another"
        assert mark(live).state is ReviewState.RUNNING
        leave(second, verdict(subject(live), findings=[found("blocker", "it leaks")]))
        leave(third, verdict(subject(live)))
        await live.until(lambda: subject(live).state is ReviewState.REJECTED, 40)
        (one,) = mark(live).open
        assert (one.severity, one.lenses) == ("blocker", ("correctness", "security"))
        assert "wrong price" in one.text
        assert "it leaks" in one.text
        assert not row(live).may_land
        await gone(live)
        assert not Path(first.checkout).parent.exists()

        await commit(live, "def price():\n    return 3\n")
        await live.do(c.StartReview("cache"))
        await told(live, 5)
        answer = [{"id": "f1", "fixed": True, "why": "it is 3"}]
        assert of(live, "correctness").checkout == first.checkout
        for lens in LENSES[:2]:
            leave(of(live, lens), verdict(subject(live), earlier=answer))
        await told(live, 6)
        leave(of(live, LENSES[2]), verdict(subject(live)))
        await live.until(lambda: mark(live).state is ReviewState.ACCEPTED, 40)
        assert [x.state for x in mark(live).findings] == ["fixed"]
        await live.until(lambda: row(live).may_land, 40)


async def test_a_lens_that_fails_fails_the_round_and_what_the_other_found_is_still_shown(
    scratch: Scratch,
) -> None:
    configure(scratch, lenses=LENSES[:2])
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.do(c.StartReview("cache"))
        await told(live, 2)
        first, second = working(live)
        leave(first, verdict(subject(live), findings=[found("minor")]))
        await live.do(c.KillAgent(second.seat))
        await live.until(lambda: mark(live).state is ReviewState.FAILED, 40)
        assert mark(live).detail == "security: it left no verdict"
        assert [one.text for one in mark(live).unkept] == ["wrong price"]
        assert not mark(live).open
        assert not row(live).may_land
        await gone(live)


@contextmanager
def working_in(place: Path, tag: str = "") -> Iterator[int]:
    """Somebody who works in a folder, and is nobody's child any more."""
    place.mkdir(parents=True)
    environment = {"PATH": os.environ["PATH"], **({"FLEETUI_RUN": tag} if tag else {})}
    begin = ["sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!"]
    pid = int(subprocess.run(begin, cwd=place, env=environment, capture_output=True, check=True).stdout)
    try:
        yield pid
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def test_nobody_is_put_where_a_stranger_works_and_the_stranger_is_left_alone(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        project = live.engine.core.settings.projects["shop"]
        place = Path(await live.engine.core.world.git.review_place(project, 1))
        with working_in(place) as stranger:
            await live.do(c.StartReview("cache"))
            await live.until(lambda: subject(live).state is ReviewState.FAILED, 40)
            assert f"sleep {stranger} works in {place}" in mark(live).detail
            assert lives(stranger)
        await live.do(c.StartReview("cache"))
        await told(live, 1)
        assert of(live, "correctness").checkout.startswith(str(place))


async def test_what_an_earlier_round_left_running_is_ended_before_the_place_is_used_again(
    scratch: Scratch,
) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.do(c.StartReview("cache"))
        await told(live, 1)
        one = of(live, "correctness")
        run = live.engine.core.fleet.run_of(one.seat)
        assert run
        leave(one, verdict(subject(live), "reject", findings=[found()]))
        await gone(live)
        with working_in(Path(one.checkout).parent, run.tag) as left:
            await commit(live, "def price():\n    return 3\n")
            await live.do(c.StartReview("cache"))
            await live.until(lambda: not lives(left), 40)
        await told(live, 2)
