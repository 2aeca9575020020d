"""GitHub through its own command line, gh: its login, its hosts and its limits."""
