"""What runs in the fresh interpreters of the cold start: files that are run, not imported."""
