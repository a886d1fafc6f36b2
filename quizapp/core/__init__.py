"""Hold the values and the rules: no framework, no database, no file, no clock, no chance."""
