"""Which folder, which import path, which files."""
