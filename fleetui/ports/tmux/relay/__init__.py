"""What a run says of itself by Program Status (OSC 7501), heard by a process between its pane and its terminal."""
