"""A place to attack fleetui in: a private fleet, an operator at a terminal, and what can go wrong around them."""

from tests.faults.lab.fleet import Lab, Said
from tests.faults.lab.terminal import Terminal

__all__ = ["Lab", "Said", "Terminal"]
