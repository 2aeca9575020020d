"""What is seen and pressed: Textual screens over one view value."""
