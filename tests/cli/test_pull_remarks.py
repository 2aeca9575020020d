"""What others said in pull requests, on the command line: real gh, a process of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.support.conversations import Hub, Spoken, review, said, thread
from tests.support.scratch import Scratch
from tests.support.scripted_forge import scripted

GITHUB = '[projects.shop.github]\nrepository = "o/r"\n'


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


async def test_remarks_are_printed_with_what_became_of_them_and_a_forge_that_fails_is_an_error(
    scratch: Scratch,
) -> None:
    spoken = Spoken(
        [thread(1, [said(60, "**High Severity** the \x1b[31mprice is wrong")]), thread(2, [said(1)], isResolved=True,
         resolvedBy={"login": "operator"})],
        [review(1, submittedAt=None)],
    )  # fmt: skip
    hub = Hub(spoken, "agent/cache")
    async with scripted(scratch.root / "gh", hub) as forge:
        scratch.environment.update({name: forge.environment[name] for name in ("GH_CONFIG_DIR", "GH_TOKEN")})
        scratch.configure(extra=GITHUB)
        done = await asyncio.to_thread(scratch.fleetui, "pull", "remarks")
        lines = done.stdout.splitlines()
        assert lines[0].startswith("shop #1 review  open  bugbot") and "it breaks" in lines[1]
        assert lines[0].endswith("  ?")
        assert lines[3].startswith("shop #1 shop.py:2  open  bugbot high")
        assert (done.returncode, len(lines), "\x1b" in done.stdout) == (0, 6, False)
        asked = await asyncio.to_thread(scratch.fleetui, "pull", "remarks", "1", "--json")
        (found,) = json.loads(asked.stdout)
        assert [(one["state"], one["severity"]) for one in found["remarks"]] == [
            ("open", None),
            ("open", "high"),
        ]
        none = await asyncio.to_thread(scratch.fleetui, "pull", "remarks", "7")
        assert "no open pull request #7 is known" in none.stdout
        hub.broken = "all"
        failed = await asyncio.to_thread(scratch.fleetui, "pull", "remarks")
        assert (failed.returncode != 0, "nothing is" in failed.stdout) == (True, False)
