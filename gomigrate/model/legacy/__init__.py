"""What the legacy world has: projects, locks, packages, habits of build files."""
