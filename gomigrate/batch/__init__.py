"""Many projects at once: finding them, running them, and keeping what became of each."""
