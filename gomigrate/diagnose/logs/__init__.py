"""What a failed build's log says: the plain text, messages, the table of the patterns, failures."""
