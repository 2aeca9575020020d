"""What a gate proved counts for what it would run, in the project in which it ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from fleetui.engine.act.landing.gate_digests import Files, GateDigests
from fleetui.engine.protocols.gates import GatePort
from fleetui.model.evidence import Gate
from fleetui.model.fleet import Project


class NamesNothing:
    """Implements of ``GatePort`` what is asked here."""

    async def named_files(self, argv: tuple[str, ...], environment: Mapping[str, str]) -> Files:
        del argv, environment
        return ()


async def test_what_a_gate_proved_in_one_project_is_no_evidence_in_another_with_the_same_files() -> None:
    """A set-up step and a gate find the project's own origin in their checkout: it may be another."""
    digests = GateDigests(cast("GatePort", NamesNothing()), {})
    gate = Gate("build", ("make",))
    shop = Project("shop", "/src/shop", "main", gates=(gate,), setup=("git", "submodule", "update", "--init"))
    fork = replace(shop, name="fork", path="/src/fork")
    renamed = replace(shop, name="store")
    await digests.look(shop)
    assert digests.of(shop, gate)
    assert digests.of(shop, gate) != digests.of(fork, gate)
    assert digests.of(shop, gate) == digests.of(renamed, gate)
