"""Tasks: their files followed, what is done to them, and what follows from what they say."""
