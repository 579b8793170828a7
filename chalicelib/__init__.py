"""The edge: everything that knows Chalice or AWS; it turns requests and events into use cases."""
