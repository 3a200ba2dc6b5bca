"""Scenario files to start from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario import Scenario, load, shipped_scenarios
from sim.scenario.choices import is_file
from sim.scenario.yaml_reading import read_yaml


@dataclass(frozen=True)
class GivenRules:
    """Code of rules that may run: what whoever started the page gave, and nothing that a visitor writes.

    Attributes
    ----------
    files : frozenset of Path
        Rule files.
    trust_inside : bool
        Whether text of rules inside the scenario files that were given may run.
    """

    files: frozenset[Path] = frozenset()
    trust_inside: bool = False

    def load(self, path: Path, changes: Sequence[str] = ()) -> Scenario:
        """Read a scenario that a visitor has changed.

        Raises
        ------
        ScenarioError
            If it is not valid, or would run other code.
        """
        scenario = load(path, changes, trust_rules=self.trust_inside, rule_files=self.files)
        scenario.refuse_untrusted_rules()
        return scenario


def given_rules(own: Iterable[Path], *, trust_inside: bool) -> GivenRules:
    """Return the rule files among own files, and those that own scenarios name.

    Raises
    ------
    ScenarioError
        If an own file is not valid, or brings code that is not trusted.
    """
    files: set[Path] = set()
    for path in own:
        if is_file(str(path)):
            files.add(path.resolve())
            continue
        scenario = load(path, trust_rules=trust_inside)
        scenario.refuse_untrusted_rules()
        files.update(scenario.rule_files)
    return GivenRules(frozenset(files), trust_inside)


def scenario_files(own: Iterable[Path]) -> dict[str, Path]:
    """Return the scenarios to start from by name: own files first, then those that come with the package.

    Raises
    ------
    ScenarioError
        If an own file is not valid.
    """
    files = {load(path).name: path for path in own if not is_file(str(path))}
    return files | {path.stem: path for path in shipped_scenarios() if path.stem not in files}


def titled(files: Mapping[str, Path]) -> dict[Path, str]:
    """Return name and title of each scenario file, for a list to choose from."""
    titles = {}
    for name, path in files.items():
        root, _ = read_yaml(path.read_text(encoding="utf-8"), name)
        title = root.entries.get("title") if root is not None else None
        titles[path] = f"{name}: {title.value}" if title is not None else name
    return titles
