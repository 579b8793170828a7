"""The product: who gets a unit, what makes it an order, and what becomes of the order.

Pure Python. Nothing in here knows AWS, Chalice, the environment, the wall clock or randomness;
they come through `ports`, and every instant is handed in.
"""
