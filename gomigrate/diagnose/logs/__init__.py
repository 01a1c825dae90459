"""What a failed build's log says: the text without its dress, messages, the table of the patterns, failures."""
