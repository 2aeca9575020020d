"""A profile file is taken whole or refused with every mistake named; adding an agent is adding a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents import load
from fleetui.agents.load import load_profiles
from fleetui.agents.parse import parse_profile
from fleetui.agents.profile import ProfileError
from tests.agents.screen.test_captures import PAIRS, capture

OWN = """
name = "mine"
programs = ["mine"]
[[rule]]
name = "rest"
phase = "idle"
where = "last"
match = '^>$'
"""
WRONG = """
name = "Not A Name"
programs = 3
chosen = ["--session-id"]
resume = "{session} {session}"
compact = " /compact"
surprise = true
[composer]
rule = '('
[[rule]]
phase = "sleeping"
where = "tail"
match = ['fine', '[']
[[context]]
match = 'no group'
means = "both"
[delivery]
bracketed = "yes"
"""


def test_the_built_in_profiles_are_there() -> None:
    profiles = load_profiles()
    assert {"claude", "codex", "gemini", "opencode", "qwen", "aider", "shell"} <= set(profiles)
    for name, profile in profiles.items():
        assert profile.start, name
        assert profile.rules, name
        assert profile.programs or name == "shell"


def test_a_built_in_profile_is_parsed_when_it_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    load._built_in.cache_clear()
    monkeypatch.setattr(
        load, "parse_profile", lambda text, file: parsed.append(file) or parse_profile(text, file)
    )
    profiles = load_profiles()
    assert "claude" in list(profiles) and parsed == []
    assert profiles["claude"] is load_profiles()["claude"]
    assert parsed == ["claude.toml"]


def test_a_built_in_profile_is_called_as_its_file_is() -> None:
    assert {name: profile.name for name, profile in load_profiles().items()} == {
        name: name for name in load_profiles()
    }


def test_every_version_that_was_captured_is_known_and_no_other() -> None:
    captured: dict[str, set[str]] = {}
    for path in PAIRS:
        facts, _ = capture(path)
        captured.setdefault(str(facts["profile"]), set()).add(str(facts["version"]))
    assert {name: set(load_profiles()[name].versions) for name in captured} == captured


def test_an_own_file_adds_a_profile_and_may_replace_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN)
    (tmp_path / "other.toml").write_text(OWN.replace("mine", "claude"))
    profiles = load_profiles([tmp_path, tmp_path / "absent"])
    assert profiles["mine"].rules[0].name == "rest"
    assert profiles["claude"].programs == ("claude",)
    assert profiles["claude"].file.endswith("other.toml")
    assert len(load_profiles()["claude"].rules) > 1


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(WRONG, "x.toml")
    keys = {mistake.split(": ")[1] for mistake in caught.value.mistakes}
    assert all(mistake.startswith("x.toml: ") for mistake in caught.value.mistakes)
    assert keys == {
        "name",
        "programs",
        "chosen",
        "resume",
        "compact",
        "surprise",
        "composer.line",
        "composer.rule",
        "rule[1].name",
        "rule[1].phase",
        "rule[1].match",
        "context[1].match",
        "context[1].means",
        "delivery.bracketed",
    }


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("name = ")
    (tmp_path / "b.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(ProfileError) as caught:
        load_profiles([tmp_path, tmp_path / "c.toml"])
    assert len(caught.value.mistakes) == 3


@given(st.text(max_size=200))
def test_no_text_fails_otherwise(text: str) -> None:
    with pytest.raises(ProfileError):
        parse_profile(text, "x.toml")


values = st.one_of(
    st.integers(-5, 5), st.booleans(), st.just("'x'"), st.just("['x', 1]"), st.just("{a = 1}"), st.just("'('")
)
keys = st.sampled_from(
    ["name", "programs", "composer", "rule", "context", "queue", "delivery", "environment", "start"]
)


@given(st.dictionaries(keys, values, max_size=5))
def test_no_value_of_a_wrong_type_fails_otherwise(found: dict[str, object]) -> None:
    text = "\n".join(
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}" for key, value in found.items()
    )
    try:
        parse_profile(text, "x.toml")
    except ProfileError as error:
        assert error.mistakes
