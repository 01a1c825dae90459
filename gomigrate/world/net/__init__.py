"""Servers: one way to ask them."""
