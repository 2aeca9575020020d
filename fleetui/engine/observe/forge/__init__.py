"""What is observed of forges, at their own slow pace."""
