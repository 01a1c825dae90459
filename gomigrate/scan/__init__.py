"""What is there: the project, its locks, and the legacy build."""
