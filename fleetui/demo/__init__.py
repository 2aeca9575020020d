"""A fleet to try: stand-in agents and a small real repository on a private tmux server."""
