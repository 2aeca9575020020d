"""What happened: facts in the past tense, as the journal keeps them, one file a noun.

Used as one vocabulary: ``from fleetui.model import events as e``, then ``e.EntryAdded``. All of it is loaded here, so
that ``kinds`` knows every kind.
"""

from fleetui.model.events.attention import *
from fleetui.model.events.delivery import *
from fleetui.model.events.event import *
from fleetui.model.events.fleet import *
from fleetui.model.events.forge import *
from fleetui.model.events.gates import *
from fleetui.model.events.hosted import *
from fleetui.model.events.landing import *
from fleetui.model.events.queue import *
from fleetui.model.events.rescue import *
from fleetui.model.events.review import *
from fleetui.model.events.runs import *
from fleetui.model.events.seats import *
from fleetui.model.events.status import *
from fleetui.model.events.steps import *
from fleetui.model.events.tasks import *
from fleetui.model.events.turns import *
