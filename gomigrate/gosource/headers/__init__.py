"""A Go file's header, read as the go command reads it."""
