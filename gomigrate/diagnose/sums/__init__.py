"""Why go.sum does not match: the bytes of each party, gathered and judged, and logs of the go command, read."""
