"""What places outside of the commit are at a moment."""
