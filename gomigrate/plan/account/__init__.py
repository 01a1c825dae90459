"""What became of every pin, and what a person should know."""
