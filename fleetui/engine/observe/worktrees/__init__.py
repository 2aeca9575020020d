"""What git says of the agents' worktrees: when each is looked at again, and what their work does to each other."""
