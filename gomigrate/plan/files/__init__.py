"""The changes to the project's files."""
