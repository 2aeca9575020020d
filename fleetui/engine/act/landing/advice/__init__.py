"""What gates say of work that is no candidate yet: for its author, and for a lead."""
