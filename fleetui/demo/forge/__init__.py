"""The demo's forge: a GitHub on this machine with issues, people and programs that play by themselves."""
