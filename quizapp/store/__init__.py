"""Hold the memory: the engine and its laws, the tables, and every read that has a name."""
