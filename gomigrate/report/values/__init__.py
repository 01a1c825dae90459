"""Values as JSON has them."""
