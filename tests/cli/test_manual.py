"""``fleetui help``: the manual by topic, without a fleet, a screen or a network."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from fleetui.cli.main import command_line
from fleetui.ui.shell import manual

TOPICS = {
    "using", "configuration", "keys", "profiles", "status", "safety", "architecture", "contributing", "glossary",
    "figures", "events", "pipelines", "anchors", "report", "github", "forges",
}  # fmt: skip


def test_without_a_topic_all_are_listed_with_a_line_each() -> None:
    done = CliRunner().invoke(command_line(), ["help"])
    assert done.exit_code == 0
    assert set(manual.topics()) == TOPICS
    for topic, about in manual.topics().items():
        assert about
        assert f"{topic} " in done.stdout
        assert about in done.stdout


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_topic_is_printed_as_wide_as_the_terminal(topic: str) -> None:
    done = CliRunner().invoke(command_line(), ["help", topic], env={"COLUMNS": "70"})
    assert done.exit_code == 0
    assert done.stdout.lower().startswith(topic)
    assert done.stdout.rstrip("\n") == manual.page(topic, 70)


def test_an_unknown_topic_names_the_nearest_and_a_command_its_own_help() -> None:
    wrong = CliRunner().invoke(command_line(), ["help", "statsu"])
    assert wrong.exit_code == 1
    assert "did you mean 'status'?" in wrong.output
    assert "fleetui queue --help" in CliRunner().invoke(command_line(), ["help", "queue"]).output


def test_a_topic_is_a_name_and_no_path() -> None:
    assert CliRunner().invoke(command_line(), ["help", "../README"]).exit_code == 1


def test_a_word_that_is_no_topic_leads_to_where_the_manual_has_it() -> None:
    done = CliRunner().invoke(command_line(), ["help", "release"])
    assert done.exit_code == 0
    assert "using " in done.stdout
    assert "fleetui help TOPIC prints one" in done.stdout
    assert CliRunner().invoke(command_line(), ["help", "zzzzz"]).exit_code == 1


def test_no_command_ends_in_dots_in_the_help_of_a_narrow_terminal() -> None:
    done = CliRunner().invoke(command_line(), ["--help"], env={"COLUMNS": "60"}, terminal_width=60)
    rows = done.stdout.partition("Commands:")[2].splitlines()
    assert rows
    assert not [row for row in rows if row.rstrip().endswith(("...", "…"))]
