"""The verdict on a sale, recomputed from tables, queues, mails and what the shoppers were told.

Shares nothing with the code that it judges: it parses raw items itself, and imports neither the
product nor its edge (a test holds it to that).
"""
