"""Graphs of modules or packages, as they are asked and drawn."""
