"""A screen around one list of rows."""

from __future__ import annotations

from fleetui.ui.draw.rows import Rows
from fleetui.ui.shell.screen import FleetScreenBase


class ListScreen(FleetScreenBase, inherit_bindings=False):
    """Moving the bar, or scrolling. Subclasses have ``rows`` and may watch ``moved``."""

    rows: Rows

    def moved(self) -> None:
        """The bar stands on another row."""

    def _move_bar(self, by: int) -> None:
        self.rows.move(by)
        self.moved()
        self.repaint_all()

    def do_up(self) -> None:
        """One row up."""
        self._move_bar(-1)

    def do_down(self) -> None:
        """One row down."""
        self._move_bar(1)

    def do_page_up(self) -> None:
        """One page up."""
        self._move_bar(-max(1, self.rows.size.height - 1))

    def do_page_down(self) -> None:
        """One page down."""
        self._move_bar(max(1, self.rows.size.height - 1))

    def do_first(self) -> None:
        """The first row."""
        self._move_bar(-len(self.rows.rows))

    def do_end(self) -> None:
        """The last row."""
        self._move_bar(len(self.rows.rows))
