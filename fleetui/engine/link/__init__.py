"""What a screen or the command line may ask of the engine: one view, commands, and questions, one file a noun."""

from fleetui.engine.link.agents import *
from fleetui.engine.link.forge import *
from fleetui.engine.link.journal import *
from fleetui.engine.link.landing import *
from fleetui.engine.link.link import *
from fleetui.engine.link.question import *
from fleetui.engine.link.queue import *
