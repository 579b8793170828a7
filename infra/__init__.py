"""Where the system runs: on AWS (`aws`), on one machine (`local`), and from a terminal (`cli`).

Nothing that is deployed imports from here.
"""
