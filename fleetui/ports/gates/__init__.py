"""Gates: what they run, what their runners said, and that nothing of them stays."""

from fleetui.ports.gates.port import Gates, gate_environment

__all__ = ["Gates", "gate_environment"]
