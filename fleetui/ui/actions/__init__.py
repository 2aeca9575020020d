"""What can be pressed: the table of actions, the keymap, and why an action cannot run now."""
