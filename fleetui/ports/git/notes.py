"""Notes: the story of a landing kept with the landed commit, under a ref of fleetui's own.

In the vault always; in the operator's repository where the project says so. They are made in the vault, so that nothing
the repository configures has a say, no hook runs, and a ref that somebody pointed at a branch moves no branch.
"""

from __future__ import annotations

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.git.plain_files import require_plain
from fleetui.ports.git.repository_files import is_oid, ref
from fleetui.ports.git.run import WRITE_S, checked, git
from fleetui.ports.git.texts import shown
from fleetui.ports.git.vault import Vault

REF = "refs/notes/fleetui"
"""``git log --notes=fleetui`` shows what stands there."""
_SHARED = "refs/notes/fleetui-shared"
"""In the vault: the operator's repository's own, while another note is put to it."""
_DOING = "keep note"
_MOST = 1 << 20
_WHO = {
    "GIT_AUTHOR_NAME": "fleetui",
    "GIT_AUTHOR_EMAIL": "fleetui@localhost",
    "GIT_COMMITTER_NAME": "fleetui",
    "GIT_COMMITTER_EMAIL": "fleetui@localhost",
}


def keep(vault: Vault, commit: str, text: str, *, shared: bool) -> None:
    """Keep a note with a commit, in place of one that is there.

    The vault's own comes last, and comes also where the repository takes none: that raises ``PortError`` afterwards.
    """
    if not is_oid(commit):
        raise PortError("git", _DOING, f"{shown(commit)} is no commit")
    refused: PortError | None = None
    with vault.locked(_DOING):
        require_plain(vault.path, _DOING, REF, f"logs/{REF}", _SHARED, f"logs/{_SHARED}")
        if not vault.has(commit):
            vault.fetch(vault.source, commit)
        try:
            if shared:
                _share(vault, commit, text)
        except PortError as error:
            refused = error
        _write(vault, REF, commit, text)
    if refused:
        raise refused


def noted(vault: Vault) -> frozenset[str]:
    """The commits that have a note in the vault."""
    require_plain(vault.path, "list notes", REF)
    ran = vault.git("notes", f"--ref={REF}", "list", doing="list notes")
    return frozenset(line.partition(" ")[2] for line in ran.text.splitlines())


def read(vault: Vault, commit: str) -> str:
    """The note of a commit in the vault; empty where there is none. The repository's own anybody may have written."""
    require_plain(vault.path, "read note", REF)
    found = vault.tries("notes", f"--ref={REF}", "show", commit, most=_MOST)
    return found.out.decode("utf-8", "replace") if found.code == 0 else ""


def _write(vault: Vault, name: str, commit: str, text: str) -> None:
    vault.git(
        "notes", f"--ref={name}", "add", "-f", "-F", "-", commit,
        doing=_DOING, stdin=text.encode("utf-8", "replace"), environment=_WHO, limit_s=WRITE_S,
    )  # fmt: skip


def _share(vault: Vault, commit: str, text: str) -> None:
    """Put a note to those of the repository, whoever wrote them, by compare-and-swap of exactly that ref."""
    repo = vault.source
    require_plain(repo.common, _DOING, REF, f"logs/{REF}")
    symbolic = git("symbolic-ref", "-q", REF, folder="/", git_dir=repo.common)
    if symbolic.code == 0:
        raise PortError("git", _DOING, f"{REF} is only another name for {shown(symbolic.text)}: remove it")
    before = ref(repo, REF) or ""
    if before:
        vault.fetch(repo, before)
        vault.git("update-ref", "--no-deref", _SHARED, before, doing=_DOING)
    else:
        vault.git("update-ref", "--no-deref", "-d", _SHARED, doing=_DOING)
    _write(vault, _SHARED, commit, text)
    after = vault.git("rev-parse", _SHARED, doing=_DOING).text
    _bring(vault, after, before)
    checked(
        "update-ref", "-m", "fleetui: note", "--no-deref", "--end-of-options", REF, after, before or "0" * len(after),
        doing=_DOING, folder="/", git_dir=repo.common,
    )  # fmt: skip


def _bring(vault: Vault, after: str, before: str) -> None:
    wanted = f"{after}\n" + (f"^{before}\n" if before else "")
    pack = vault.git("pack-objects", "--revs", "--stdout", "-q", doing=_DOING, stdin=wanted.encode())
    vault.git(
        "index-pack", "--stdin", "--strict",
        doing=_DOING, stdin=pack.out, environment={"GIT_OBJECT_DIRECTORY": vault.source.objects},
    )  # fmt: skip
