from tests.support.github.fixtures import api, client, gh, hub, shop

__all__ = ["api", "client", "gh", "hub", "shop"]
