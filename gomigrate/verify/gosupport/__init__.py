"""Which Go builds the branch, and the Go of its time for the state before."""
