"""What a page of the documentation tells a reader to write and to type."""

import re
import shlex
from pathlib import Path

_FILE = re.compile(r"```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)```", flags=re.DOTALL)
_CONSOLE = re.compile(r"```console\n(.*?)```", flags=re.DOTALL)


def write_files(page: Path, folder: Path) -> list[str]:
    """Write the files of a page into a folder; return their names."""
    files = _FILE.findall(page.read_text(encoding="utf-8"))
    for name, text in files:
        (folder / name).write_text(text, encoding="utf-8")
    return [name for name, _ in files]


def commands_of(page: Path) -> list[list[str]]:
    """Return the arguments of every `alliance` command in the console blocks of a page, in order."""
    lines = "".join(_CONSOLE.findall(page.read_text(encoding="utf-8"))).splitlines()
    return [shlex.split(line)[2:] for line in lines if line.startswith("$ alliance ")]
