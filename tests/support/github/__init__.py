"""A GitHub for tests: real git below, its GraphQL and REST above, on a unix socket that the real gh talks to.

- ``hub.py``, ``repository.py``, ``pulls.py``, ``things.py``, ``bare.py``: what is so; a test makes it by their methods
- ``merging.py``, ``merge_queue.py``: what is refused, in the words of the forge, and what lands
- ``graph/``, ``rest/``: how it is told and changed over its two APIs; ``searching.py``: the words of a search
- ``server.py``, ``answering.py``, ``exchange.py``: the socket, who asks, limits, conditional requests, the log
- ``faults.py``: what goes wrong on purpose
- ``programs.py``, ``clones.py``, ``client.py``, ``fixtures.py``: gh, a checkout, a client, and fixtures of them all
"""
