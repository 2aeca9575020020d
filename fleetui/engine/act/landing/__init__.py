"""From a branch to its target: candidates, gates, reviews, approval, the landing."""
