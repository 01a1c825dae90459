"""What becomes of every pin, and what a person should know."""
