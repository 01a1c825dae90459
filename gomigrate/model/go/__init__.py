"""Go's own vocabulary: versions, module paths, packages, constraints."""
