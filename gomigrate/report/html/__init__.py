"""Pages in one file, to be opened, sent or printed."""
