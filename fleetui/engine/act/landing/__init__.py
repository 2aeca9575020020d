"""From a branch to its target: candidates, gates, approval, the landing."""
