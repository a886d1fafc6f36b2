"""Hold the tests that need a real browser."""
