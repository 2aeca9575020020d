"""The way of a follow-up into a pane, as the state of its entry."""

from __future__ import annotations

from fleetui.model import events as e
from fleetui.model.fold.entry import to_state
from fleetui.model.fold.handler import Handlers
from fleetui.model.queue import IN_FLIGHT, EntryState

_S = EntryState


HANDLERS: Handlers = {
    e.DeliveryIntended: to_state(_S.INTENDED, frozenset({_S.QUEUED})),
    e.DeliveryPasted: to_state(_S.PASTED, frozenset({_S.INTENDED})),
    e.DeliverySubmitted: to_state(_S.SUBMITTED, frozenset({_S.PASTED})),
    e.DeliveryAccepted: to_state(_S.ACCEPTED, IN_FLIGHT | {_S.UNKNOWN}),
    e.DeliveryRefused: to_state(_S.QUEUED, frozenset({_S.INTENDED})),
    e.DeliveryUnknown: to_state(_S.UNKNOWN, IN_FLIGHT),
}
