"""Text of strangers, fit to be read and shown."""
