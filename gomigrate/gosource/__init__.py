"""Go source files as the go command sees them: headers, build constraints, packages, import paths."""
