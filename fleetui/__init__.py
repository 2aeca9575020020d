"""The control plane of one person who runs many coding agents in tmux."""

__version__ = "0.1.0"
