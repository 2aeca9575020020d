"""What is done at each kind of step. A new kind is one performer here beside its class in ``model.steps``."""
