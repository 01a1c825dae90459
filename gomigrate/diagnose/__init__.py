"""Troubles around a migration: the surroundings, and checksums."""
