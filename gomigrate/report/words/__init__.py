"""The rows of the table of finding codes, a module for each hundred."""
