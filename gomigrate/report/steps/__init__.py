"""The steps after a migration: the roadmap, and the commit that makes one."""
