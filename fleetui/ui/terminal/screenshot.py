"""A picture of the screen, kept as a file."""

from __future__ import annotations

from platformdirs import user_downloads_path
from textual.app import App

from fleetui.ui.draw.strips import printable


def keep_picture(app: App[None]) -> None:
    """Write the screen as SVG into the folder for downloads, and say where, or why not."""
    folder = user_downloads_path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = app.save_screenshot(path=str(folder))
    except OSError as error:
        app.notify(f"no picture was kept: {printable(str(error))}", severity="error", markup=False)
    else:
        app.notify(f"kept as {printable(kept)}", markup=False)
