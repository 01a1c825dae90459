"""Shell commands: what a shell would run, with the place of every word."""
