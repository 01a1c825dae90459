"""What is said of what doctor looked at."""
