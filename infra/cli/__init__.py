"""The command line: a client of the API, which also makes keys and the first token."""
