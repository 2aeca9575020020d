"""Which program a process is, told from its name, the file it was started from and what an interpreter runs."""

from __future__ import annotations

import pytest

from fleetui.agents.load import load_profiles
from fleetui.model.programs import is_called, is_program, program_names, runs_others

PROFILES = load_profiles()
NODE = "/usr/lib/node_modules"


@pytest.mark.parametrize(
    ("profile", "name", "argv"),
    [
        ("claude", "claude", []),
        ("claude", "MainThread", ["/opt/bin/claude"]),
        ("claude", "2.1.330", ["/home/you/.local/share/claude/versions/2.1.330", "--worktree", "x"]),
        ("claude", "claude.exe", [f"{NODE}/@anthropic-ai/claude-code/bin/claude.exe"]),
        ("claude", "node", ["node", f"{NODE}/@anthropic-ai/claude-code/cli.js"]),
        ("claude", ".claude-wrapped", [".claude-wrapped"]),
        ("claude", "bash", ["-bash", "/home/you/bin/claude"]),
        ("codex", "node", ["node", "--no-warnings", "/x/codex.js", "resume"]),
        ("codex", "codex", ["/x/vendor/x86_64-unknown-linux-musl/codex/codex"]),
        ("codex", "codex-x86_64-un", ["./codex-x86_64-unknown-linux-musl"]),
        ("gemini", "node", ["node", "/usr/local/bin/gemini"]),
        (
            "gemini",
            "MainThread",
            ["/usr/bin/node", "--max-old-space-size=4096", f"{NODE}/@google/gemini-cli/dist/index.js"],
        ),
        ("qwen", "node", ["node", f"{NODE}/@qwen-code/qwen-code/cli.js"]),
        ("copilot", "node", ["node", "/usr/local/bin/copilot", "--resume=5"]),
        ("copilot", "node", ["node", f"{NODE}/@github/copilot/npm-loader.js"]),
        ("copilot", "MainThread", [f"{NODE}/@github/copilot-linux-x64/copilot", "--session-id", "5"]),
        ("copilot", "copilot", ["copilot"]),
        ("pi", "pi", ["pi"]),
        ("pi", "node", ["node", "/usr/local/bin/pi", "--session", "5"]),
        ("pi", "node", ["/usr/bin/node", f"{NODE}/@earendil-works/pi-coding-agent/dist/bundle/cli.js"]),
        ("opencode", "opencode", [f"{NODE}/opencode-linux-x64/bin/opencode"]),
        ("aider", "python3.11", ["/usr/bin/python3.11", "-m", "aider"]),
        ("aider", "python3", ["python3", "-X", "dev", "-m", "aider.main"]),
        (
            "aider",
            "python",
            ["/home/you/.local/share/uv/tools/aider-chat/bin/python", "/home/you/.local/bin/aider"],
        ),
        (
            "aider",
            "aider",
            ["/home/you/.local/pipx/venvs/aider-chat/bin/python", "/home/you/.local/bin/aider"],
        ),
    ],
)
def test_an_agent_is_known_by_its_name_its_file_or_its_script(
    profile: str, name: str, argv: list[str]
) -> None:
    known = {one for one, its in PROFILES.items() if is_program(its.programs, name, argv)}
    assert known == {profile}


@pytest.mark.parametrize(
    "argv",
    [
        ["/usr/bin/vim", "claude"],
        ["vim", "/home/you/.local/share/claude/versions/2.1.330"],
        ["sh", "-c", "claude"],
        ["python3", "-c", "x", "claude"],
        ["node", "-e", "1", "codex"],
        ["node", "server.js", "claude"],
        ["node", "-r", "/x/claude.js", "server.js"],
        ["tail", "-f", "codex"],
        ["/home/you/claude/versions/backup.sh"],
        ["/home/you/versions/2.1.330"],
        ["/opt/claude-desktop"],
        ["python3", "-m", "aiderless"],
        ["gh", "copilot", "suggest"],
        ["vim", "pi", "copilot"],
        ["node", f"{NODE}/@github/copilot-language-server/dist/main.js", "copilot"],
        ["ssh", "pi"],
        ["python3", ".."],
        [""],
    ],
)
def test_a_program_that_only_mentions_an_agent_is_not_one(argv: list[str]) -> None:
    name = argv[0].rpartition("/")[2]
    assert not [one for one, its in PROFILES.items() if is_program(its.programs, name, argv)]


def test_no_agent_s_process_is_one_of_two_profiles() -> None:
    called = {name: its.programs for name, its in PROFILES.items()}
    for name, its in PROFILES.items():
        for word in (*its.programs, *its.start[:1]):
            file = f"/opt/{word.replace('*', '1').replace('[0-9]', '2')}"
            assert {one for one in called if is_program(called[one], "node", ["node", file])} <= {name}


def test_a_program_that_an_update_took_away_while_it_runs_is_still_known() -> None:
    file = "/home/you/.local/share/claude/versions/2.1.330"
    assert is_program(PROFILES["claude"].programs, "cl", ["cl"], f"{file} (deleted)")


def test_a_name_alone_tells_whether_a_process_may_be_one() -> None:
    claude = PROFILES["claude"].programs
    assert is_called(claude, "claude")
    assert is_called(claude, "2.1.330")
    assert not is_called(claude, "pytest")
    assert not is_called((), "claude")


def test_an_interpreter_s_script_has_a_name_with_and_without_its_ending() -> None:
    assert program_names("node", ["node", "/x/codex.js"]) == ("node", "codex.js", "codex")


@pytest.mark.parametrize(
    "name", ["python3", "python3.12", "python*", "*", "node", "bash", "perl", "env", "npx", "uv"]
)
def test_a_name_under_which_programs_of_every_kind_run_is_known_as_such(name: str) -> None:
    assert runs_others(name)


@pytest.mark.parametrize("name", ["claude", "standin.py", "agent/bin/python3", "pythonic", "pilot*"])
def test_a_program_s_own_name_or_place_is_none_of_those(name: str) -> None:
    assert not runs_others(name)


def test_no_profile_that_comes_with_fleetui_is_known_by_what_runs_others() -> None:
    assert not [(one, it) for one, its in PROFILES.items() for it in its.programs if runs_others(it)]
