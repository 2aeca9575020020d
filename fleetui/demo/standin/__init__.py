"""A stand-in for a coding agent; it is started by the path of ``standin.py`` and imports nothing else of fleetui."""
