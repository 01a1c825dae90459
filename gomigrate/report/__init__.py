"""The words that gomigrate says: text, JSON, commit messages. Imports only the values of `gomigrate.model`."""
