"""The queue of one agent, and writing a follow-up."""
