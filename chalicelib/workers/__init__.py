"""What queues, streams and schedules call: one function for each handler in `app.py`."""
