"""Lines that use what a branch has no more."""
