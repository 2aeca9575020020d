"""Why an action cannot run now, one file a noun; one vocabulary for the table of keys."""

from fleetui.ui.actions.why_not.agents import *
from fleetui.ui.actions.why_not.board import *
from fleetui.ui.actions.why_not.fetched import *
from fleetui.ui.actions.why_not.forge import *
from fleetui.ui.actions.why_not.found import *
from fleetui.ui.actions.why_not.owner import *
from fleetui.ui.actions.why_not.queue import *
from fleetui.ui.actions.why_not.reviews import *
from fleetui.ui.actions.why_not.tasks import *
from fleetui.ui.actions.why_not.train import *
from fleetui.ui.actions.why_not.why_not import *
