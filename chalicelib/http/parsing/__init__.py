"""From what a request says to values: every fault is found, named by its path, and told at once."""
