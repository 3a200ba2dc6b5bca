"""Which model made a result: the version of the package and of the code that results depend on."""

import json
import subprocess
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import sim

# Everything that can change a number of a run. Figures, reports and commands are not among it.
_DECIDES = ("streams.py", "scenario", "economics", "market", "results/tables.py", "results/outcomes.py")


@cache
def model_version() -> str:
    """Return the version of the package and a short hash of its code, e.g. ``"0.1.0+5f2c81aa"``.

    The hash keeps stored results from being taken for those of changed rules while the version stays the
    same.
    """
    return f"{sim.__version__}+{code_hash(*_DECIDES)}"


@cache
def code_hash(*parts: str) -> str:
    """Return a short hash of the code in files and folders of the package, tables beside it included.

    Parameters
    ----------
    *parts : str
        Paths inside the package, e.g. ``"market"``.
    """
    package = Path(sim.__file__).parent
    digest = sha256()
    for part in parts:
        place = package / part
        for source in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if source.is_file() and source.suffix in (".py", ".csv"):
                text = source.read_bytes().replace(b"\r\n", b"\n")
                digest.update(f"{source.relative_to(package).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:8]


@cache
def commit() -> str:
    """Return the commit of the installed code: of its working tree, or of the repository that it was installed from.

    Empty where neither is known, as for a package from an index. A working tree with changes says so.
    """
    tree = Path(sim.__file__).parents[1]
    if (tree / ".git").exists():
        command = [
            "git",
            "-C",
            str(tree),
            "describe",
            "--always",
            "--exclude=*",
            "--abbrev=12",
            "--dirty=, with changes",
        ]
        try:
            told = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            return ""
        return told.stdout.strip() if told.returncode == 0 else ""
    try:
        source = json.loads(distribution("alliance-market").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return ""
    return str(source.get("vcs_info", {}).get("commit_id", ""))[:12]
