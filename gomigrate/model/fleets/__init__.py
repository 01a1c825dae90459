"""Many projects at once, and one repository that becomes several modules."""
