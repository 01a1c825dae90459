"""The gate after the merge: what a project depends on is what its record says, whatever its own code became."""
