"""What is done: deliveries, runs, seats, landings."""
