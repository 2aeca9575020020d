"""A commit that a hook refused, known by what it printed. Pure.

The words are those of the tools that people run hooks with: https://pre-commit.com (``Failed`` and ``- hook id:`` of
each check), https://typicode.github.io/husky (``husky - pre-commit script failed``; older ones ``hook exited``),
https://lefthook.dev (its header names the hook). A hook that says nothing of the kind is not guessed at: then the
command alone failed.
"""

from __future__ import annotations

import re

_COMMIT = re.compile(r"\bgit\b(?: +-[cC] +\S+| +--?[\w-]+(?:=\S+)?)* +commit\b")
_HOOK_NAMES = r"(?P<hook>pre-commit|prepare-commit-msg|commit-msg|post-commit)"
_HUSKY = re.compile(rf"^husky [->] {_HOOK_NAMES} (?:script|hook) (?:failed|exited)", re.MULTILINE)
_LEFTHOOK = re.compile(rf"\blefthook\b.*\bhook: {_HOOK_NAMES}", re.IGNORECASE)
_CHECK = re.compile(
    r"^- hook id: (?P<check>[\w.:-]{1,60})$\n(?:- duration: .*\n)?- exit code: \d", re.MULTILINE
)
_MODIFIED = re.compile(
    r"^- hook id: (?P<check>[\w.:-]{1,60})$\n(?:- .*\n)*?- files were modified", re.MULTILINE
)
_READ = 20_000
_MOST = 4


def commits(command: str) -> bool:
    """Whether a command is one that makes a commit."""
    return bool(_COMMIT.search(command))


def refused_by(output: str) -> str:
    """The hook that refused a commit, with its checks where it names them: ``pre-commit (ruff, mypy)``."""
    text = output[-_READ:]
    named = _HUSKY.search(text) or _LEFTHOOK.search(text)
    checks = [match["check"] for rule in (_CHECK, _MODIFIED) for match in rule.finditer(text)]
    if not named and not checks:
        return ""
    hook = named["hook"] if named else "pre-commit"
    listed = ", ".join(dict.fromkeys(checks[:_MOST]))
    return f"{hook} ({listed})" if listed else hook
