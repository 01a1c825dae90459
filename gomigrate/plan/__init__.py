"""Every decision, with its reason."""
