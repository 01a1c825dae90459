"""Projects that have a go.mod already."""
