"""Which files are calibrations; it needs none of the libraries that fitting needs."""

from sim.scenario.files import GivenFile, source_of

_TELL_APART = ("budget", "surveys", "observations")


def is_calibration(path: GivenFile) -> bool:
    """Whether a file says what only calibrations say."""
    source = source_of(path, [])
    return source is not None and any(key in source.root.entries for key in _TELL_APART)
