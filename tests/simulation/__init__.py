"""Worlds in which everything goes wrong that may, from one seed each, to try what must not."""
