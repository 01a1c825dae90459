"""The go environment against a project's own dependencies: gathered once, then read by pure checks."""
