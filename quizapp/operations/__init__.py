"""Hold the verbs: each loads, asks the core, saves, and commits once."""
