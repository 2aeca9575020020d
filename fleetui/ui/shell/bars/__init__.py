"""The rows around every screen: header, banner, what is next, footer."""
