"""The notebooks as tests: smaller than a reader runs them, so that they take seconds."""

import os

for name, value in (("ALLIANCE_MONTHS", "6"), ("ALLIANCE_SEEDS", "1..3"), ("ALLIANCE_LEVELS", "2")):
    os.environ.setdefault(name, value)
