"""Where a repository is divided into modules, from what its packages import and what its owners prefer."""
