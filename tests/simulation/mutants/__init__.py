"""Broken variants of the heart, each with a name, to see that the worlds find every one."""
