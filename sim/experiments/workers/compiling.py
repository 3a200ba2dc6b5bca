"""The compiled laws: where numba keeps them, and compiling them once before many workers need them.

Numba keeps compiled code beside the source or in the user's cache folder, and compiles again for another version of
itself, of Python or of the source, and for another processor. This takes seconds, which all workers would spend at
once, and nobody would know what for. An empty file beside the code says that it is there.
"""

import contextlib
import os
import sys
import tempfile
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim

if TYPE_CHECKING:
    from sim.scenario import Scenario

_kept: list[tempfile.TemporaryDirectory[str]] = []  # until the process ends


def is_compiled() -> bool:
    """Whether numba keeps the laws, compiled from this source for this processor, Python and numba."""
    return all(_mark(folder).exists() for folder in _cache_folders())


def compile_laws(scenario: "Scenario") -> None:
    """Simulate two months, for which all laws are compiled, and note that they are.

    A scenario that fails says so when its replications do.
    """
    from sim.market.market import Market

    with contextlib.suppress(Exception):
        market = Market(scenario)
        for _ in range(2):  # homes are not reviewed in the first
            market.step()
        for folder in _cache_folders():
            _mark(folder).touch()


def notice() -> str:
    """Say why it takes a while until the first replication begins."""
    why = "compiled code can be kept in no folder" if _kept else "first run on this machine"
    return f"{why}: compiling the model, up to half a minute"


@cache
def find_room_for_cache() -> None:
    """Give numba a folder of this process and its workers where it can write nowhere else; it would refuse to work."""
    if _is_writable(Path(sim.__file__).parent / "economics" / "__pycache__"):
        return
    import numba

    try:
        import_module("sim.economics.allocation")
    except RuntimeError:  # numba has tried all places that it knows
        _kept.append(tempfile.TemporaryDirectory(prefix="alliance-", ignore_cleanup_errors=True))
        os.environ["NUMBA_CACHE_DIR"] = _kept[0].name
        numba.config.reload_config()


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _cache_folders() -> set[Path]:
    """Return where numba keeps the laws."""
    return {Path(law.stats.cache_path) for law in _laws()}


def _laws() -> list[Any]:
    """Return all compiled functions of the model."""
    from numba.extending import is_jitted

    import_module("sim.market.market")  # which uses them all
    modules = [module for name, module in sys.modules.items() if name.startswith("sim.economics.")]
    return [value for module in modules for value in vars(module).values() if is_jitted(value)]


def _mark(folder: Path) -> Path:
    """Return the file that says that the laws lie in a folder."""
    return folder / f"laws-{_what_decides()}.compiled"


@cache
def _what_decides() -> str:
    """Return a hash of all that numba compiles anew for."""
    import numba
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    digest = sha256(repr((numba.__version__, sys.version, binding.get_host_cpu_name(), features)).encode())
    for source in sorted({Path(law.py_func.__code__.co_filename) for law in _laws()}):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
