"""The real agents in a scratch home: no onboarding, no key that works, no way out but the model server."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.live import more_homes
from tests.live.more_homes import KEY

CLAUDE_MODEL = "claude-sonnet-4-5"
CODEX_MODEL = "gpt-5.2-codex"


@dataclass(frozen=True)
class Home:
    """One scratch home with a project folder in it; everything an agent writes stays below."""

    path: Path
    programs: str
    """Where the agents' programs are, as a part of PATH."""
    server: str
    """Base address of the model server."""

    @property
    def project(self) -> Path:
        """Where the agents work."""
        return self.path / "project"

    def environment(self) -> dict[str, str]:
        """All an agent gets. Nothing else is inherited; any other host leads to the model server, which refuses."""
        return {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "HOME": str(self.path),
            "TERM": "tmux-256color",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "SHELL": "/bin/sh",
            "TMPDIR": str(self.path / "tmp"),
            **_proxies(self.server),
            **_claude_variables(self.server),
            **more_homes.variables(self.server),
            "CODEX_HOME": str(self.path / ".codex"),
            "LOCAL_MODEL_KEY": KEY,
            "IS_SANDBOX": "1",
        }

    def command(self, cli: str, *extra: str) -> list[str]:
        """Argument list that starts an agent with exactly this environment; ``extra`` are its own arguments."""
        return [*self.bare(), *start(cli), *extra]

    def bare(self) -> list[str]:
        """The part of an argument list that takes every other variable away."""
        return ["env", "-i", *(f"{key}={value}" for key, value in self.environment().items())]


def start(cli: str) -> list[str]:
    """How an agent is started; no daemon that would outlive its pane."""
    return [cli, "--no-daemon"] if cli == "codex" else [cli]


def make_home(path: Path, programs: str, server: str, trusted: tuple[Path, ...] = ()) -> Home:
    """A home at ``path`` whose agents start without a question in the project and the ``trusted`` folders."""
    home = Home(path, programs, server)
    for folder in (home.project, path / "tmp", path / ".codex", path / ".claude"):
        folder.mkdir(parents=True, exist_ok=True)
    folders = (home.project, *trusted)
    (path / ".claude.json").write_text(json.dumps(_claude_state(folders)))
    (path / ".codex" / "config.toml").write_text(_codex_config(server, folders))
    more_homes.prepare(path, server)
    return home


def short_folder() -> Path:
    """A new scratch folder with a path short enough for sockets."""
    return Path(tempfile.mkdtemp(prefix="fl-", dir="/tmp"))


def _proxies(server: str) -> dict[str, str]:
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    both = [name for upper in names for name in (upper, upper.lower())]
    return {**dict.fromkeys(both, server), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def _claude_variables(server: str) -> dict[str, str]:
    return {
        "ANTHROPIC_BASE_URL": server,
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_MODEL": CLAUDE_MODEL,
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_ERROR_REPORTING": "1",
    }


def _claude_state(folders: tuple[Path, ...]) -> dict[str, object]:
    return {
        "hasCompletedOnboarding": True,
        "theme": "dark",
        "customApiKeyResponses": {"approved": [KEY[-20:]], "rejected": []},
        "projects": {str(folder): {"hasTrustDialogAccepted": True} for folder in folders},
    }


def _codex_config(server: str, folders: tuple[Path, ...]) -> str:
    trusted = "".join(f'[projects."{folder}"]\ntrust_level = "trusted"\n' for folder in folders)
    return f"""\
model = "{CODEX_MODEL}"
model_provider = "local"
check_for_update_on_startup = false
approval_policy = "on-request"
sandbox_mode = "workspace-write"

[analytics]
enabled = false

[sandbox_workspace_write]
exclude_slash_tmp = true

[model_providers.local]
name = "local"
base_url = "{server}/v1"
env_key = "LOCAL_MODEL_KEY"
wire_api = "responses"

{trusted}"""
