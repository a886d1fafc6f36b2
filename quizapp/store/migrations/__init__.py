"""Hold the history of the tables."""
