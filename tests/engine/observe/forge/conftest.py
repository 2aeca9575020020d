from tests.support.github.fixtures import api, hub, shop
from tests.support.github.fixtures import gh_in_turn as gh

__all__ = ["api", "gh", "hub", "shop"]
