"""``fleetui events``: one line for each fact, resumable, beside an owner and without one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given

from fleetui.model import events as e
from fleetui.model.event_lines import event_line, fields_of, table_of_kinds
from fleetui.ports.journal.port import Journal
from tests.support.events import any_event
from tests.support.waiting import until

SECRET = "sk-abcdefghijklmnopqrstuvwx0123"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "FLEETUI_HOME": str(home)}


def events(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "fleetui", "events", *words]
    return subprocess.run(
        argv, env=environment(home), capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def following(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-m", "fleetui", "events", "--follow", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(argv, env=environment(home), text=True, **pipes)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


async def journal_with(home: Path, *facts: e.Event) -> Journal:
    (home / "state").mkdir(parents=True, exist_ok=True, mode=0o700)
    from fleetui.config.paths import find_paths

    journal = await Journal.open(find_paths(environment=environment(home)).journal)
    await journal.own()
    await journal.append(list(facts))
    return journal


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


async def test_every_fact_is_a_line_and_an_id_goes_on_where_it_was_stopped(home: Path) -> None:
    journal = await journal_with(
        home,
        e.EntryAdded("cache", "abc", f"use {SECRET} and \x1b[31mred"),
        e.AgentSnoozed("cache", 0.0),
        e.StatusChanged("cache", "idle", 1_800_000_000.5, "screen", "prompt"),
    )
    said = events(home)
    assert (said.returncode, said.stderr) == (0, "")
    first, second, third = lines(said.stdout)
    assert (first["version"], first["id"], first["kind"], first["agent"]) == (1, 1, "entry-added", "cache")
    assert first["text"] == "use [redacted] and ·[31mred"
    assert second["until"] is None
    assert third["since"] == "2027-01-15T08:00:00.500+00:00"
    assert str(third["at"]).endswith("+00:00")
    assert lines(events(home, "--since", "2").stdout) == [third]
    assert lines(events(home, "--since", "3").stdout) == []
    wrong = events(home, "--since", "4")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "fleetui: no record has the id 4: the journal ends at 3\n"
    await journal.close()


async def test_a_stored_text_is_its_name_and_an_end_of_it(home: Path) -> None:
    journal = await journal_with(home)
    log = await journal.put_text(f"token={SECRET}\n".encode() + b"x" * 1000 + b"\n1 failed\n")
    ended = e.RunEnded("cache", "r", "over", screen="f" * 64)
    await journal.append([e.GateFinished("cache", "shop", "test", "c", "d", "fail", log=log), ended])
    first, second = lines(events(home).stdout)
    assert first["log"] == log
    assert str(first["log_excerpt"]).endswith("1 failed\n")
    assert len(str(first["log_excerpt"])) == 500
    assert SECRET not in str(first)
    assert (second["screen"], second["screen_excerpt"]) == ("f" * 64, "")
    await journal.close()


def test_without_a_journal_nothing_is_made(home: Path) -> None:
    said = events(home)
    assert (said.returncode, said.stdout) == (0, "")
    assert "there is no journal" in said.stderr
    assert events(home, "--since", "1").returncode == 2
    assert not home.exists()


async def test_it_follows_a_journal_from_before_its_first_record(home: Path) -> None:
    with following(home) as process:
        journal = await journal_with(home, e.Noted("t", "a"))
        assert process.stdout
        assert json.loads(process.stdout.readline())["text"] == "a"
        await journal.append([e.Noted("t", "b")])
        assert json.loads(process.stdout.readline())["text"] == "b"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr
        assert process.stderr.read() == ""
        await journal.close()


@pytest.mark.parametrize("number", [1, 500])
async def test_it_ends_quietly_when_nobody_reads_any_more(home: Path, number: int) -> None:
    journal = await journal_with(home, *(e.Noted("t", "x" * 500) for _ in range(number)))
    with following(home) as process:
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
        until(lambda: process.poll() is not None, 30)
        assert process.returncode == 0
        assert process.stderr
        assert process.stderr.read() == ""
    await journal.close()


def test_the_manual_has_every_kind_with_its_fields() -> None:
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
    table = page.partition("<!-- kinds -->")[2].partition("<!-- /kinds -->")[0]
    assert table.strip().splitlines()[2:] == table_of_kinds().splitlines(), "fleetui events --kinds prints it"
    assert len(table_of_kinds().splitlines()) == len(e.kinds())


@given(any_event)
def test_every_event_is_one_line_of_json(event: e.Event) -> None:
    line = event_line(1, 1_800_000_000.0, event, lambda name: f"the text called {name.strip()}")
    told = json.dumps(line, allow_nan=False)
    assert "\n" not in told
    assert line["version"] == 1
    assert {*fields_of(type(event))} <= {*line}
    assert line["kind"] == e.kind_of(type(event))
    assert len({*fields_of(type(event))} - {"version", "id", "at", "kind", "cut"}) == len(
        fields_of(type(event))
    )
