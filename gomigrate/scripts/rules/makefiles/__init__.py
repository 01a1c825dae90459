"""Rules about Makefiles."""
