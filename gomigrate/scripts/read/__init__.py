"""Readers of files: where shell commands, settings and names of images and versions stand in them."""
