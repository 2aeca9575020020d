"""What a text claims: found in plain words, or written as claims."""
