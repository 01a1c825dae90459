"""What becomes of the project's files."""
