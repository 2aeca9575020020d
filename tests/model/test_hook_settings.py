"""Our entries go into somebody else's settings, and come out, without a byte of theirs being touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetui.model.hook_settings import (
    STATUS_LINE,
    HookPlan,
    entries_in,
    own_line,
    script_in,
    with_hooks,
    without_hooks,
    wrapped_line,
)
from fleetui.model.json_text import JsonError, parse_json

SCRIPT = "/home/me/my o'neil state/hooks/fleetui-hook"
PLAN = HookPlan(SCRIPT, "claude", ("SessionStart", "Stop"))
OTHERS = """\
{
    "model": "opus",
    "permissions": {"allow": ["Bash(ls:*)", "Read"], "deny": []},
    "hooks": {
        "Stop": [
            {"hooks": [{"type": "command", "command": "say done"}]}
        ],
        "PreToolUse": [
            {
                "matcher": "Bash",
                "hooks": [{"type": "command", "command": "~/check.sh"}]
            }
        ]
    }
}
"""
TEXTS = {
    "an empty object": "{}",
    "one line": '{"a":1,"b":[1,2]}',
    "tabs and CRLF": '\ufeff{\r\n\t"a": 1\r\n}\r\n',
    "others' hooks": OTHERS,
    "a status line": '{\n  "statusLine": {"type": "command", "command": "echo \\"hi\\" # é", "padding": 0}\n}\n',
}
BLANK = ("{\n}\n", '{\n  "z": "ü",\n  "hooks": {\n  }\n}')
"""Tables that hold nothing: the white space in them is not kept."""


def ours(path: str) -> bool:
    return path == SCRIPT


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_put_in_stands_once_and_comes_out_to_the_byte(text: str) -> None:
    new = with_hooks(text, PLAN, ours)
    assert [entry.event for entry in entries_in(new, ours) if entry.event != STATUS_LINE] in (
        ["SessionStart", "Stop"],
        ["Stop", "SessionStart"],
    )
    assert with_hooks(new, PLAN, ours) == new
    assert without_hooks(new, ours) == text


@pytest.mark.parametrize("text", BLANK)
def test_an_empty_table_may_go_with_what_was_put_in_it(text: str) -> None:
    back = without_hooks(with_hooks(text, PLAN, ours), ours)
    assert {"hooks": {}, **json.loads(back)} == {"hooks": {}, **json.loads(text)}


def test_no_line_of_others_changes_and_their_places_stay() -> None:
    new = with_hooks(OTHERS, PLAN, ours)
    mine = iter(new.splitlines())  # in order
    assert all(any(line.rstrip(",") == one.rstrip(",") for one in mine) for line in OTHERS.splitlines())
    stop = json.loads(new)["hooks"]["Stop"]
    assert stop[0] == {"hooks": [{"type": "command", "command": "say done"}]}
    assert script_in(stop[1]["hooks"][0]["command"]) == SCRIPT


def test_a_new_or_empty_file_gets_a_readable_one() -> None:
    new = with_hooks("  \n", PLAN, ours)
    assert new.startswith('{\n  "hooks": {\n    "SessionStart": [\n')
    assert new.endswith("}\n")


def test_an_older_set_of_ours_is_replaced_and_one_of_a_live_other_stays() -> None:
    other = HookPlan("/elsewhere/fleetui-hook", "claude", ("Stop",))
    text = with_hooks("{}", other, ours)
    text = with_hooks(text, HookPlan(SCRIPT, "claude", ("Stop", "SessionEnd")), ours)
    text = with_hooks(text, PLAN, ours)
    assert [entry.event for entry in entries_in(text, ours)] == ["Stop", "SessionStart"]
    assert len(entries_in(text, lambda path: path == other.script)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": }', "line 1, column 7"),
        ('{\n  // mine\n  "a": 1\n}', "line 2"),
        ('{"a": 1, "a": 2}', "'a' stands there twice"),
        ("[]", "an object should stand there"),
        ('{"hooks": []}', "hooks should be an object"),
        ('{"hooks": {"Stop": {}}}', "hooks.Stop should be a list"),
        ('{"a": ' * 100_000, "nested too deeply"),
    ],
)
def test_settings_that_are_not_understood_are_refused_with_their_place(text: str, said: str) -> None:
    with pytest.raises(JsonError, match=said.replace("(", r"\(")):
        with_hooks(text, PLAN, ours)


# ---------------------------------------------------------------- the status line


def test_a_status_line_is_wrapped_and_taken_back() -> None:
    text = TEXTS["a status line"]
    new = with_hooks(text, PLAN, ours)
    line = json.loads(new)["statusLine"]
    assert line["padding"] == 0
    assert own_line(line["command"]) == 'echo "hi" # é'
    assert entries_in(new, ours)[-1].event == STATUS_LINE
    assert json.loads(without_hooks(new, ours)) == json.loads(text)


def test_where_there_is_none_one_is_added_only_if_wanted() -> None:
    assert "statusLine" not in with_hooks("{}", PLAN, ours)
    wanted = HookPlan(SCRIPT, "claude", ("Stop",), status_line=True)
    new = with_hooks("{}", wanted, ours)
    assert own_line(json.loads(new)["statusLine"]["command"]) == ""
    assert without_hooks(new, ours) == "{}"
    not_wanted = HookPlan(SCRIPT, "claude", ("Stop",), status_line=False)
    assert own_line(json.loads(with_hooks(TEXTS["a status line"], not_wanted, ours))["statusLine"]["command"])
    assert entries_in(with_hooks(TEXTS["a status line"], not_wanted, ours), ours)[-1].event == "Stop"


@given(own=st.text(min_size=1), script=st.text(min_size=1))
@settings(max_examples=100)
def test_the_operators_command_is_found_again_whatever_it_is(own: str, script: str) -> None:
    assert own_line(wrapped_line(f"/{script}/fleetui-hook", "claude", own)) == own


# ---------------------------------------------------------------- text with places

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(value=JSON, indent=st.none() | st.integers(0, 4))
def test_every_value_is_found_at_its_place(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    node = parse_json(text)
    assert node.value == value
    assert json.loads(text[node.start : node.end]) == value
    for item in node.items:
        assert json.loads(text[item.node.start : item.node.end]) == item.node.value


@given(value=st.dictionaries(st.text(max_size=4), JSON, max_size=4), indent=st.none() | st.integers(0, 4))
def test_only_ours_is_added_to_any_settings(value: dict[str, object], indent: int | None) -> None:
    value = {key: inner for key, inner in value.items() if key not in ("hooks", "statusLine")}
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    new = with_hooks(text, PLAN, ours)
    assert {key: inner for key, inner in json.loads(new).items() if key != "hooks"} == value
    assert json.loads(without_hooks(new, ours)) == value
    if value:
        assert without_hooks(new, ours) == text
