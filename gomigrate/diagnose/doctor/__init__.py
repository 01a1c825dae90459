"""The go environment checked against a project's own dependencies: read once, then judged by pure checks."""
