"""Hold every read that has a name, one room for each subject; reads change nothing."""
