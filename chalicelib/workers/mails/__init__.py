"""Mails as people read them: the words of each language, and one layout for HTML and one for text.

A sentence stands once in each language and goes into both layouts, so the two parts of a mail
cannot say different things.
"""
