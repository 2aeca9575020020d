"""What became of a worktree between two looks at it, in one short line."""

from __future__ import annotations

from fleetui.model.counts import count
from fleetui.model.view import GitFacts


def changed_words(name: str, before: GitFacts | None, now: GitFacts | None) -> str:
    """Branch, commits and what is not committed, where they differ; empty where nothing does."""
    if before is None or now is None:
        return ""
    parts: list[str] = []
    if now.branch != before.branch:
        parts.append(f"on {now.branch or 'no branch'}, was on {before.branch or 'no branch'}")
    if now.ahead > before.ahead:
        parts.append(f"{count(now.ahead - before.ahead, 'new commit')}")
    elif now.head != before.head:
        parts.append(f"at {now.head[:7]}, was at {before.head[:7]}")
    if now.dirty != before.dirty:
        parts.append(f"{count(now.dirty, 'file')} not committed, was {before.dirty}")
    elif not parts and (now.added, now.deleted) != (before.added, before.deleted):
        parts.append(f"+{now.added} -{now.deleted}, was +{before.added} -{before.deleted}")
    return f"{name}: {'; '.join(parts)}" if parts else ""
