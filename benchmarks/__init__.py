"""What each promise costs, measured: each number beside the one that it must not be far from."""
