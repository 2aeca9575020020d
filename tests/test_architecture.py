"""The house rules that no type checker holds: who may import whom, and what may not be written anywhere.

Every rule stands with its reason. It is held twice: on the imports as they are written, and on what a fresh
interpreter has loaded afterwards, because an import can come in through somebody else's.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "fleetui"
STDLIB = sys.stdlib_module_names
WORLD = frozenset({"libtmux", "git", "psutil", "sqlite3", "subprocess"})
LIMIT = "fleetui.time_limit"
"""Stands below all layers that wait for something; it imports asyncio alone."""


@dataclass(frozen=True)
class Layer:
    """What one folder may import: prefixes of fleetui modules, and modules of others it must not."""

    name: str
    reason: str
    may: tuple[str, ...]
    never: frozenset[str] = frozenset()
    others: frozenset[str] | None = None
    """The only modules outside the standard library it may import; ``None`` leaves it to ``never``."""
    late: frozenset[str] = frozenset()
    """May be imported inside functions only."""
    late_may: tuple[str, ...] = ()


LAYERS = (
    Layer(
        "model",
        "what is true needs no clock, disk, random or library, so it can be tested and replayed anywhere",
        may=("fleetui.model",),
        never=WORLD
        | {"time", "random", "secrets", "uuid", "os", "pathlib", "tempfile", "shutil", "socket"}
        | {"threading", "asyncio", "sqlite3"},
        others=frozenset(),
    ),
    Layer(
        "agents",
        "how an agent is read is pure: bytes in, readings out, so captures of real screens are its tests",
        may=("fleetui.model", "fleetui.agents"),
        never=WORLD | {"time", "random", "socket", "threading", "asyncio", "textual"},
        others=frozenset({"pydantic"}),
    ),
    Layer(
        "config",
        "the configuration is read the same way by the command line, the dashboard and doctor: it needs none of them",
        may=("fleetui.model", "fleetui.config", "fleetui.engine.protocols"),
        never=WORLD | {"textual", "click", "rich"},
    ),
    Layer(
        "ports",
        "a port knows the world and the engine's protocols, never who uses it: it can be replaced and tested alone",
        may=("fleetui.model", "fleetui.ports", "fleetui.engine.protocols", "fleetui.config", LIMIT),
        never=frozenset({"textual", "click", "rich"}),
    ),
    Layer(
        "engine",
        "the engine runs without a screen and takes its ports from outside, so faults can be injected",
        may=("fleetui.model", "fleetui.agents", "fleetui.engine", LIMIT),
        never=WORLD | {"textual", "click", "rich"},
    ),
    Layer(
        "ui",
        "a screen shows values and sends commands; what touches the world cannot hide behind a key",
        may=("fleetui.model", "fleetui.engine.link", "fleetui.ui", LIMIT),
        never=WORLD - {"subprocess"},
    ),
    Layer(
        "cli",
        "status for a tmux status line answers in 100 ms: whatever starts a screen or a port is imported where used",
        may=("fleetui.model", "fleetui.config", "fleetui.engine", "fleetui.cli"),
        late=WORLD | {"textual", "rich"},
        late_may=(
            "fleetui.ports",
            "fleetui.ui",
            "fleetui.demo",
            "fleetui.agents",
            "fleetui.__main__",
            "fleetui.web",
            LIMIT,
        ),
    ),
    Layer(
        "web",
        "a page shows the program as it is: the server starts it like a user, so no key of a page reaches further",
        may=("fleetui.web", LIMIT),
        never=WORLD | {"click", "textual"},
    ),
    Layer(
        "demo",
        "the demo is a user: it reaches only what a user can reach from outside",
        may=("fleetui.model", "fleetui.demo"),
        never=frozenset({"libtmux", "git", "sqlite3", "textual"}),
    ),
)

RUNNERS = {
    "fleetui/__main__.py": "it starts the engine without a screen when a dashboard closes",
    "fleetui/ports": "the world is touched here",
    "fleetui/demo": "it starts a tmux server and makes a repository of its own, like a user",
    "fleetui/ui": "attaching hands the terminal to tmux; only as a list of arguments",
    "fleetui/web": "one dashboard per open page; only as a list of arguments",
    "fleetui/cli": "attaching and editing hand the terminal over; only as a list of arguments",
}
"""Where a process may be started, and why."""


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    late: bool
    """Inside a function, or for types only."""


def modules_of(layer: str) -> list[Path]:
    folder = PACKAGE / layer
    return sorted(p for p in folder.rglob("*.py") if "__pycache__" not in p.parts)


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.AST, module: str, *, late: bool = False) -> Iterator[Import]:
    """Every import below a node; relative ones resolved against ``module``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(module.split(".")[: -node.level]) if node.level else ""
            name = f"{base}.{node.module or ''}".strip(".")
            yield Import(name, node.lineno, late)
            if name == "fleetui" or name.startswith("fleetui."):
                yield from (
                    Import(f"{name}.{alias.name}", node.lineno, late)
                    for alias in node.names
                    if is_module(f"{name}.{alias.name}")
                )
        else:
            inside = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports_of(node, module, late=inside or is_for_types(node))


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def under(name: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a module is one of these or below it; a package that leads to one of them counts only by itself."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def leads_to(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(prefix.startswith(f"{name}.") for prefix in prefixes)


def breaks(layer: Layer, found: Import) -> str:
    """How one import breaks the layer's rule; empty when it does not."""
    top = found.module.split(".")[0]
    if top == "fleetui":
        allowed = layer.may + (layer.late_may if found.late else ())
        if under(found.module, allowed) or leads_to(found.module, allowed):
            return ""
        return f"imports {found.module}"
    if top in layer.never or (top in layer.late and not found.late):
        return f"imports {found.module}"
    if layer.others is not None and top not in STDLIB and top not in layer.others:
        return f"imports {found.module}, which is not of the standard library"
    return ""


@cache
def written(path: Path) -> tuple[Import, ...]:
    """The imports of a module."""
    return tuple(imports_of(ast.parse(path.read_text()), dotted(path)))


def violations(layer: Layer, found: Iterable[Import], module: str) -> list[str]:
    return [f"{module}:{item.line} {why}" for item in found if (why := breaks(layer, item))]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_imports_as_written_keep_to_the_layers(layer: Layer) -> None:
    broken = [
        line for path in modules_of(layer.name) for line in violations(layer, written(path), dotted(path))
    ]
    assert not broken, f"{layer.reason}\n" + "\n".join(broken)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("model", "import time"),
        ("model", "from fleetui.engine.link import Link"),
        ("model", "import pydantic"),
        ("agents", "from fleetui.ports.tmux import control"),
        ("ports", "from fleetui.engine.engine import Engine"),
        ("ports", "from fleetui import ui"),
        ("engine", "def f():\n    import textual.app"),
        ("engine", "from ..ports import journal"),
        ("ui", "from fleetui.engine.protocols import PortError"),
        ("ui", "import sqlite3"),
        ("cli", "import textual"),
        ("cli", "from fleetui.ports.journal.port import Journal"),
        ("demo", "from fleetui.engine import engine"),
    ],
)
def test_the_rule_sees_a_broken_import(name: str, source: str) -> None:
    layer = next(layer for layer in LAYERS if layer.name == name)
    module = f"fleetui.{name}.x"
    assert violations(layer, imports_of(ast.parse(source), module), module)


LOADED_NEVER = {
    "model": ("pydantic", "textual", "fleetui.engine", "fleetui.ports", "fleetui.ui", "fleetui.agents"),
    "agents": (
        "textual",
        "libtmux",
        "git",
        "psutil",
        "sqlite3",
        "fleetui.engine",
        "fleetui.ports",
        "fleetui.ui",
    ),
    "config": (
        "textual",
        "click",
        "libtmux",
        "git",
        "psutil",
        "sqlite3",
        "fleetui.engine.engine",
        "fleetui.ui",
    ),
    "ports": ("textual", "click", "fleetui.engine.engine", "fleetui.ui", "fleetui.cli"),
    "engine": ("textual", "click", "libtmux", "git", "psutil", "sqlite3", "fleetui.ports", "fleetui.ui"),
    "ui": ("libtmux", "git", "psutil", "sqlite3", "fleetui.ports", "fleetui.agents", "fleetui.engine.engine"),
    "cli": ("textual", "libtmux", "git", "psutil", "fleetui.ports", "fleetui.ui", "fleetui.demo.fleet"),
    "demo": ("textual", "libtmux", "git", "fleetui.engine", "fleetui.ports", "fleetui.ui"),
    "web": (
        "textual",
        "libtmux",
        "git",
        "psutil",
        "sqlite3",
        "fleetui.engine",
        "fleetui.ports",
        "fleetui.ui",
    ),
}
"""What no module of a layer may bring into a fresh interpreter, by whatever way."""


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_fresh_interpreter_loads_no_more_than_the_layer_may(layer: Layer) -> None:
    names = [dotted(path) for path in modules_of(layer.name)]
    program = (
        "import sys, importlib\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.split()
    wrong = [name for name in loaded if under(name, LOADED_NEVER[layer.name])]
    assert not wrong, f"{layer.reason}: {wrong}"


def test_the_time_limit_stands_below_all_layers() -> None:
    """Every layer that waits may import it, so it brings in nothing of fleetui."""
    found = list(imports_of(ast.parse((PACKAGE / "time_limit.py").read_text()), LIMIT))
    assert {item.module.split(".")[0] for item in found} <= STDLIB


def test_the_stand_in_agent_stands_alone() -> None:
    """It is started by path, as an agent would be: the standard library is all it has."""
    for path in (PACKAGE / "demo/standin").glob("*.py"):
        found = list(imports_of(ast.parse(path.read_text()), f"standin.{path.stem}"))
        assert {item.module.split(".")[0] for item in found} <= {"standin", *STDLIB}, path.name


def test_the_version_is_answered_without_a_screen_or_a_port() -> None:
    main = PACKAGE / "__main__.py"
    early = [
        item.module for item in imports_of(ast.parse(main.read_text()), "fleetui.__main__") if not item.late
    ]
    assert not [
        name for name in early if under(name, ("fleetui.ports", "fleetui.ui", "textual", "libtmux", "git"))
    ]


def python_files() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)


TOLD = ast.ExceptHandler | ast.keyword | ast.Attribute | ast.Import | ast.ImportFrom
"""What the rules below look at."""


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    return tuple(
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, TOLD)
    )


def hands_on(handler: ast.ExceptHandler) -> bool:
    """It raises again, or puts the error where it is raised for whoever waits."""
    last = handler.body[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return ast.unparse(last.value).endswith(f".set_exception({handler.name})")
    return isinstance(last, ast.Raise) and last.exc is None


def test_no_error_is_swallowed_wholesale() -> None:
    """A handler names what it can handle, all else must be seen. Cleaning up and raising again may be wide."""
    wide = {"Exception", "BaseException"}
    broken = [
        where
        for where, node in nodes()
        if isinstance(node, ast.ExceptHandler)
        and not hands_on(node)
        and (node.type is None or wide & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)})
    ]
    assert not broken, broken


def test_no_shell_ever_reads_a_string() -> None:
    """Text from outside becomes a command wherever a shell reads it."""
    names = {"system", "popen", "getoutput", "getstatusoutput", "create_subprocess_shell"}
    broken = []
    for where, node in nodes():
        shell = isinstance(node, ast.keyword) and node.arg == "shell"
        if shell or (isinstance(node, ast.Attribute) and node.attr in names):
            broken.append(where)
    assert not broken, broken


def test_processes_are_started_in_the_runner_modules_only() -> None:
    starters = re.compile(r"^(exec[lv]p?e?|fork|forkpty|spawn[lv]p?e?|posix_spawnp?|create_subprocess_exec)$")
    broken = []
    for where, node in nodes():
        starts = isinstance(node, ast.Attribute) and starters.match(node.attr)
        named = isinstance(node, ast.Import) and any(a.name in ("subprocess", "pty") for a in node.names)
        named = named or (isinstance(node, ast.ImportFrom) and node.module in ("subprocess", "pty"))
        if (starts or named) and not where.startswith(tuple(RUNNERS)):
            broken.append(where)
    assert not broken, broken


def test_no_git_repo_object_is_kept() -> None:
    """GitPython's ``Repo`` leaks processes and answers wrongly across threads; only its command runner is used."""
    broken = [
        where
        for where, node in nodes()
        if (isinstance(node, ast.Attribute) and node.attr == "Repo")
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "git"
            and any(a.name == "Repo" for a in node.names)
        )
    ]
    assert not broken, broken


PRIVATE = re.compile(r"/(?:home|Users)/(?!(?:me|you|user|operator|project|NAME)\b)\w+|(?<![\w.~}-])/root/\S")


def test_nothing_names_a_private_machine() -> None:
    """The project speaks of itself alone: paths of somebody's machine mean nothing to a reader."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, timeout=30, check=False)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    broken = []
    for name in names:
        path = ROOT / name
        if not path.is_file() or path.suffix in (".png", ".svg") or path == Path(__file__):
            continue
        text = path.read_text(errors="replace")
        if PRIVATE.search(text) or f"{ROOT}/" in text:
            broken.append(name)
    assert not broken, broken


# ------------------------------------------------------------------ rooms

ROOMS = {
    "ui": (
        "a place is opened by its name through the app, so that each room can be read with what stands below it alone",
        (
            ("app", "command_palette", "places", "stylesheets"),
            ("fleet",),
            ("agent",),
            ("board",),
            ("queue", "away", "ledger", "figures", "audit"),
            ("diff",),
            ("shell",),
            ("terminal",),
            ("draw", "actions"),
        ),
    ),
    "engine": (
        "what is done rests on what was seen, that on what is due, and all of it on who owns the fleet",
        (("answers",), ("act",), ("observe",), ("decide",), ("own",), ("link",)),
    ),
}
"""Rooms of a layer from the highest to the lowest, with the reason. The door of the engine is nobody's room."""
MOST_ENTRIES = 17
FORGE = "fleetui.demo.github"
"""There a pull request knows its repository and a repository its pull requests, as in the schema that is spoken."""
MORE_ENTRIES = {
    "fleetui/model": "it stays flat while every file is a noun",
    "fleetui/ports": "one entry for each outside thing, and what they share",
    "fleetui/ports/git": "one file for each thing that is asked of a repository, none of them known outside",
    "fleetui/ports/tmux": "one file for each thing that is asked of tmux, none of them known outside",
}
"""Folders with more entries than a reader takes in at once, and why."""


@cache
def graph() -> dict[str, set[str]]:
    """Which module of fleetui imports which, inside functions and for types too."""
    known = {dotted(path): path for path in python_files()}
    return {
        name: {found.module for found in written(path)} & set(known) - {name}
        for name, path in known.items()
        if path.name != "__init__.py"
    }


def circles(edges: dict[str, set[str]]) -> list[set[str]]:
    """Sets of modules that reach each other."""
    reached = {name: reach(edges, name) for name in edges}
    return [
        {name} | others
        for name in edges
        if (others := {other for other in reached[name] if name in reached.get(other, set())} - {name})
        and name == min({name} | others)
    ]


def reach(edges: dict[str, set[str]], name: str) -> set[str]:
    found, waiting = set[str](), [name]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def runs_up(edges: dict[str, set[str]], layer: str) -> list[str]:
    """Imports from a room into one that stands above it, or beside it."""
    rank = {room: at for at, rooms in enumerate(ROOMS[layer][1]) for room in rooms}
    broken = []
    for name, imported in edges.items():
        for other in imported:
            here, there = room_of(name, layer), room_of(other, layer)
            if here in rank and there in rank and here != there and rank[there] <= rank[here] > 0:
                broken.append(f"{name} imports {other}")
    return broken


def room_of(name: str, layer: str) -> str:
    parts = name.split(".")
    return parts[2] if len(parts) > 2 and parts[1] == layer else ""


def test_no_module_imports_one_that_imports_it() -> None:
    assert not [circle for circle in circles(graph()) if not all(under(name, (FORGE,)) for name in circle)]


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]


@pytest.mark.parametrize("layer", ROOMS)
def test_rooms_use_only_what_stands_below_them(layer: str) -> None:
    assert not runs_up(graph(), layer), ROOMS[layer][0]


@pytest.mark.parametrize(
    ("layer", "above", "below"),
    [
        ("ui", "fleetui.ui.queue.screen", "fleetui.ui.agent.screen"),
        ("ui", "fleetui.ui.away.digest", "fleetui.ui.queue.screen"),
        ("ui", "fleetui.ui.draw.rows", "fleetui.ui.shell.shared_state"),
        ("engine", "fleetui.engine.own.ledger", "fleetui.engine.act.replace.replacer"),
    ],
)
def test_an_import_that_runs_up_is_seen(layer: str, above: str, below: str) -> None:
    assert runs_up({above: {below}}, layer)


@pytest.mark.parametrize("layer", ROOMS)
def test_every_room_has_its_place(layer: str) -> None:
    there = {path.name for path in (PACKAGE / layer).iterdir() if (path / "__init__.py").exists()}
    placed = {room for rooms in ROOMS[layer][1] for room in rooms} | {"protocols"}
    assert there <= placed


def too_full(entries: dict[str, int]) -> list[str]:
    return [name for name, count in entries.items() if count > MOST_ENTRIES and name not in MORE_ENTRIES]


def test_no_folder_holds_more_than_a_reader_takes_in() -> None:
    folders = {path.parent for path in python_files()}
    entries = {
        str(folder.relative_to(ROOT)): sum(not one.name.startswith("__") for one in folder.iterdir())
        for folder in folders
    }
    assert not too_full(entries)
    assert not [name for name in MORE_ENTRIES if entries[name] <= MOST_ENTRIES]
    alone = [name for name, count in entries.items() if count < 2 and name != "fleetui"]
    assert not alone, "no folder for one file"


def test_a_folder_that_is_too_full_is_seen() -> None:
    assert too_full({"fleetui/cli": MOST_ENTRIES + 1, "fleetui/model": MOST_ENTRIES + 1}) == ["fleetui/cli"]
