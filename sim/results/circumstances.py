"""When, with which libraries and on which machine a result was made."""

import os
import platform
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = ("mesa", "numpy", "scipy", "numba", "pandas", "pyarrow", "networkx", "pydantic")


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that results rest on."""
    found = {"python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def machine() -> dict[str, str]:
    """Return what is worth knowing about the computer."""
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "implementation": platform.python_implementation(),
        "cores": str(os.cpu_count()),
    }


def now() -> str:
    """Return the universal time as text."""
    return datetime.now(UTC).isoformat(timespec="seconds")
