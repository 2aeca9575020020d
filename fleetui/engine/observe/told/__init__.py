"""What agents tell of themselves, taken in as it comes."""
