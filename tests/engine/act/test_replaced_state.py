"""The state folder is moved away or replaced under a living owner: there is one owner all the same."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from fleetui.ports.owner_lock import Lock
from tests.ports.test_owner_lock import another
from tests.support.background import Background
from tests.support.scratch import Scratch
from tests.support.waiting import until, until_async


@pytest.fixture
def background(scratch: Scratch) -> Iterator[Background]:
    scratch.configure()
    made = Background(scratch)
    yield made
    made.close()


def move_away(scratch: Scratch) -> None:
    state = scratch.paths.lock.parent
    state.rename(state.with_name("away"))


def test_an_owner_whose_state_folder_is_moved_away_takes_the_new_lock_too(
    scratch: Scratch, background: Background
) -> None:
    owner = background.start()
    move_away(scratch)
    until(lambda: Lock(scratch.paths.lock).holder() == (owner.pid, False), 20)
    second = background.start(wait=False)
    assert second.wait(60) == 3, "it found an owner"
    assert owner.poll() is None
    background.stop(owner)


def test_an_owner_that_was_replaced_with_its_folder_ends_and_leaves_the_journal_to_the_other(
    scratch: Scratch, background: Background
) -> None:
    first = background.start()
    until(scratch.paths.published.exists, 30)
    os.kill(first.pid, signal.SIGSTOP)
    move_away(scratch)
    second = background.start()
    written = scratch.paths.journal.stat().st_ino
    os.kill(first.pid, signal.SIGCONT)
    assert first.wait(60) == 0, background.said()
    assert Lock(scratch.paths.lock).holder() == (second.pid, False)
    assert scratch.paths.journal.stat().st_ino == written, "the first one put its own in place"
    assert not [path for path in scratch.paths.journal.parent.iterdir() if "damaged" in path.name]
    background.stop(second)


async def test_a_dashboard_that_was_replaced_with_the_lock_only_watches_and_says_so(scratch: Scratch) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        await live.until(lambda: live.engine.view.ready)
        lock = scratch.paths.lock
        with another(lock.with_name("new.lock"), "screen") as (other, _):
            lock.with_name("new.lock").replace(lock)
            await until_async(lambda: not live.engine.core.acts, 20)
            await live.until(lambda: live.engine.view.owner_pid == other.pid)
            said = [health.text for health in live.engine.view.health]
            assert any("another process owns the fleet now" in text for text in said), said
        assert (await live.engine.take_over()).ok, "the other one ended"
        await live.until(lambda: not any(health.port == "owner" for health in live.engine.view.health))
