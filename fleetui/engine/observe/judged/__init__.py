"""Judged: slowly, whether each agent gets on, and what the sources of its state are worth."""
