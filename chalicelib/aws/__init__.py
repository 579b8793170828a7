"""The ports of `sale_api.ports` on DynamoDB, SQS, SES and Secrets Manager.

Knows nothing of HTTP or of workers. Every call may raise `sale_api.ports.Unknown`.
"""
