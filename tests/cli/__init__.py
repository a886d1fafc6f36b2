"""Hold the rules of the command line."""
