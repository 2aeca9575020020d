"""A frame as a reading: regions, rules, and what other sources add."""
