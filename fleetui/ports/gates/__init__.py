"""Gates: what they run, what their runners said, and that nothing of them stays."""

from fleetui.ports.gates.port import Gates, gate_environment
from fleetui.ports.gates.probes import Probes
from fleetui.ports.gates.set_ups import SetUps

__all__ = ["Gates", "Probes", "SetUps", "gate_environment"]
