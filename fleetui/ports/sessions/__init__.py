"""The agents' own session files: found, and read by their end."""
