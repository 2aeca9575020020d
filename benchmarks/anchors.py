"""How right anchors are on texts nobody here wrote, and how quick: ``python -m benchmarks.anchors REPO...``.

Two figures count: how many texts are held that git says nothing is wrong with, and how much of the drift that git
sees between two trees of a real history is told. Truth comes from ``git diff`` alone.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.anchor_texts import Case, messages, prompts
from benchmarks.anchor_trees import CommitTree, History, Truth, Unknown
from fleetui.model.anchors.claim import Claim, Kind
from fleetui.model.anchors.finding import Checked, Verdict
from fleetui.model.anchors.judging.judge import check, claims_of, keep
from fleetui.model.anchors.text.implied import implied
from fleetui.ports.anchors.tree import Trees

HELD_WRONGLY_AIM, TOLD_AIM = 1.0, 95.0


@dataclass
class Tally:
    """What was counted over many texts."""

    texts: int = 0
    claims: int = 0
    right: int = 0
    held: int = 0
    holds: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    drifted: int = 0
    told: int = 0
    missed: list[str] = field(default_factory=list)
    placed: int = 0
    placed_right: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def say(self, name: str) -> None:
        """The two figures, and what they stand on."""
        wrong, told = 100 * len(self.wrong) / max(1, self.texts), 100 * self.told / max(1, self.drifted)
        print(
            f"{name:34} texts {self.texts:6}  claims {self.claims:6} (right when written {self.right})  "
            f"held {self.held}\n"
            f"{'':34} held wrongly {len(self.wrong)} = {wrong:.2f} % (aim <= {HELD_WRONGLY_AIM:g})   "
            f"drift told {self.told} of {self.drifted} = {told:.1f} % (aim >= {TOLD_AIM:g})   "
            f"new line right {self.placed_right} of {self.placed}",
            flush=True,
        )


def judge(history: History, case: Case, tally: Tally) -> None:
    """One text: alone over its own tree, then over the later one."""
    claims = claims_of(case.text)
    tally.texts += 1
    old = CommitTree(history, case.old)
    for one in check(claims, old):
        tally.claims += 1
        tally.right += one.was.right
        tally.kinds[f"{one.claim.kind.value} {one.was.verdict.value}"] += 1
        if one.holds and not _is_beyond(history, case.old, one):
            tally.wrong.append(_shown(history, case, one, "alone"))
            break
    truth = Truth(history, case.old, case.new)
    later = check(claims, CommitTree(history, case.new), keep(claims, old))
    tally.held += any(one.holds for one in later)
    tally.holds += [_shown(history, case, one, "held") for one in later if one.holds]
    for one in later:
        _against(truth, case, one, tally)
    if case.kind and not any(_is_meant(case, one.claim) for one in later):
        tally.missed.append(f"NOT FOUND {case.kind}: {case.text!r}")
        tally.drifted += 1


def _is_meant(case: Case, claim: Claim) -> bool:
    return claim.kind.value == case.kind and claim.path.endswith(case.path)


def _against(truth: Truth, case: Case, one: Checked, tally: Tally) -> None:
    """Compare what is said of one claim with what git says."""
    drifted = _drifted(truth, one)
    if drifted is None:
        return
    if drifted and one.was.right:
        tally.drifted += 1
        if one.now.verdict in (Verdict.MOVED, Verdict.CHANGED, Verdict.MISSING):
            tally.told += 1
        else:
            tally.missed.append(_shown(truth.history, case, one, "missed"))
    elif one.holds and one.was.right:
        tally.wrong.append(_shown(truth.history, case, one, "later"))
    if one.claim.kind is Kind.LINE and one.was.right and one.claim.first == one.claim.last:
        state, place = truth.line(_whole(one), one.claim.first)
        if state == "moved":
            tally.placed += 1
            tally.placed_right += one.now.at.endswith(f":{place}")


def _whole(one: Checked) -> str:
    """The path that was meant when it was written."""
    at = one.was.at
    return at.rpartition(":")[0] if ":" in at and at.rpartition(":")[2].replace("-", "").isdigit() else at


def _drifted(truth: Truth, one: Checked) -> bool | None:
    """Whether git says that a claim which was right is so no more; ``None`` where git cannot say."""
    claim, path = one.claim, _whole(one)
    if not one.was.right or not path:
        return None
    kind, _ = truth.history.blob(truth.old, path)
    if kind != "blob":
        return None
    if claim.kind is Kind.PATH:
        return truth.path_drifted(path)
    if claim.kind is Kind.LINE:
        states = {truth.line(path, number)[0] for number in {claim.first, claim.last}}
        return states != {"same"} or (claim.last > claim.first and _inside(truth, path, claim))
    if claim.kind in (Kind.QUOTE, Kind.SYMBOL, Kind.URL):
        if truth.path_drifted(path):
            return True
        if claim.first:
            return truth.line(path, claim.first)[0] != "same"
        gone = not truth.holds_text(path, claim.text)
        return gone if gone or claim.kind is not Kind.SYMBOL else None
    return None


def _inside(truth: Truth, path: str, claim: Claim) -> bool:
    return any(truth.line(path, number)[0] != "same" for number in range(claim.first, claim.last + 1))


def _is_beyond(history: History, commit: str, one: Checked) -> bool:
    """Git agrees that the file has no such line."""
    if not one.claim.first or not one.now.at:
        return False
    _, data = history.blob(commit, one.now.at.partition(":")[0])
    return data.count(b"\n") + (not data.endswith(b"\n")) < one.claim.last


def _shown(history: History, case: Case, one: Checked, where: str) -> str:
    text = " ".join(case.text.split())
    place = max(0, min(one.claim.start - 100, len(text) - 260))
    return (
        f"{where} {history.name} {case.old[:9]}..{case.new[:9]} {one.claim.kind.value} [{one.claim.said[:90]}] "
        f"{one.was.verdict.value}->{one.now.verdict.value} at={one.now.at} ({one.now.detail[:80]}) | "
        f"...{text[place : place + 260]}"
    )


def speed(files: int = 100_000, claims: int = 200) -> None:
    """How long many claims take on a large tree."""
    with tempfile.TemporaryDirectory(prefix="anchors-speed-") as home:
        top = Path(home, "tree")
        _large(top, files)
        text = "\n".join(
            f"- fix src/d{n % 100}/f{n * 7 % (files // 100)}.py:{n % 40 + 1} and `value_{n}` there"
            for n in range(claims // 2)
        )
        trees = Trees(Path(home, "scratch"))
        for turn in ("first look, list made", "again, list known"):
            began = time.perf_counter()
            found = claims_of(text)
            with trees.open(str(top)) as tree:
                checked = check(found, tree)
            took = 1000 * (time.perf_counter() - began)
            print(f"{len(found)} claims on {files} files, {turn}: {took:.0f} ms ({len(checked)} shown)")
        for piece in ("/", "a/", "`x` a.py "):
            began = time.perf_counter()
            implied(piece * (1_000_000 // len(piece)))
            print(f"1 MB of {piece!r}: {1000 * (time.perf_counter() - began):.0f} ms")


def _large(top: Path, files: int) -> None:
    each = files // 100
    for number in range(100):
        folder = top / "src" / f"d{number}"
        folder.mkdir(parents=True)
        for one in range(each):
            (folder / f"f{one}.py").write_text("".join(f"value_{line} = {line}\n" for line in range(40)))
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(["git", "-C", str(top), *command], check=True, capture_output=True)


def _texts(history: History, most: int, chance: random.Random) -> Iterator[tuple[str, Case]]:
    for case in messages(history, most, chance):
        yield "messages", case
    for case in prompts(history, most, chance):
        yield "prompts", case


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("repositories", nargs="*", help="local clones, bare ones too")
    parser.add_argument("--most", type=int, default=250, help="texts of each sort from one repository")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", type=int, default=0, help="print so many wrong holds and misses of each sort"
    )
    parser.add_argument("--speed", action="store_true", help="measure time, too")
    given = parser.parse_args()
    tallies = {"messages": Tally(), "prompts": Tally()}
    for folder in given.repositories:
        history = History(folder)
        for name, case in _texts(history, given.most, random.Random(f"{given.seed} {history.name}")):
            with suppress(Unknown):
                judge(history, case, tallies[name])
        history.close()
    for name, tally in tallies.items() if given.repositories else ():
        tally.say({"messages": "messages of commits", "prompts": "prompts over real lines"}[name])
        print("   ", dict(tally.kinds.most_common()))
        for title, rows in (("held wrongly", tally.wrong), ("missed", tally.missed), ("held", tally.holds)):
            for row in rows[: given.show]:
                print(f"  {title}: {row}")
    if given.speed:
        speed()


if __name__ == "__main__":
    main()
