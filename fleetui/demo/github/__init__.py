"""A GitHub that runs here: real git below, its GraphQL and REST above, on a unix socket that the real gh talks to.

The forge of the tests. It needs graphql-core, and nothing of it reaches the network.

- ``hub.py``, ``repository.py``, ``pulls.py``, ``things.py``, ``bare.py``: what is so; who plays with it makes it by
  their methods
- ``merging.py``, ``merge_queue.py``: what is refused, in the words of the forge, and what lands
- ``graph/``, ``rest/``: how it is told and changed over its two APIs; ``searching.py``: the words of a search
- ``server.py``, ``answering.py``, ``exchange.py``: the socket, who asks, limits, conditional requests, the log
- ``faults.py``: what goes wrong on purpose
"""
