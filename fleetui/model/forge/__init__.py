"""Pull requests and what is said in them, as a forge tells it. Pure."""
