"""Which value an environment variable has where a command of a build file runs."""
