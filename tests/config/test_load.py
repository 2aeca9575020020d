"""Reading fleet.toml: right values, and every mistake at once."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fleetui.config.load import known_profiles, load
from fleetui.config.paths import Paths, find_paths
from fleetui.config.problems import ConfigError
from fleetui.config.read import read_text
from fleetui.config.schema.file import FleetFile
from fleetui.model.evidence import Gate
from fleetui.model.settings import AlertSettings, ScreenSettings, Settings

FULL = """
rate_hz = 2
window = [100, 30]

[projects.shop]
path = "~/code/shop"
base = "release/1.x"
setup = "make deps"
copy = [".env"]
ports = [4100, 4199]
rules = ["run the tests"]
gate_when = "asked"
protected = ["ci/**"]
landing = "squash"
trailers = ["Agent: {agent}", "Task: {task}"]

[[projects.shop.gates]]
name = "build"
run = ["make", "build"]

[[projects.shop.gates]]
name = "test"
run = "pytest -q 'a b'"
timeout_s = 60
required = false
min_tests = 3

[agents.cache]
profile = "mine"
project = "shop"
command = ["sh", "-c", "agent; sh"]
author = "Ada <ada@fleet>"

[profiles]
folders = ["FOLDER"]

[tmux]
sockets = ["/run/a place/s", "~/s"]

[screen]
theme = "fleet-cvd"
glyphs = "ascii"
keys = { "agent.answer" = "x" }
digest_after_s = 0

[screen.alerts]
bell = true
terminal = "auto"
command = "notify-send fleetui"

[thresholds]
low_context_percent = 30
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(environment={"FLEETUI_HOME": str(tmp_path)})


def problems_of(paths: Paths, text: str) -> list[str]:
    paths.config.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(paths)
    return [str(problem).replace(f"{paths.config}", "F") for problem in caught.value.problems]


def test_without_a_file_there_are_defaults(paths: Paths):
    assert load(paths) == Settings(
        scratch=str(paths.work), task_folder=str(paths.tasks), screen=ScreenSettings(glyphs="auto"),
        gate_budget=os.cpu_count() or 1,
    )  # fmt: skip


def test_a_file_the_operator_named_must_exist(tmp_path: Path):
    named = find_paths(tmp_path / "none.toml", {"FLEETUI_HOME": str(tmp_path)})
    with pytest.raises(ConfigError, match="does not exist"):
        load(named)


def test_everything_written_arrives(paths: Paths, tmp_path: Path):
    (tmp_path / "mine.toml").write_text("")
    paths.config.write_text(FULL.replace("FOLDER", str(tmp_path)))
    settings = load(paths)
    shop = settings.projects["shop"]
    assert shop.path == str(Path.home() / "code/shop")
    assert (shop.base, shop.setup, shop.copy, shop.ports) == (
        "release/1.x",
        ("make", "deps"),
        (".env",),
        (4100, 4199),
    )
    assert (shop.rules, shop.gate_when, shop.protected) == (("run the tests",), "asked", ("ci/**",))
    assert shop.gates == (
        Gate("build", ("make", "build")),
        Gate("test", ("pytest", "-q", "a b"), 60, required=False, min_tests=3),
    )
    assert (shop.landing, shop.trailers) == ("squash", ("Agent: {agent}", "Task: {task}"))
    (seat,) = settings.seats
    assert seat.author == "Ada <ada@fleet>"
    assert (seat.name, seat.profile, seat.project, seat.command) == (
        "cache",
        "mine",
        "shop",
        ("sh", "-c", "agent; sh"),
    )
    assert (settings.screen.theme, settings.screen.glyphs, settings.screen.digest_after_s) == (
        "fleet-cvd",
        "ascii",
        0.0,
    )
    assert settings.screen.alerts == AlertSettings(
        bell=True, terminal="auto", command=("notify-send", "fleetui")
    )
    assert settings.screen.keys == {"agent.answer": "x"}
    assert (settings.thresholds.low_context_percent, settings.window, settings.rate_hz) == (30, (100, 30), 2)
    assert settings.source == str(paths.config)
    assert settings.profiles == (str(tmp_path),)


def test_every_mistake_is_told_at_once_with_its_line_and_key(paths: Paths):
    text = """rate_hz = "fast"
[projects.shop]
path = "here"
gate_whenn = "idle"
[[projects.shop.gates]]
name = "build"
run = "make && x"
[[projects.shop.gates]]
name = "build"
[agents.Bad]
[agents.cache]
project = "shpo"
x."a\\u001bb" = 1
"""
    paths.config.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(paths)
    found = caught.value.problems
    assert [(problem.line, problem.key) for problem in found] == [
        (1, "rate_hz"),
        (3, "projects.shop.path"),
        (4, "projects.shop.gate_whenn"),
        (7, "projects.shop.gates[0].run"),
        (8, "projects.shop.gates[1]"),
        (10, "agents.Bad"),
        (12, "agents.cache.project"),
        (13, "agents.cache.x"),
    ]
    assert any("did you mean 'gate_when'" in problem.text for problem in found)
    assert any("did you mean 'shop'" in problem.text for problem in found)
    assert found[2].brief.startswith("projects.shop.gate_whenn: unknown key: did you mean 'gate_when'?")
    assert found[2].brief.endswith(f" ({paths.config.name}:4)")
    assert str(paths.config.parent) not in found[2].brief


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = \n", "F:1: is not TOML: invalid value (column 5)"),
        ("a = 1\n[b", "is not TOML"),
        ("a = " + "1" * 5000, "is not TOML"),
        ("a = " + "[" * 3000, "nested too deeply"),
        ("rate_hz = nan", "rate_hz: "),
        ("window = [120]", "window: "),
        ("[projects.x]\npath = '/x'\nports = [5000, 4000]", "projects.x.ports: must be two numbers"),
        ("[projects.x]\npath = '/x'\ncopy = ['../secret']", "projects.x.copy[0]: must be a path inside"),
        ("[projects.x]\npath = '/x'\nbase = '--force'", "projects.x.base: "),
        ("[projects.x]\npath='/x'\nsetup='make'\nsetup_keeps=['a', 'a/b']", "setup_keeps: a holds another of them"),
        ("[projects.x]\npath='/x'\nsetup='make'\nsetup_keeps=['a', 'a/']", "stands there twice"),
        ("[projects.x]\npath='/x'\nsetup='make'\nsetup_keeps=['.']", "setup_keeps: . is the checkout itself"),
        ("[projects.x]\npath='/x'\nsetup='make'\nsetup_keeps=['.git/x']", "is the checkout itself"),
        ("[projects.x]\npath='/x'\nsetup='make'\nsetup_keeps=['../x']", "must be a path inside"),
        ("[projects.x]\npath='/x'\nsetup_keeps=['x']", "setup_keeps keeps what setup makes: it needs one"),
        ("[projects.x]\npath='/x'\nsetup='make'\nsetup_warm='true'", "it needs setup_keeps"),
        ("memory_reserve = '2'", "memory_reserve: must be a share or an amount"),
        ("[projects.x]\npath = '/x'\n[[projects.x.gates]]\nname='b'\nrun=[]", "a gate that runs nothing"),
        ("[projects.x]\npath = '/x'\nlanding = 'octopus'", "projects.x.landing: "),
        ("[projects.x]\npath = '/x'\ntrailers = ['Agent: {who}']", "in braces than {agent}, {branch}"),
        ('[projects.x]\npath = "/x"\ntrailers = ["A: b\\nC: d"]', "projects.x.trailers[0]: must be one short line"),
        ("[agents.x]\nauthor = 'Ada'", "agents.x.author: is no author: write one line, such as Ada <ada@example.org>"),
        ('[agents.x]\nauthor = "A\\u001b <a@x>"', "agents.x.author: is no author"),
        ('[agents.x]\nauthor = "A\\n <a@x>"', "agents.x.author: is no author"),
        ("[projects.x.review]\nlenses = ['a', 'b', 'a']", "projects.x.review.lenses: 'a' stands there twice"),
        ("[projects.x.review]\nat_once = 0", "projects.x.review.at_once"),
        ("[agents.x]\nprofile = 'clauude'", "agents.x.profile: no profile is called 'clauude'"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_is_wrong(paths: Paths, text: str, said: str):
    assert said in "\n".join(problems_of(paths, text))


def test_two_gates_may_not_share_a_name(paths: Paths):
    gate = "[[projects.x.gates]]\nname='b'\nrun='make'\n"
    assert "two gates are called 'b'" in "\n".join(
        problems_of(paths, f"[projects.x]\npath='/x'\n{gate}{gate}")
    )


def test_bytes_that_are_not_text_are_a_problem_with_a_line(paths: Paths):
    paths.config.write_bytes(b"rate_hz = 4\ntheme = '\xff'\n")
    with pytest.raises(ConfigError, match=r"fleet.toml:2: is not UTF-8 text"):
        load(paths)


def test_a_pipe_in_place_of_the_file_does_not_make_it_wait(paths: Paths):
    os.mkfifo(paths.config)
    with pytest.raises(ConfigError, match="is not a file"):
        load(paths)


def test_the_added_file_cannot_bring_gates_or_rules(paths: Paths):
    paths.local.write_text("[projects.x]\npath = '/x'\nrules = ['approve all']\n")
    with pytest.raises(ConfigError, match=r"fleet.local.toml:3: projects.x.rules: unknown key"):
        load(paths)


def test_the_operators_own_file_holds_where_both_name_something(paths: Paths):
    paths.local.write_text("[projects.x]\npath = '/local'\n[projects.y]\npath = '/y'\n")
    paths.config.write_text("[projects.x]\npath = '/own'\n")
    assert {name: project.path for name, project in load(paths).projects.items()} == {"x": "/own", "y": "/y"}


def test_nothing_is_read_from_the_current_folder(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here = tmp_path / "here"
    here.mkdir()
    (here / "fleet.toml").write_text("this is not TOML")
    monkeypatch.chdir(here)
    assert load(paths).source == ""


def test_a_pipe_among_the_profiles_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "never.toml")
    looking = threading.Thread(target=known_profiles, args=((str(tmp_path),),), daemon=True)
    looking.start()
    looking.join(10)
    assert not looking.is_alive()
    assert "never" not in known_profiles((str(tmp_path),))


def test_profiles_are_known_by_the_name_they_say_or_by_their_file(tmp_path: Path):
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "file.toml").write_text("name = 'said'")
    assert {"claude", "codex", "shell", "mine", "said"} <= set(known_profiles((str(tmp_path), "/nowhere")))


KEYS = st.sampled_from(
    ["projects", "agents", "gates", "run", "name", "path", "screen", "keys", "window", "a", "A b", "\x1b"]
) | st.text(max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.text(max_size=200))
@example("[[projects]]")
@example("[agents]\nx = 1")
@example("rate_hz = 1" + "0" * 400)
@example("[projects.''.gates]")
def test_no_text_makes_it_raise_anything_else(text: str):
    told(text)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_no_toml_makes_it_raise_anything_else(data: dict[str, object]):
    import tomli_w

    try:
        text = tomli_w.dumps(data)
    except (TypeError, ValueError, UnicodeError):
        return
    told(text)


def told(text: str) -> None:
    found = read_text(text, FleetFile, "f")
    assert (found.table is None) == bool(found.problems)
    assert all(str(problem).isprintable() for problem in found.problems)


def test_a_socket_that_is_named_is_an_absolute_path(paths: Paths) -> None:
    assert any(
        "tmux.sockets" in text and "absolute path" in text
        for text in problems_of(paths, '[tmux]\nsockets = ["work"]\n')
    )
    paths.config.write_text('[tmux]\nsockets = ["/run/a place/s", "~/s"]\n')
    assert load(paths).sockets == ("/run/a place/s", str(Path("~/s").expanduser()))


ADDRESSES = (
    "/srv/shop.git", "~/shop.git", "file:///srv/shop.git", "https://h/shop.git", "https://u@h:8443/shop.git",
    "ssh://git@h/shop.git", "ssh://[::1]:22/shop.git", "git@h:shop.git", "h:shop/a.git",
)  # fmt: skip
NO_ADDRESSES = (
    "ext::touch /tmp/x", "fd::3", "--receive-pack=touch x", "-oProxyCommand=touch x:y", "h:-x", "u@-h:x", "-u@h:x",
    "ssh://-oProxyCommand=x@h/y", "ssh://h/-x", "http://h/x", "./x", "../x", "origin/main", "ssh://h", "h:",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_base_is_pushed_to_a_folder_or_by_ssh_or_https(paths: Paths, address: str):
    paths.config.write_text(f'[projects.shop]\npath = "/r"\npush = "{address}"\n')
    assert load(paths).projects["shop"].push == address.replace("~", str(Path.home()))


@pytest.mark.parametrize(
    "address", ["https://u:s3cretpass@h/x.git", f"https://ghp_{'a1' * 18}@github.com/o/x.git"]
)
def test_an_address_that_would_show_a_secret_among_arguments_is_refused(paths: Paths, address: str):
    (problem,) = problems_of(paths, f'[projects.shop]\npath = "/r"\npush = "{address}"\n')
    assert "holds a password or a token" in problem
    assert "s3cretpass" not in problem
    assert "ghp_" not in problem


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_nothing_that_git_would_take_for_an_option_or_a_program_is_pushed_to(paths: Paths, address: str):
    (problem,) = problems_of(paths, f'[projects.shop]\npath = "/r"\npush = "{address}"\n')
    assert "is no address that is pushed to: an absolute folder (or ~/...), ssh or https" in problem
