"""Panes: followed, their programs recognised, their last screens kept."""
