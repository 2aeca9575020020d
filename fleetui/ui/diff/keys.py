"""What keys do to a difference, on every screen that shows one."""

from __future__ import annotations

from fleetui.ui.diff.find_line import FindLine
from fleetui.ui.diff.view import DiffView
from fleetui.ui.shell.screen import FleetScreenBase


class DiffKeys(FleetScreenBase, inherit_bindings=False):
    """Subclasses have ``diff``; ``to_diff`` brings it into sight where it is not."""

    diff: DiffView

    def to_diff(self) -> bool:
        """The difference is in sight; one that has to be read first is not yet."""
        return True

    def do_next_file(self) -> None:
        """The next file."""
        if self.to_diff():
            self.diff.next_file(1)

    def do_previous_file(self) -> None:
        """The file before."""
        if self.to_diff():
            self.diff.next_file(-1)

    def do_fold_file(self) -> None:
        """This file's heading alone, or all of it."""
        if self.to_diff():
            self.diff.fold()

    def do_fold_files(self) -> None:
        """All files."""
        if self.to_diff():
            self.diff.fold_all()

    def do_layout(self) -> None:
        """Unified or side by side."""
        if self.to_diff():
            self.say(self.diff.turn_layout())

    def do_find(self) -> None:
        """Look for a text."""
        if self.to_diff():
            self.app.push_screen(FindLine(self.shared, self.diff))

    def do_find_next(self) -> None:
        """The next place of it."""
        self._find_on(1)

    def do_find_previous(self) -> None:
        """The place before."""
        self._find_on(-1)

    def _find_on(self, step: int) -> None:
        sought = self.diff.sought
        if not self.to_diff():
            return
        if not sought:
            self.say(f"nothing is looked for: {self.shared.keymap.shown('diff.find')} begins", bad=True)
        elif not self.diff.find(sought, step):
            self.say(f"not in this difference: {sought}", bad=True)


class DiffScreen(DiffKeys, inherit_bindings=False):
    """A screen around one difference with a bar in it."""

    def wide_rows(self) -> DiffView:
        """Lines may be long."""
        return self.diff

    def do_up(self) -> None:
        """One row up."""
        self.diff.move(-1)

    def do_down(self) -> None:
        """One row down."""
        self.diff.move(1)

    def do_page_up(self) -> None:
        """One page up."""
        self.diff.move(-max(1, self.diff.size.height - 2))

    def do_page_down(self) -> None:
        """One page down."""
        self.diff.move(max(1, self.diff.size.height - 2))

    def do_first(self) -> None:
        """The first row."""
        self.diff.move(-len(self.diff.rows))

    def do_end(self) -> None:
        """The last row."""
        self.diff.move(len(self.diff.rows))
