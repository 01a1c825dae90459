"""The proof: what a branch builds against what was built before, by the real go command."""
