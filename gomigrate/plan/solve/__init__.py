"""From what shall be built to a build list that the go command agrees with."""
