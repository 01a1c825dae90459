"""Repositories: read, and written only as new commits."""
