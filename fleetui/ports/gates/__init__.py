"""Gates: what they run, what their runners said, and that nothing of them stays."""

from fleetui.ports.gates.port import Gates, gate_environment
from fleetui.ports.gates.probes import Probes

__all__ = ["Gates", "Probes", "gate_environment"]
