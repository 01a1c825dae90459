"""The one package that touches disks, child processes, git and the network."""
