from tests.support.github.fixtures import api, gh, hub, shop

__all__ = ["api", "gh", "hub", "shop"]
