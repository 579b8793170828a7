"""Sales that failed, as data and as plays: the same situation against this system, over HTTP."""
