"""What is said of the project as it is found."""
