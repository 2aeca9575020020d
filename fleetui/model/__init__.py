"""What is true: values and rules. Standard library only; no clock, no disk, no random."""
