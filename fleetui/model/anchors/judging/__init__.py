"""Whether a claim is so, and what became of what was so."""
