"""Every state a reader must tell apart, for each real agent."""

from __future__ import annotations

from tests.live.scene import READY
from tests.live.scenes_after import AFTER
from tests.live.scenes_ask import (
    codex_outdated,
    codex_unknown_user,
    codex_unreviewed,
    codex_untrusted,
    dialog,
    edit_permission,
    permission,
    planning,
    question,
    unguarded,
    with_imports,
    with_servers,
    without_claude_state,
)
from tests.live.scenes_auto import AUTO
from tests.live.scenes_background import BACKGROUND
from tests.live.scenes_commands import COMMANDS
from tests.live.scenes_first import FIRST
from tests.live.scenes_late import LATE
from tests.live.scenes_limits import LIMITS
from tests.live.scenes_more import MORE
from tests.live.scenes_narrow import NARROWED
from tests.live.scenes_work import (
    context,
    drafts,
    exiting,
    interrupted,
    killed,
    large_context,
    misleading,
    refused,
    starting,
    trouble,
    working,
)

CLAUDE_TRUST = "Quick safety check: Is this a project you created or one you trust?"


SCENES = (
    *FIRST,
    *MORE,
    *LATE,
    *COMMANDS,
    *LIMITS,
    *NARROWED,
    *AFTER,
    *AUTO,
    *BACKGROUND,
    starting("claude"),
    working("claude"),
    permission(
        "claude",
        "Do you want to proceed?",
        ["Yes", "Yes, and always allow access to /home/operator/s/home/project from this project", "No"],
    ),
    question(),
    drafts("claude"),
    misleading("claude"),
    context("claude", 165_000, 8, "context used"),
    large_context(),
    trouble("claude", 429, "etrying in"),
    refused("claude", 529, "API Error", "limited"),
    exiting("claude", "/exit", "Resume this session with:"),
    killed("claude"),
    edit_permission(),
    planning(),
    unguarded("claude", "--dangerously-skip-permissions", "bypass permissions on"),
    interrupted("claude"),
    dialog(
        "claude",
        "trust",
        "trust",
        CLAUDE_TRUST,
        ["No, exit", "Yes, I trust this folder"],
        lambda home: without_claude_state(home, "projects"),
    ),
    dialog(
        "claude",
        "login",
        "login",
        "Do you want to use this API key?",
        ["Yes", "No (recommended)"],
        lambda home: without_claude_state(home, "customApiKeyResponses"),
    ),
    dialog(
        "claude",
        "servers-one",
        "trust",
        "New MCP server found in this project: alpha",
        [
            "Use this MCP server",
            "Use this and all future MCP servers in this project",
            "Continue without using this MCP server",
        ],
        lambda home: with_servers(home, "alpha"),
    ),
    dialog(
        "claude",
        "servers-two",
        "trust",
        "2 new MCP servers found in this project",
        ["[✔] alpha", "[✔] beta"],
        lambda home: with_servers(home, "alpha", "beta"),
    ),
    dialog(
        "claude",
        "imports",
        "trust",
        "Allow external CLAUDE.md file imports?",
        ["No, disable external imports", "Yes, allow external imports"],
        with_imports,
    ),
    starting("codex"),
    working("codex"),
    permission(
        "codex",
        "Would you like to run the following command?",
        [
            "Yes, proceed (y)",
            "Yes, and don't ask again for commands that start with `touch made-by-agent` (p)",
            "No, and tell Codex what to do differently (esc)",
        ],
    ),
    drafts("codex"),
    misleading("codex"),
    context("codex", 150_000, 44, "44% left"),
    trouble("codex", 529, "econnecting"),
    refused("codex", 401, "■ "),
    exiting("codex", "/quit", "To continue this session, run"),
    killed("codex"),
    unguarded("codex", "--dangerously-bypass-approvals-and-sandbox", READY["codex"]),
    interrupted("codex"),
    dialog(
        "codex",
        "trust",
        "trust",
        "Trust this folder?",
        ["Trust and continue", "Back to Agent Command Center"],
        codex_untrusted,
    ),
    dialog(
        "codex",
        "hooks",
        "trust",
        "Hooks need review",
        ["Review hooks", "Trust all and continue", "Continue without trusting (hooks won't run)"],
        codex_unreviewed,
    ),
    dialog(
        "codex",
        "login",
        "login",
        "Choose how you want to use Codex.",
        ["Sign in with ChatGPT", "Sign in with Device Code", "Sign in another way"],
        codex_unknown_user,
    ),
    dialog(
        "codex",
        "update",
        "update",
        "Update available · 0.169.0 → 9.9.9",
        ["Update now (runs `npm install -g @openai/codex`)", "Skip", "Skip until next version"],
        codex_outdated,
    ),
)
