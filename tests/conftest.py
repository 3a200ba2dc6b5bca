"""Settings that all tests share."""

from hypothesis import settings

# The first call of a compiled law takes seconds, which is no reason to fail an example.
settings.register_profile("alliance", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=10)  # make quick
settings.load_profile("alliance")
