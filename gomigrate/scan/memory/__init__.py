"""What a scan remembers of the one before."""
