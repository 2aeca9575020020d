"""The way of a follow-up into a pane."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.identities import PaneRef
from fleetui.model.value import value


@value
class DeliveryIntended(SeatEvent):
    """A follow-up is about to be typed; nothing was typed before this was durable."""

    entry: str
    delivery: str
    run: str
    pane: PaneRef
    digest: str
    """SHA-256 of the bytes that will be typed."""


@value
class DeliveryPasted(SeatEvent):
    """The text stands in the pane; Enter was not typed."""

    entry: str
    delivery: str


@value
class DeliverySubmitted(SeatEvent):
    """Enter was typed."""

    entry: str
    delivery: str


@value
class DeliveryAccepted(SeatEvent):
    """The agent showed that it took the follow-up."""

    entry: str
    delivery: str
    sign: str
    """What showed it, or ``operator`` when the operator said so."""


@value
class DeliveryRefused(SeatEvent):
    """Nothing was typed; the follow-up waits again."""

    entry: str
    delivery: str
    reason: str


@value
class DeliveryUnknown(SeatEvent):
    """It was typed, perhaps; nothing confirms it."""

    entry: str
    delivery: str
    reason: str
