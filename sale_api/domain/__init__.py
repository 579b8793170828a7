"""The rules of a flash sale as values and functions; the standard library and msgspec's structs."""
