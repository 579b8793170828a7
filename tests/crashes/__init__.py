"""Every crash point: each use case and worker dies at each call it makes, and the shop recovers."""
