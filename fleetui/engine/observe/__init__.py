"""What comes in: panes, git, processes, session files, hooks, and the view made of them."""
