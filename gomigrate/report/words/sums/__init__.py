"""What is said of go.sum, and of the failures that a log tells."""
