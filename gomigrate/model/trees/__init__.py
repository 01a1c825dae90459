"""Trees of files, whatever they lie in."""
