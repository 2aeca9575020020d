"""Figures of a fleet's work, from its journal alone: what each means, its samples, and reports over them."""
