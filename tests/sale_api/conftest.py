from hypothesis import settings

# The machine may be busy: how long one example takes says nothing about it being right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
