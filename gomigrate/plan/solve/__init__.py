"""From what is built to a build list that the go command agrees with."""
