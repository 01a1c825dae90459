"""The go line: what it keeps and what it changes."""
