"""What doctor checks, a module for each check. Pure: the setup in, a check with its findings out."""
