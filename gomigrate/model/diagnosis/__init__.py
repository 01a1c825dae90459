"""What doctor and sum look at, and what they make of it."""
