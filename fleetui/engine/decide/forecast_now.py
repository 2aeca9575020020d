"""The forecast as it is of the heads and the base that are known now, by agent."""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.engine.core import Core
from fleetui.model.fleet import Seat
from fleetui.model.forecast import Beside, Forecast, besides
from fleetui.model.landing_order import Place, landing_order
from fleetui.model.train_order import BetterOrder, better_order

Told = tuple[tuple[Beside, ...], Place | None]
NOTHING: Told = ((), None)


class ForecastNow:
    """Joins each project's forecast with what was seen since; made anew only where one of them changed."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._told: dict[str, tuple[Forecast, Mapping[str, str], str, dict[str, Told]]] = {}

    def of(self, seat: Seat) -> Told:
        """What a seat's work and each other's do to each other, and its place in the order."""
        forecast = self.core.forecasts.get(seat.project)
        if forecast is None:
            return NOTHING
        heads, base = self._now(forecast)
        known = self._told.get(seat.project)
        if known is None or known[0] is not forecast or known[1:3] != (heads, base):
            known = (forecast, heads, base, _told(forecast, heads, base))
            self._told[seat.project] = known
        return known[3].get(seat.name, NOTHING)

    def better_order(self, project: str, seats: tuple[str, ...]) -> BetterOrder | None:
        """An order of a train that breaks less; none while the forecast is of other commits."""
        forecast = self.core.forecasts.get(project)
        if forecast is None or len(seats) < 2 or _is_old(forecast, *self._now(forecast)):
            return None
        return better_order(forecast, seats)

    def _now(self, forecast: Forecast) -> tuple[Mapping[str, str], str]:
        """The heads and the base that are known now."""
        seen = {name: self.core.sight(name).git for name in forecast.works}
        heads = {name: git.head for name, git in seen.items() if git and git.head}
        return heads, self.core.bases.get(forecast.project, "")


def _is_old(forecast: Forecast, heads: Mapping[str, str], base: str) -> bool:
    """True where one of the commits that it is of is another now."""
    return bool(base and base != forecast.base) or any(
        heads.get(name, work.head) != work.head for name, work in forecast.works.items()
    )


def _told(forecast: Forecast, heads: Mapping[str, str], base: str) -> dict[str, Told]:
    """The order rests on the same commits, so it is not told either while one of them is another."""
    places = {} if _is_old(forecast, heads, base) else dict(landing_order(forecast))
    return {name: (besides(forecast, name, heads, base), places.get(name)) for name in forecast.works}
