"""What is said of many units, and of many modules in one repository."""
