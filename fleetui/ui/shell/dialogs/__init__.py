"""Screens and dialogs that belong to no place: help, journal, choices, questions, texts."""
