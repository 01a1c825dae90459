"""Where the boundaries of modules go in one repository, from what its packages import and what its owners prefer."""
