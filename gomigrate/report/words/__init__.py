"""What is said of each finding, a room for each place that it comes from, and how it is said."""
