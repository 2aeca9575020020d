"""The dashboard and its engine, in a terminal, in a browser, in a status line."""
