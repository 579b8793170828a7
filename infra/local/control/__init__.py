"""The pages for developers: the mailbox, and the control page with everything that can be switched.

They stand next to AWS's protocols on the engine's port, for this machine alone.
"""
