"""The rules of a flash sale as values and functions; standard library only."""
