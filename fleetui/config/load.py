"""``fleet.toml`` and ``fleet.local.toml`` as one ``Settings``, with every mistake at once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from fleetui.config.lines import line_of
from fleetui.config.problems import ConfigError, KeyPath, Problem, key_text, printable
from fleetui.config.read import ReadFile, read_file
from fleetui.config.schema.agents import AgentTable
from fleetui.config.schema.file import FleetFile, LocalFile
from fleetui.config.schema.gates import GateTable
from fleetui.config.schema.github import GithubTable
from fleetui.config.schema.projects import LocalProjectTable, ProjectTable
from fleetui.config.schema.review import ReviewTable
from fleetui.config.schema.screen import ScreenTable
from fleetui.model.anchors.probe import Probe
from fleetui.model.evidence import Gate
from fleetui.model.fleet import Project
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.memory import Reserve, reserve_of
from fleetui.model.names import no_such
from fleetui.model.review.rules import ReviewRules
from fleetui.model.settings import (
    AfterError,
    AlertSettings,
    ScreenSettings,
    ScreenView,
    SeatSpec,
    Settings,
    Thresholds,
)

if TYPE_CHECKING:
    from fleetui.config.paths import Paths

BUILT_IN = Path(__file__).parent.parent / "agents" / "profiles"


def load(paths: Paths) -> Settings:
    """The operator's settings; the defaults when there is no file and none was named.

    Raises ``ConfigError`` with every mistake of both files, and nothing else.
    """
    own = read_file(paths.config, FleetFile, needed=paths.config_named)
    added = read_file(paths.local, LocalFile)
    problems = [*own.problems, *added.problems]
    if all(file.data or not file.problems for file in (own, added)):  # else nobody knows what names point to
        problems += _dangling(own, added)
    if own.table and own.table.blueprints:
        from fleetui.config.blueprint_files import problems_of  # few have any, and each command would read it

        problems += problems_of(own.table.blueprints, own.path, own.text)
    if problems or own.table is None or added.table is None:
        raise ConfigError(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    return _settings(paths, own.table, added.table, found=own.found)


def known_profiles(folders: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Names of the profiles that exist: the built-in ones and those in the operator's folders."""
    names = {file.stem for file in _profile_files(BUILT_IN)}
    names |= {_profile_name(file) for folder in folders for file in _profile_files(Path(folder))}
    return tuple(sorted(names))


def _profile_folders(config: Path, folders: list[str]) -> tuple[str, ...]:
    """The folder ``profiles`` beside the configuration, where there is one, and those that it names."""
    beside = config.parent / "profiles"
    named = _expanded(folders)
    return (str(beside), *named) if beside.is_dir() and str(beside) not in named else named


def _hosted_folders(config: Path) -> tuple[str, ...]:
    """The folder ``hosted`` beside the configuration, where there is one."""
    beside = config.parent / "hosted"
    return (str(beside),) if beside.is_dir() else ()


def _profile_name(file: Path) -> str:
    """The name in a profile file; its own file name where it says none. Its mistakes are told elsewhere."""
    try:
        name = tomllib.loads(file.read_text("utf-8")).get("name")
    except (OSError, ValueError, RecursionError):
        name = None
    return name if isinstance(name, str) else file.stem


def _profile_files(folder: Path) -> list[Path]:
    try:
        return [file for file in folder.glob("*.toml") if file.is_file()]  # to read a pipe would never end
    except OSError:
        return []


def _dangling(own: ReadFile[FleetFile], added: ReadFile[LocalFile]) -> Iterator[Problem]:
    """Names that point nowhere: a seat's project, a seat's profile. Looked for beside all other mistakes.

    A seat that fleetui added may belong to a folder nobody declared: that is what adopting is.
    """
    projects = {*_table(own.data, "projects"), *_table(added.data, "projects")}
    folders = _table(own.data, "profiles").get("folders", [])
    texts = [folder for folder in folders if isinstance(folder, str)] if isinstance(folders, list) else []
    profiles = set(known_profiles(_profile_folders(Path(own.path), texts)))
    for file in (own, added):
        for name, agent in _table(file.data, "agents").items():
            if isinstance(agent, dict):
                if file is own:
                    yield from _no_such(file, name, agent, "project", projects)
                yield from _no_such(file, name, agent, "profile", profiles)


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _no_such(
    file: ReadFile[FleetFile] | ReadFile[LocalFile],
    agent: str,
    table: Mapping[str, Any],
    key: str,
    known: set[str],
) -> Iterator[Problem]:
    value = table.get(key)
    if not isinstance(value, str) or not value or value in known:
        return
    path: KeyPath = ("agents", agent, key)
    said = printable(no_such(key, value, known), 400)
    yield Problem(file.path, said, key_text(path), line_of(file.text, path))


def _settings(paths: Paths, fleet: FleetFile, added: LocalFile, *, found: bool) -> Settings:
    """Both files as one; where both name something, the operator's own file holds."""
    projects: dict[str, LocalProjectTable] = {**added.projects, **fleet.projects}
    agents = {
        **fleet.agents,
        **{name: agent for name, agent in added.agents.items() if name not in fleet.agents},
    }
    return Settings(
        projects={name: _project(name, table) for name, table in projects.items()},
        seats=tuple(_seat(name, table) for name, table in agents.items()),
        roles={name: tuple(table.rules) for name, table in fleet.roles.items()},
        thresholds=Thresholds(**fleet.thresholds.model_dump()),
        after_error=AfterError(**fleet.after_error.model_dump()),
        screen=_screen(fleet.screen),
        release_word=fleet.release.word,
        window=(fleet.window[0], fleet.window[1]),
        rate_hz=fleet.rate_hz,
        gate_budget=fleet.gate_budget or os.cpu_count() or 1,
        warm_mb=fleet.warm_mb,
        memory_reserve=reserve_of(fleet.memory_reserve) or Reserve(),
        scratch=str(paths.work),
        task_folder=str(paths.tasks),
        profiles=_profile_folders(paths.config, fleet.profiles.folders),
        hosted=_hosted_folders(paths.config),
        sockets=_expanded(fleet.tmux.sockets),
        source=str(paths.config) if found else "",
    )


def _screen(table: ScreenTable) -> ScreenSettings:
    alerts = {**table.alerts.model_dump(), "command": tuple(table.alerts.command)}
    views = {name: ScreenView(**view.model_dump()) for name, view in table.views.items()}
    return ScreenSettings(**{**table.model_dump(), "alerts": AlertSettings(**alerts), "views": views})


def _project(name: str, table: LocalProjectTable) -> Project:
    path, base = os.path.normpath(_expand(table.path)), table.base
    if not isinstance(table, ProjectTable):
        return Project(name, path, base)
    return Project(
        name=name,
        path=path,
        base=base,
        setup=tuple(table.setup),
        copy=tuple(table.copied),
        ports=(table.ports[0], table.ports[1]) if table.ports else (0, 0),
        rules=tuple(table.rules),
        rules_every=table.rules_every,
        gates=tuple(_gate(gate, table) for gate in table.gates),
        gate_when=table.gate_when,
        on_red=table.on_red,
        on_red_times=table.on_red_times,
        lead_told=table.lead_told,
        protected=tuple(table.protected),
        notes=table.notes,
        push=_expand(table.push),
        landing=table.landing,
        trailers=tuple(table.trailers),
        setup_timeout_s=table.setup_timeout_s,
        setup_keeps=tuple(str(PurePosixPath(path)) for path in table.setup_keeps),
        setup_from=tuple(table.setup_from),
        setup_warm=tuple(table.setup_warm),
        anchors=tuple((kind, rule) for kind, rule in table.anchors.model_dump().items() if rule != "hold"),
        probes=tuple(
            Probe(probe, tuple(of.run), of.timeout_s, of.exit, of.says) for probe, of in table.probes.items()
        ),
        review=_review(table.review),
        forge=_forge(table.github),
        hooks=tuple(table.hooks),
        tasks=table.tasks,
    )


def _gate(gate: GateTable, table: ProjectTable) -> Gate:
    from fleetui.model.gates.kinds import KINDS

    asked = table.probes.get(gate.probe)
    return Gate(
        gate.name,
        tuple(asked.run if asked else gate.run),
        gate.timeout_s,
        gate.required,
        gate.min_tests,
        gate.junit,
        KINDS[gate.kind].proves or gate.proves,
        gate.kind,
        tuple(gate.rules),
        gate.max_files,
        gate.max_lines,
        gate.probe,
        tuple(gate.stages),
        gate.weight,
        gate.retries,
        gate.flaky,
    )


def _forge(table: GithubTable | None) -> ForgeRules | None:
    if table is None:
        return None
    lists = {"required": tuple(table.required), "issue_authors": tuple(table.issue_authors)}
    return ForgeRules(**{**table.model_dump(), **lists})


def _review(table: ReviewTable | None) -> ReviewRules | None:
    if table is None:
        return None
    lists = {"command": tuple(table.command), "lenses": tuple(table.lenses)}
    return ReviewRules(**{**table.model_dump(), **lists})


def _seat(name: str, table: AgentTable) -> SeatSpec:
    return SeatSpec(
        name=name,
        profile=table.profile,
        project=table.project,
        branch=table.branch,
        worktree=_expand(table.worktree),
        task=table.task,
        role=table.role,
        command=tuple(table.command),
        stuck_minutes=table.stuck_minutes,
        unattended=table.unattended,
        waits_for=table.waits_for,
        relay=table.relay,
        author=table.author,
    )


def _expand(path: str) -> str:
    return os.path.expanduser(path) if path else ""  # noqa: PTH111 - a path that must stay text


def _expanded(folders: list[str]) -> tuple[str, ...]:
    return tuple(_expand(folder) for folder in folders)
