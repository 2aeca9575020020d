"""tmux: observed through one control-mode client per server, typed into under guard."""
