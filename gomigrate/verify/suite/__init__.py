"""The project's own tests on both sides."""
