"""A model of what no local engine shows: DynamoDB's limits for one key, and its conflicts."""
