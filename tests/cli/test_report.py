"""``fleetui report``: figures of a journal beside its owner and without one, for people and for programs."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fleetui.cli.main import command_line
from fleetui.config.paths import find_paths
from fleetui.model import events as e
from fleetui.model.figures.definitions import FIGURES, Definition
from fleetui.model.figures.samples import KINDS
from fleetui.ports.journal.port import Journal
from fleetui.ports.journal.reader import JournalReader, Unread

FACTS: tuple[e.Event, ...] = (
    e.SeatAdded("cache", "claude", "shop", "/w", 1, task="pdf"),
    e.EntryAdded("cache", "e1", "fix it"),
    e.TurnBegan("cache", "t1", "r", 0.0),
    e.TurnJudged("cache", "t1", "r", tokens=(10, 20, 30, 40)),
    e.GateFinished("cache", "shop", "build", "c", "d", "pass"),
    e.LandingIntended("cache", "l1", "shop", "fix", "main", "b", "h", "c", "t"),
    e.LandingEnded("cache", "l1", "landed"),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def path_of(home: Path) -> Path:
    return find_paths(environment={**os.environ, "FLEETUI_HOME": str(home)}).journal


async def owned(home: Path, *facts: e.Event) -> Journal:
    (home / "state").mkdir(parents=True, mode=0o700)
    journal = await Journal.open(path_of(home))
    await journal.own()
    await journal.append(list(facts))
    return journal


def said(home: Path, *words: str) -> Result:
    return CliRunner().invoke(command_line(), ["report", *words], env={"FLEETUI_HOME": str(home)})


async def test_beside_its_owner_it_says_every_figure_with_what_it_rests_on(home: Path) -> None:
    journal = await owned(home, *FACTS)
    text = said(home).stdout
    assert all(one.title in text for one in FIGURES)
    assert "1 landed change" in text
    assert "not known" in text
    found = json.loads(said(home, "--json").stdout)
    assert found["total"]["tokens_output_per_landed"]["value"] == 40
    assert [one["agent"] for one in found["agents"]] == ["cache"]
    await journal.append([e.GateFinished("cache", "shop", "build", "c2", "d", "fail")])
    assert json.loads(said(home, "--json").stdout)["total"]["gate_pass_rate"]["value"] == 0.5
    await journal.close()
    assert json.loads(said(home, "--json").stdout)["total"]["gate_pass_rate"]["samples"] == 2


async def test_the_spreadsheet_has_a_row_for_each_figure_of_each_group(home: Path) -> None:
    await (await owned(home, *FACTS)).close()
    rows = list(csv.DictReader(said(home, "--csv").stdout.splitlines()))
    assert len(rows) == 4 * len(FIGURES)  # total, one day, one agent, one project
    (rate,) = [row for row in rows if (row["by"], row["figure"]) == ("agent", "gate_pass_rate")]
    assert (rate["key"], rate["value"], rate["samples"], rate["basis"]) == ("cache", "1", "1", "measured")
    assert {row["value"] for row in rows if row["figure"] == "answer_time"} == {""}


async def test_what_does_not_exist_is_said_with_what_does(home: Path) -> None:
    await (await owned(home, *FACTS)).close()
    assert "cache" in said(home, "--agent", "cash").output
    assert said(home, "--project", "shops").exit_code == 1
    assert "is no period" in said(home, "--since", "soon").output
    assert said(home, "--json", "--csv").exit_code == 2
    assert "Figures of cache since 7d" in said(home, "--agent", "cache", "--since", "7d", "--markdown").stdout


def test_without_a_journal_nothing_is_made_and_nothing_is_zero(home: Path) -> None:
    assert "no figures yet" in said(home).stdout
    found = json.loads(said(home, "--json").stdout)
    assert {one["value"] for one in found["total"].values()} == {None}
    assert not home.exists()


async def test_a_damaged_journal_gives_no_figure(home: Path) -> None:
    await (await owned(home, *FACTS)).close()
    with sqlite3.connect(path_of(home)) as db:
        db.execute("DROP TRIGGER records_stay")
        db.execute("UPDATE records SET body = replace(body, 'landed', 'refused') WHERE seq = 7")
    done = said(home)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "record 7 is not what was written" in done.output


async def test_records_come_one_at_a_time_and_only_those_that_are_asked_for_are_read(home: Path) -> None:
    await (await owned(home, *FACTS)).close()
    with sqlite3.connect(path_of(home)) as db:
        db.execute("DROP TRIGGER records_stay")
        db.execute("UPDATE records SET seat = 'x' WHERE seq = 7")
    reader = JournalReader(path_of(home), 0)
    stream = reader.stream(KINDS)
    given = [next(stream) for _ in range(6)]  # the seventh was not looked at yet
    assert [type(event) for _, _, event, _ in given] == [type(fact) for fact in FACTS[:6]]
    with pytest.raises(Unread, match="record 7"):
        next(stream)
    reader.close()
    some = JournalReader(path_of(home), 0)
    of_turns = some.stream(frozenset({"turn-began"}))
    assert [next(of_turns)[2] is not None for _ in range(6)] == [False, False, True, False, False, False]
    some.close()


async def test_records_of_a_newer_program_are_in_no_figure_and_counted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(e.GateFinished, "VERSION", 99)
        await (await owned(home, *FACTS)).close()
    found = json.loads(said(home, "--json").stdout)
    assert found["unread_records"] == 1
    assert found["total"]["gate_pass_rate"]["value"] is None
    assert "1 record of a newer fleetui could not be read" in said(home).output


@pytest.mark.parametrize("one", FIGURES, ids=lambda one: one.name)
def test_the_manual_says_what_each_figure_is(one: Definition) -> None:
    text = (Path(__file__).parents[2] / "docs/report.md").read_text("utf-8")
    assert f"| {one.title} | {one.basis} | {one.rests_on} |" in text
