"""What a follow-up says, looked at before it is typed: what is filled in, and what it claims."""
