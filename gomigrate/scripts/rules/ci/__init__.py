"""Rules about what CI services and images are told, and about files that no reader parses."""
