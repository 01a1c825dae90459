"""What is said of a plan: its findings, its reasons, and what is done before it and after it."""
