"""Child processes, secrets and seals: what every other room of the world stands on."""
