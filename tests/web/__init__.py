"""Hold the rules of the floor of the same name."""
