"""One module for each thing a person or a worker can do; functions, everything by keyword."""
