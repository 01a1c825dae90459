"""The branch as commits and files: what it changes, and whether its record explains it."""
