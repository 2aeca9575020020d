"""Issues, as a forge tells them, and what they are as tasks."""
