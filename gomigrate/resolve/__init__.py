"""From a pin to a module version."""
