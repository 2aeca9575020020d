"""A unified difference: read, its lines put face to face, and what differs within them."""
