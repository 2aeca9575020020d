"""The turns of agents: seen to begin and end, and judged."""
