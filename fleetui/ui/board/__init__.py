"""The merge board: which branches may land, and the release of one."""
