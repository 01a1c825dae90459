"""Rules about the go command, its settings and its versions."""
