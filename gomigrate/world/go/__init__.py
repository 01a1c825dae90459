"""The go command, its settings, and what it says."""
