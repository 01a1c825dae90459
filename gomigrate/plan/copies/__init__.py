"""Code that stays in the repository."""
