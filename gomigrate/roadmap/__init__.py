"""After the migration: what is left of it, and the steps that take it away."""
