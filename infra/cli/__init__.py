"""The command `sale`: a client of the API, which also makes keys and the first token."""
