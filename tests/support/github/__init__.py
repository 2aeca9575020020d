"""What tests need beside ``fleetui/demo/github``: gh, a checkout, a client, and fixtures of them all."""
