"""What the engine needs of the world: protocols, and the plain values that travel through them.

Ports implement these; ``__main__`` passes them in. Every call has its own time limit inside the port and raises
``PortError`` and nothing else; the engine turns that into health on the view and keeps the last good values.
"""
