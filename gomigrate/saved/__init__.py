"""Plans that are kept after they were shown, so that apply writes what was reviewed."""
