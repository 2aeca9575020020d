"""``fleetui explain``: why a screen is read as it is, for people, as JSON, in batches, stored as a test case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.combine import shown_next
from fleetui.agents.screen.explain import explain
from fleetui.agents.screen.reading import read
from fleetui.cli.main import command_line
from fleetui.engine.link import AskExplain
from fleetui.engine.observe.sight import SeatSight
from fleetui.model.status import Phase, SourceReport, StatusEvidence
from tests.agents.screens import claude
from tests.cli.conftest import VIEW, Said, publish
from tests.support.cli_link import CliLink

Run = Callable[..., Said]
CAPTURES = Path(__file__).parent.parent / "captures"
KEYS = {"phase", "kind", "question", "choices", "context", "draft", "queued", "rule"}
SCREEN = CAPTURES / "claude" / "permission-80x24.screen"
WORKING = explain(load_profiles()["claude"], claude(above="\x1b[33m✻ Baking… (4s)\x1b[0m"), "claude")


def test_it_prints_the_screen_every_rule_and_the_one_that_decided(fleetui: Run, link: CliLink) -> None:
    link.answers = {AskExplain: WORKING}
    said = fleetui("explain", "cache")
    assert (said.code, link.asked) == (0, [AskExplain("cache")]), said.err
    assert "working by the rule spinner (screen)" in said.out
    assert "  shown as  " in said.out
    assert "   1 │ ✻ Baking… (4s)" in said.out
    assert "DECIDES spinner" in said.out
    assert "holds   composer" in said.out
    assert r"not found: \besc to interrupt\b" in said.out


def test_it_prints_what_each_source_said_and_which_one_counts(fleetui: Run, link: CliLink) -> None:
    seen = SeatSight(title_at=1.0)
    shown = read(load_profiles()["claude"], claude(title="host"))
    seen.shown = shown_next(None, shown, 10.0)
    now = time.time()
    seen.take_report(
        "session", SourceReport("session", Phase.WORKING, "status busy", now - 600, seen=now), now
    )
    link.answers = {AskExplain: replace(WORKING, **seen.told(shown, still=True, now=now))}
    said = fleetui("explain", "cache")
    assert "  counts as working: status busy (session)\n" in said.out
    assert "  COUNTS  session  working" in said.out
    assert "status busy" in said.out
    assert "for 10m" in said.out
    assert "  differs screen   idle" in said.out
    assert "  over    title    unknown   stands still: a program that is gone left it" in said.out


def test_it_tells_what_the_owner_hears_and_that_one_look_does_not_ask_a_server(
    fleetui: Run, link: CliLink
) -> None:
    link.answers = {AskExplain: replace(WORKING, unasked=("server",))}
    alone = fleetui("explain", "cache")
    assert "  -       server   not asked: only an open dashboard or fleetui run listens to it" in alone.out
    assert "owner hears" not in alone.out
    assert "\nsources:\n" in alone.out
    now = time.time()
    says = SourceReport("hook", Phase.IDLE, "Stop", now - 60)
    by = StatusEvidence("server", "turn in progress", now - 20, (says,))
    (agent,) = (one for one in VIEW.agents if one.name == "cache")
    seen = replace(agent, status=replace(agent.status, phase=Phase.WORKING, evidence=by))
    publish(replace(VIEW, agents=(seen,)))
    told = fleetui("explain", "cache").out
    assert "as the fleet's owner hears it, " in told
    assert "  COUNTS  server   working   turn in progress  for " in told
    assert "  differs hook     idle      Stop  for " in told


def test_a_stored_screen_needs_no_fleet(fleetui: Run, link: CliLink) -> None:
    said = fleetui("explain", "--file", str(SCREEN), "--profile", "claude", "--size", "80x24", "--json")
    assert (said.data["phase"], said.data["kind"], said.data["rule"]) == (
        "asking",
        "permission",
        "permission",
    )
    assert len(said.data["choices"]) == 3
    assert link.configs == []


def test_a_saved_case_is_read_again_as_it_was(fleetui: Run, link: CliLink, tmp_path: Path) -> None:
    link.answers = {AskExplain: WORKING}
    for _ in range(2):
        assert fleetui("explain", "cache", "--save", str(tmp_path)).code == 0
    stems = ["cache-working-80x60-2", "cache-working-80x60"]
    for stem in stems:
        case = tomllib.loads((tmp_path / "claude" / f"{stem}.toml").read_text())
        screen = tmp_path / "claude" / f"{stem}.screen"
        assert (case["expected"]["phase"], case["columns"], case["command"]) == ("working", 80, "claude")
        assert screen.stat().st_mode & 0o077 == 0
        again = fleetui("explain", "--file", str(screen), "--profile", "claude", "--size", "80x60", "--json")
        assert again.data["rule"] == case["expected"]["rule"]


def test_without_a_folder_a_case_goes_to_fleetui_s_own(fleetui: Run, link: CliLink) -> None:
    link.answers = {AskExplain: WORKING}
    said = fleetui("explain", "cache", "--save")
    assert "captures/claude/cache-working-80x60.screen" in said.out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ((), "Say one of"),
        (("cache", "--batch"), "Say one of"),
        (("--file", str(SCREEN)), "--file needs --profile"),
        (("cache", "--profile", "claude"), "belong to --file"),
        (("--file", str(SCREEN), "--profile", "cluade"), "did you mean 'claude'?"),
        (("--file", "/nope", "--profile", "claude"), "cannot be read: No such file"),
        (("--file", str(SCREEN), "--profile", "claude", "--size", "big"), "such as 120x40"),
        (("--file", str(SCREEN), "--profile", "/nope.toml"), "cannot be read"),
        (("cahce",), "did you mean 'cache'?"),
    ],
)
def test_wrong_use_says_what_to_do(fleetui: Run, link: CliLink, line: tuple[str, ...], says: str) -> None:
    link.answers = {AskExplain: WORKING}
    said = fleetui("explain", *line)
    assert said.code in (1, 2)
    assert says in said.err
    assert "Traceback" not in said.err


def batch(tmp_path: Path, lines: bytes) -> tuple[int, list[dict[str, object]]]:
    done = CliRunner().invoke(
        command_line(), ["explain", "--batch"], input=lines, env={"FLEETUI_HOME": str(tmp_path)}
    )
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_batch_answers_each_line_with_one(tmp_path: Path) -> None:
    told = {"file": str(SCREEN), "profile": "claude", "title": "", "columns": 80, "rows": 24}
    code, answers = batch(tmp_path, (json.dumps(told) + "\n\n" + json.dumps(told) + "\n").encode())
    assert code == 0
    assert [set(answer) for answer in answers] == [KEYS, KEYS]


def test_a_batch_of_another_system_s_lines_is_read(tmp_path: Path) -> None:
    told = json.dumps({"file": str(SCREEN), "profile": "claude", "title": None})
    code, answers = batch(tmp_path, f"\ufeff{told}\r\n{told}".encode())
    assert (code, [answer["phase"] for answer in answers]) == (0, ["asking", "asking"])


def test_panes_that_tmux_kept_after_their_programs_died_read_as_exited(tmp_path: Path) -> None:
    kept = [path for path in CAPTURES.glob("*/killed-*.screen") if "Pane is dead (" in path.read_text()]
    cases = [tomllib.loads(path.with_suffix(".toml").read_text()) for path in kept]
    assert len({case["profile"] for case in cases}) > 4
    told = [
        {"file": str(path), **{key: case[key] for key in ("profile", "title", "columns", "rows")}}
        for path, case in zip(kept, cases, strict=True)
    ]
    _, answers = batch(tmp_path, "\n".join(json.dumps(line) for line in told).encode())
    assert {(answer["phase"], answer["rule"]) for answer in answers} == {("exited", "process gone")}
    _, answers = batch(tmp_path, "\n".join(json.dumps(line | {"dead": False}) for line in told).encode())
    assert not any(answer["phase"] == "exited" for answer in answers)


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("Killed", "$"),
        ("Killed", "root@host:~/project#"),
        ("zsh: killed     claude", "me@host project %"),
        ("Terminated", "[me@host project]$"),
    ],
)
def test_a_shell_that_says_that_its_program_was_killed_is_believed(
    tmp_path: Path, said: str, prompt: str
) -> None:
    screen = (CAPTURES / "claude" / "working-silent-80x24.screen").read_text().rstrip("\n ")
    told = {"profile": "claude", "title": "⠐ Claude Code", "columns": 80, "rows": 40}
    phases = []
    for name, text in (("killed", f"{screen}{said}\n{prompt}\n"), ("alive", f"{screen}\n  {said}\n  more\n")):
        (tmp_path / name).write_text(text)
        _, answers = batch(tmp_path, json.dumps(told | {"file": str(tmp_path / name)}).encode())
        phases.append(answers[0]["phase"])
    assert phases == ["exited", "working"]


def test_a_stored_screen_of_a_dead_pane_is_read_as_exited(fleetui: Run, link: CliLink) -> None:
    killed = str(CAPTURES / "claude" / "killed-80x24.screen")
    said = fleetui("explain", "--file", killed, "--profile", "claude", "--title", "⠂ Claude Code")
    assert "read as   exited by the rule process gone (process)" in said.out


def test_a_pipe_is_no_stored_screen_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    files = [str(tmp_path / "pipe"), "/dev/zero", "/dev/null"]
    lines = [json.dumps({"file": file, "profile": "claude"}) for file in files]
    code, answers = batch(tmp_path, "\n".join(lines).encode())
    assert (code, [answer["error"] for answer in answers]) == (
        1,
        [f"{file} is no regular file: store the screen in one" for file in files],
    )


def test_a_bad_line_is_answered_with_its_error_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps({"file": str(SCREEN), "profile": "claude"}).encode()
    bad = [b"{", b"\xff\xfe", b"[1]", b'{"file": 1, "profile": "claude"}', b'{"file": "/", "profile": "claude"}',
           b'{"file": "a\\u0000b", "profile": "claude"}', b'{"profile": "claude"}', b"[" * 20000]  # fmt: skip
    code, answers = batch(tmp_path, b"\n".join([*bad, good]) + b"\n")
    assert code == 1
    assert [answer.get("line") for answer in answers] == [*range(1, len(bad) + 1), None]
    assert all("error" in answer and answer["phase"] == "unknown" for answer in answers[:-1])
    assert all(set(answer) >= KEYS for answer in answers)
    assert answers[-1]["phase"] == "asking"


WRONG = 'name = "mine"\nbogus = 1\n[[rule]]\nname = "x"\nphase = "sleeping"\nmatch = "("\n'


def wrong_profiles(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "mine.toml").write_text(WRONG)
    (tmp_path / "fleet.toml").write_text(f'[profiles]\nfolders = ["{tmp_path / "profiles"}"]\n')
    return tmp_path / "fleet.toml"


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["explain", "ada"]])
def test_mistakes_in_a_profile_of_one_s_own_are_said_all_at_once(tmp_path: Path, words: list[str]) -> None:
    config = wrong_profiles(tmp_path)
    command = [sys.executable, "-m", "fleetui", "--config", str(config), *words]
    env = {**os.environ, "FLEETUI_HOME": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 2)
    for mistake in ("phase: one of starting", "match: no regular expression", "bogus: unknown key"):
        assert mistake in done.stdout + done.stderr


def test_a_batch_goes_on_where_a_profile_of_one_s_own_is_wrong(tmp_path: Path) -> None:
    config = wrong_profiles(tmp_path)
    told = {"file": str(SCREEN), "profile": str(tmp_path / "profiles" / "mine.toml")}
    lines = "\n".join(json.dumps(told | more) for more in ({}, {"profile": "claude"}))
    done = CliRunner().invoke(
        command_line(),
        ["--config", str(config), "explain", "--batch"],
        input=lines,
        env={"FLEETUI_HOME": str(tmp_path)},
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert len(answers) == 2
    assert all("bogus: unknown key" in answer["error"] for answer in answers)
