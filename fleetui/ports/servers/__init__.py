"""The agents' own servers: listened to, never asked to do anything."""
