"""Whatever a file holds, reading it gives a scenario or a `ScenarioError`, and never anything else."""

import contextlib

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, shipped_folder
from sim.scenario.places import PARAMETERS
from sim.scenario.tree import flat, plain
from sim.scenario.yaml_reading import read_yaml
from tests.scenario.small_scenario import HEADER, SMALL

BASE = (shipped_folder() / "base.yaml").read_text(encoding="utf-8")
PATHS = [".".join(path) for path in flat(plain(read_yaml(SMALL, "small.yaml")[0])) if path[0] in PARAMETERS.keys]
FOLDERS = [*PARAMETERS.keys, "models.alpha", "contracts.bigsoft-lab", "apps.writer.surfaces", "enterprises.suites"]

quick = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.sampled_from(
    ["alpha", "bigsoft", "lab", "coding", "open", "2024-01", "12 months", "35 %", "x" * 300, "NO", ""]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(words | st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)
paths = st.sampled_from(PATHS + FOLDERS) | st.lists(words, max_size=4).map(".".join) | st.text(max_size=8)


def read(path, overrides=()):
    """Load a file; problems must be complete enough to print."""
    problems = None
    try:
        scenario = load(path, overrides)
    except ScenarioError as error:
        problems = error.problems
    if problems is None:
        assert scenario.content()
        assert scenario.origins
    else:
        assert problems
        assert all(problem.message and problem.file for problem in problems)
        assert "\n".join(map(str, problems)).encode("utf-8")


@quick
@given(content=st.binary())
def test_any_bytes(folder, content):
    folder.write("f.yaml", content)
    read("f.yaml")


@quick
@given(content=st.text() | st.text(alphabet=":-[]{}&*!|>'\"#%@`,? \n\tab1.", max_size=60))
def test_any_text(folder, content):
    folder.write("f.yaml", content.encode("utf-8", "replace"))
    read("f.yaml")


EDITS = {
    "drop": lambda line, _: [],
    "twice": lambda line, _: [line, line],
    "dedent": lambda line, _: [line.strip()],
    "indent": lambda line, _: ["  " + line],
    "cut": lambda line, _: [line[: len(line) // 2]],
    "append": lambda line, extra: [line + extra],
    "replace": lambda line, extra: [line.replace(":", extra)],
}


@settings(quick, max_examples=20)
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(BASE.splitlines()) - 1),
            st.sampled_from(sorted(EDITS)),
            st.text(alphabet=":,[]{}&*#'\"é\t\u2028 x1-", max_size=4),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_edit_of_the_lines_of_the_base_scenario(folder, edits):
    lines = BASE.splitlines()
    for at, edit, extra in edits:
        at = min(at, len(lines) - 1)
        lines[at : at + 1] = EDITS[edit](lines[at], extra)
    folder.write("f.yaml", "\n".join(lines))
    read("f.yaml")


@quick
@given(data=st.data())
def test_any_values_anywhere_in_a_scenario(folder, data):
    tree = plain(read_yaml(SMALL, "small.yaml")[0])
    for path in data.draw(st.lists(st.sampled_from(PATHS + FOLDERS), min_size=1, max_size=4, unique=True)):
        *above, last = path.split(".")
        holder = tree
        for part in above:
            holder = holder.get(part) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder[last] = data.draw(anything)
    folder.write("f.yaml", yaml.safe_dump(tree, allow_unicode=True))
    read("f.yaml")


@quick
@given(
    block=st.dictionaries(paths, anything, max_size=3) | anything,
    events=st.lists(
        st.fixed_dictionaries(
            {"when": st.sampled_from(["2023-01", "2024-05", "2030-01"]) | scalars},
            optional={"set": st.dictionaries(paths, anything, max_size=3) | scalars, "note": scalars, "else": scalars},
        ),
        max_size=3,
    )
    | anything,
    seeds=anything,
)
def test_any_changes_events_and_seeds(folder, block, events, seeds):
    folder.write(
        "f.yaml", HEADER + yaml.safe_dump({"set": block, "events": events, "seeds": seeds}, allow_unicode=True)
    )
    read("f.yaml")


@quick
@given(overrides=st.lists(st.builds("{}={}".format, paths, scalars.map(str)) | st.text(max_size=10), max_size=3))
def test_any_overrides(folder, overrides):
    read("small.yaml", overrides)


@quick
@given(changes=st.dictionaries(paths, anything, max_size=3))
def test_any_python_values(folder, changes):
    scenario = load("small.yaml")
    with contextlib.suppress(ScenarioError):
        scenario.with_(**changes)


@quick
@given(path=st.text(max_size=30))
def test_any_path(folder, path):
    with pytest.raises(ScenarioError):
        load(f"{path}.missing")


@quick
@given(parent=anything)
def test_any_parent(folder, parent):
    folder.write("f.yaml", "schema: 1\nname: f\ntitle: f\n" + yaml.safe_dump({"extends": parent}, allow_unicode=True))
    read("f.yaml")
