"""THE DASHBOARD IN A BROWSER: a door on loopback, and one dashboard process per open page."""
