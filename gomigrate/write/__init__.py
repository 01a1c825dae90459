"""From a plan to changed files."""
