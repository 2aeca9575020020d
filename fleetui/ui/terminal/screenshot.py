"""A picture of the screen, kept as a file."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

from platformdirs import user_downloads_path
from textual.app import App

from fleetui.ui.draw.strips import printable
from fleetui.ui.draw.wall_clock import of_day


def keep_picture(app: App[None], now: float) -> None:
    """Write the screen as SVG into the folder for downloads, and say where, or why not."""
    folder = user_downloads_path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = app.save_screenshot(_free(folder, now).name, path=str(folder))
    except OSError as error:
        app.notify(f"no picture was kept: {printable(str(error))}", severity="error", markup=False)
    else:
        app.notify(f"kept as {printable(kept)}", markup=False)


def _free(folder: Path, now: float) -> Path:
    """A file that is not there, by a name that can be typed: the window's title has signs."""
    stem = f"fleetui-{time.strftime('%Y-%m-%d-%H%M%S', of_day(now))}"
    names = (f"{stem}.svg" if number == 1 else f"{stem}-{number}.svg" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())
