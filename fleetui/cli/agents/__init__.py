"""Agents: their runs, queues, attention, rescues."""
