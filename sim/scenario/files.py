"""Scenario files: finding them, reading them, and following ``extends``."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

import sim
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Node
from sim.scenario.wording import nearest
from sim.scenario.yaml_reading import read_yaml

FOR_EDITORS = "# yaml-language-server:"
MOST_BYTES = 2 * 10**6
_HANDED_OVER = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


@dataclass(frozen=True)
class SourceFile:
    """One file of a chain.

    Attributes
    ----------
    path : Path
        Where it lies.
    shown : str
        Its name in messages.
    root : Node
        What it says.
    question : str
        First paragraph of its opening comment.
    text : str
        Its text.
    problems : tuple of Problem
        Values in it that could not be read.
    """

    path: Path
    shown: str
    root: Node
    question: str
    text: str
    problems: tuple[Problem, ...]


GivenFile = str | os.PathLike[str] | SourceFile
"""A file as a person names it, or one that was read already."""


def shipped_folder() -> Path:
    """Return the folder of the scenarios that come with the package."""
    package = Path(sim.__file__).resolve().parent
    installed = package / "shipped_scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def shipped_seed(name: str) -> Path:
    """Return where a table that comes with the package lies: inside an installed package, or in the tree."""
    package = Path(sim.__file__).resolve().parent
    installed = package / "shipped_facts" / name
    return installed if installed.is_file() else package.parent / "seeds" / name


def shipped_scenarios() -> list[Path]:
    """Return the scenarios that come with the package."""
    return sorted(shipped_folder().glob("*.yaml"))


def shipped_experiments() -> list[Path]:
    """Return the experiments that come with the package."""
    return sorted((shipped_folder() / "experiments").glob("*.yaml"))


def named(name: str | os.PathLike[str], ending: str = ".yaml") -> Path:
    """Return the file that a person means: a path, else an own or a shipped file by its bare name.

    ``exclusive`` and ``exclusive.yaml`` are the same; a file in the working folder comes first. A name that nothing
    fits is returned as it is.
    """
    path = Path(name)
    if _is_file(path) or path.name != os.fspath(name):
        return path
    folders = (Path(), shipped_folder(), shipped_folder() / "experiments")
    candidates = (folder / file for folder in folders for file in (path, f"{name}{ending}"))
    return next(filter(_is_file, candidates), path)


def source_of(given: GivenFile, problems: list[Problem]) -> SourceFile | None:
    """Return a file that a person names, read unless it was read before; None, with a problem noted, where it is none.

    What comes through a pipe can be read only once.
    """
    if not isinstance(given, SourceFile):
        return read_file(named(given), problems)
    problems.extend(given.problems)
    return given


def read_chain(given: GivenFile, problems: list[Problem]) -> tuple[list[SourceFile], bool]:
    """Read a file and all that it extends.

    Parameters
    ----------
    given : path or SourceFile
        The scenario file.
    problems : list of Problem
        Collects what is wrong.

    Returns
    -------
    files : list of SourceFile
        The file itself, its parent, and so on, as far as they can be read.
    complete : bool
        Whether the chain could be read to its end.
    """
    files: list[SourceFile] = []
    source = source_of(given, problems)
    while True:
        if source is None:
            return files, False
        files.append(source)
        asked_by = source.root.entries.get("extends")
        if asked_by is None or asked_by.value is None:
            return files, True
        parent = named_file(source, asked_by, "extends", problems)
        if parent is None or _closes_circle(parent, asked_by, files, problems):
            return files, False
        source = read_file(parent, problems)


def shown_path(path: Path) -> str:
    """Return a path as people should read it: from the working folder where it lies inside."""
    try:
        inside = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return str(path) if inside.startswith(os.pardir) else Path(inside).as_posix()


def read_file(path: Path, problems: list[Problem]) -> SourceFile | None:
    """Read one file that must hold a map; None, with a problem noted, where it does not."""
    shown = shown_path(path)
    text = _text(path, shown, problems)
    if text is None:
        return None
    root, found = read_yaml(text, shown)
    problems.extend(found)
    if root is None and found:
        return None
    if root is None or root.value is None:
        problems.append(Problem(shown, 1, 1, "", "the file is empty", "`alliance new NAME` writes a commented start"))
        return None
    if not root.is_map:
        what = "a list" if isinstance(root.value, tuple) else "a single value"
        message = f"expected a map such as `schema: 1`, found {what}"
        problems.append(Problem(shown, root.origin.line, root.origin.column, "", message))
        return None
    return SourceFile(path, shown, root, _question(text), text, tuple(found))


def _text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """Return the text of a file, or None with a problem noted."""
    hint = ""
    try:
        data = bounded_bytes(path)
    except FileNotFoundError:
        message, hint = "there is no such file", _nearest_file(path)
    except IsADirectoryError:
        message, hint = "this is a folder, not a scenario file", "name a file in it"
    except (OSError, ValueError) as error:
        message = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start]
            line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
            message = f"not UTF-8 text: the byte 0x{data[error.start]:02X} stands here"
            problems.append(Problem(shown, line, column, "", message, "save the file as UTF-8"))
            return None
    problems.append(Problem(shown, None, None, "", message, hint))
    return None


def bounded_bytes(path: Path) -> bytes:
    """Return what a file holds: a regular one, or one that was handed over open, as ``<(command)`` and a pipe are.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is another kind of file, which may have no end or never begin, or too large.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or path.as_posix().startswith(_HANDED_OVER)):
        raise ValueError("it is no regular file")
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 10**6} MB")
    return data


def _nearest_file(path: Path) -> str:
    """Return the hint for a missing file: the one with the closest name beside it, or a shipped one."""
    try:
        beside = {file.stem: shown_path(file) for file in sorted(path.parent.glob("*.yaml"))}
    except (OSError, ValueError):
        beside = {}
    known = {file.stem: file.name for file in (*shipped_scenarios(), *shipped_experiments())} | beside
    close = nearest(path.stem, known)
    return "`alliance list` names what comes with the package" if close is None else f"did you mean {known[close]}?"


def named_file(source: SourceFile, asked_by: Node, key: str, problems: list[Problem]) -> Path | None:
    """Return the file that a file names under a key: beside it, or among the shipped scenarios."""
    name = asked_by.value
    if not isinstance(name, str) or not name:
        expected = "expected the path of a scenario file" + (", or null" if key == "extends" else "")
        problems.append(problem_at(asked_by.origin, (key,), expected))
        return None
    near = beside(source.path, name)
    for candidate in (near, shipped_folder() / name, shipped_folder() / f"{name}.yaml"):
        if _is_file(candidate):
            return candidate
    message = f"there is no file {name}: neither at {shown_path(near)[:200]} nor among the shipped scenarios"
    problems.append(problem_at(asked_by.origin, (key,), message, _nearest_file(near)))
    return None


def beside(path: Path, name: str) -> Path:
    """Return where a file lies that another one names: beside that other, also where a link leads to it."""
    near, own = (Path(os.path.normpath(folder / name)) for folder in (path.parent, path.resolve().parent))
    return own if _is_file(own) and own != near.absolute() else near


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _closes_circle(parent: Path, asked_by: Node, files: list[SourceFile], problems: list[Problem]) -> bool:
    """Whether a parent is already in the chain; the problem noted shows the circle."""
    for position, file in enumerate(files):
        if file.path.resolve() == parent.resolve():
            circle = " -> ".join([*(member.shown for member in files[position:]), file.shown])
            problems.append(problem_at(asked_by.origin, ("extends",), f"files extend each other in a circle: {circle}"))
            return True
    return False


def _question(text: str) -> str:
    """Return the first paragraph of the opening comment on one line; what is said to editors is no part of it."""
    words: list[str] = []
    for line in text.splitlines():
        comment = line.strip()
        if comment.startswith(FOR_EDITORS):
            continue
        if not comment.startswith("#"):
            if comment or words:
                break
            continue
        paragraph = comment.lstrip("#").strip()
        if not paragraph and words:
            break
        words.extend(paragraph.split())
    return " ".join(words)
