"""README and manual say what the program does: commands, options, keys, links, examples and tables."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fleetui.agents.hosted.load import parse_hosted
from fleetui.agents.parse import parse_profile
from fleetui.cli.commands import COMMANDS
from fleetui.cli.main import command_line
from fleetui.config.schema.file import FleetFile
from fleetui.engine.protocols.forge import ForgePort
from fleetui.ui.actions.table import ACTIONS, shown

ROOT = Path(__file__).parent.parent
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in
         [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}  # fmt: skip
OF_THE_SCRIPT = {"test", "bench", "install"}
"""What ./fleet does itself."""
CALL = re.compile(r"^(?:\S*/)?(?:fleet|fleetui)(?: |$)")
CODE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
FENCED = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
KEY = re.compile(r"(?:[^\w\s]|[A-Za-z]|F\d+|(?:ctrl|shift)\+\S+|enter|tab|esc|space|home|end)")
NO_KEY = {"!", "|"}
"""One sign in code that is none: what a filter or a profile is written with."""


def prose(page: str) -> str:
    return FENCED.sub("", PAGES[page])


def code(page: str) -> list[str]:
    return [" ".join(found.split()) for found in CODE.findall(prose(page))]


def calls(page: str) -> Iterator[list[str]]:
    """Every call of the program, as words, without comments."""
    lines = [line for kind, block in FENCED.findall(PAGES[page]) if not kind for line in block.splitlines()]
    for text in [*code(page), *lines]:
        if CALL.match(text.strip()):
            yield shlex.split(text, comments=True)[1:]


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words name, and those left for it."""
    command: click.Command = command_line()
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        about = any(isinstance(part, click.Argument) for part in command.params)  # as in: queue NAME add
        words = words[1:] if about and len(words) > 1 else words
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            break
        command, words = found, words[1:]
    return command, words


def why_wrong(words: list[str]) -> str:
    """What of a call the program does not know; empty when it knows all."""
    if not words or words[0] in OF_THE_SCRIPT or words[0].isupper() or words[0] == "...":
        return ""
    command, rest = command_of(words)
    if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        return f"no command {rest[0]!r}"
    known = {option for part in command.params for option in part.opts} | {"--help", "-h", "--version"}
    return next((f"no option {word}" for word in rest if word.startswith("--") and word not in known), "")


@pytest.mark.parametrize("page", PAGES)
def test_its_commands_and_options_exist(page: str) -> None:
    assert not [(words, why) for words in calls(page) if (why := why_wrong(words))]


@pytest.mark.parametrize("call", ["nothing", "queue nothing", "rescue list --nothing", "--nothing"])
def test_a_command_that_does_not_exist_is_seen(call: str) -> None:
    assert why_wrong(call.split())


def test_the_commands_of_the_first_five_minutes_are_there() -> None:
    named = {words[0] for words in calls("README.md") if words}
    assert {"demo", "test", "install", "init", "add", "queue", "status"} <= named
    assert named - OF_THE_SCRIPT <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_its_links_and_pictures_are_there(page: str) -> None:
    for target, part in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]+))?\)", prose(page)):
        path = (ROOT / page).parent / target if target else ROOT / page
        assert path.is_file(), target
        heads = (
            [line.lstrip("# ") for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
            if part
            else []
        )
        assert not part or part in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_it_speaks_of_is_there(page: str) -> None:
    named = {
        text
        for text in code(page)
        if "NAME" not in text and re.fullmatch(r"(?:fleetui|tests|styles|benchmarks|\.ci)/[\w./-]+", text)
    }
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES)
def test_its_keys_are_keys_of_the_program(page: str) -> None:
    bound = {shown(key) for action in ACTIONS for key in action.keys} | NO_KEY
    pressed = {
        key for text in code(page) if all(KEY.fullmatch(one) for one in text.split()) for key in text.split()
    }
    assert pressed <= bound


@pytest.mark.parametrize("page", PAGES)
def test_its_examples_are_what_the_program_takes(page: str) -> None:
    for kind, block in FENCED.findall(PAGES[page]):
        if kind == "toml" and page == "docs/profiles.md":
            assert parse_profile(block, page).rules
        elif kind == "toml" and block.startswith("# ~/.config/fleetui/hosted/"):
            assert parse_hosted(block, page).start
        elif kind == "toml":
            FleetFile.model_validate(tomllib.loads(block))


def test_the_calls_that_another_forge_has_to_answer_are_those_of_the_port() -> None:
    rows = [line for line in PAGES["docs/forges.md"].splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert len(told) > 10
    assert told == {name for name in vars(ForgePort) if not name.startswith("_")}


def test_every_key_of_a_profile_is_told() -> None:
    """Those that the parser asks for, by what it asks."""
    asked = {
        node.args[0].value
        for node in ast.walk(ast.parse((ROOT / "fleetui/agents/parse.py").read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr != "wrong"
        and ast.unparse(node.func.value) in ("top", "table")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    reference = PAGES["docs/profiles.md"].split("## Every key")[1]
    assert len(asked) > 50
    assert not [
        key for key in asked if not re.search(rf"^(?:# |\[+|\[\w+\.)?{key}\b", reference, re.MULTILINE)
    ]


@pytest.mark.parametrize(
    ("page", "marks", "call"),
    [
        ("docs/keys.md", "keys", ["keys", "--markdown"]),
        ("docs/configuration.md", "reference", ["config", "reference"]),
    ],
)
def test_its_table_is_what_the_program_prints(page: str, marks: str, call: list[str], tmp_path: Path) -> None:
    printed = CliRunner().invoke(command_line(), call, env={"FLEETUI_HOME": str(tmp_path)}).stdout
    assert printed
    assert f"<!-- {marks} -->\n{printed}<!-- /{marks} -->" in PAGES[page]
