"""Rules about dep, glide, godep and the like, and their lock files."""
