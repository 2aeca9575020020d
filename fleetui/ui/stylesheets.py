"""Finds the stylesheets: in the package of a wheel, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """The folder with ``app.tcss`` and one file per screen; raises ``FileNotFoundError`` when there is none."""
    for found in (_PACKAGE / "styles", _PACKAGE.parent / "styles"):
        if (found / "app.tcss").is_file():
            return found
    raise FileNotFoundError(f"no styles/app.tcss in {_PACKAGE} or beside it: the installation is incomplete")


def paths() -> list[Path]:
    """All stylesheets, ``app.tcss`` first."""
    here = folder()
    return [here / "app.tcss", *sorted(path for path in here.glob("*.tcss") if path.name != "app.tcss")]
