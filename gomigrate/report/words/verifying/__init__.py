"""What is said of a branch that was verified."""
