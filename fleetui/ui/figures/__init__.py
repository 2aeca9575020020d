"""Screen 5: figures of what the fleet did."""
