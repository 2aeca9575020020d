"""Reading a worktree to judge what a text claims of it: never outside it, never without an end, nothing run."""
