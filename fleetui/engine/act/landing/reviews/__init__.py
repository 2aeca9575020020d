"""The review seat of each project: its subjects, its rounds, its reviewers."""
