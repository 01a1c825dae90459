"""Other modules of the same repository."""
