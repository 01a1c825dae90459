"""Pseudo-versions that become releases: which there are, what they would change, and which go together."""
