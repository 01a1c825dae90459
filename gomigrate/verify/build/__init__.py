"""The two sides of the build, compared."""
