"""How a result is cited: tool, version, scenarios, seeds, date; all that it takes to get the same bytes again."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.results.manifest import MANIFEST, read_manifest
from sim.results.protocols import is_comparison
from sim.results.reading.series import ensembles_of, scenarios_of
from sim.results.version import commit, model_version
from sim.scenario import Scenario, seeds_text
from sim.statistics.protocols import Result, is_explanation, is_explored, is_hindcast, is_run, is_scorecard

AUTHORS = "Alliance contributors"
TITLE = "Alliance: an agent-based simulator of the market for AI models, clouds and the alliances between them"


@dataclass(frozen=True)
class Citation:
    """What names a result.

    Attributes
    ----------
    model_version : str
        Version of the package, and a hash of the code that decides results.
    commit : str
        Commit of the installed code; empty where it is not known.
    what : str
        Kind of result, e.g. ``"comparison"``.
    scenarios : tuple of (str, str)
        Name and fingerprint of each scenario, the base first.
    seeds : str
        E.g. ``"1..32"``.
    date : str
        Day on which the results were finished, as YYYY-MM-DD; empty for results in memory.
    """

    model_version: str
    commit: str
    what: str
    scenarios: tuple[tuple[str, str], ...]
    seeds: str
    date: str

    @property
    def version(self) -> str:
        """Version of the package."""
        return self.model_version.split("+")[0]

    def as_text(self) -> str:
        """Return the citation as one paragraph."""
        year = f" ({self.date[:4]})" if self.date else ""
        commit_text = f", commit {self.commit}" if self.commit else ""
        made_by = f"version {self.version}; model {self.model_version}{commit_text}"
        return f"{AUTHORS}{year}. {TITLE} ({made_by}). {self.contents}"

    @property
    def contents(self) -> str:
        """What was run, in a sentence."""
        named = ", ".join(f"{name} [{digest}]" for name, digest in self.scenarios)
        dated = f", computed {self.date}" if self.date else ""
        of_what = f" of {named}" if named else ""
        return f"{self.what.capitalize()}{of_what}; seeds {self.seeds}{dated}."

    def as_bibtex(self) -> str:
        """Return the citation as a BibTeX entry."""
        note = re.sub(r"([_&%#])", r"\\\1", self.contents)
        fields = {
            "author": f"{{{AUTHORS}}}",
            "title": f"{{{TITLE}}}",
            "version": self.model_version.replace("_", r"\_"),
            **({"year": self.date[:4]} if self.date else {}),
            "note": note,
        }
        body = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items())
        return f"@software{{alliance,\n{body}\n}}"

    def as_data(self) -> dict[str, Any]:
        """Return the citation as plain data."""
        scenarios = [{"name": name, "fingerprint": digest} for name, digest in self.scenarios]
        return asdict(self) | {"tool": TITLE, "version": self.version, "scenarios": scenarios, "text": self.as_text()}


def citation(result: Result) -> Citation:
    """Return how a result is cited; stored results name the version that made them, installed or not."""
    made_by, date = _made(result.folder)
    what, scenarios, seeds = _contents(result)
    known = commit() if made_by == model_version() else ""
    digests = tuple((scenario.name, scenario.digest()) for scenario in scenarios)
    return Citation(made_by, known, what, digests, seeds, date)


def _made(folder: Path | None) -> tuple[str, str]:
    """Return which version made a result, and when."""
    if folder is None or not (folder / MANIFEST).is_file():
        return model_version(), ""
    manifest = read_manifest(folder)
    return manifest.model_version, (manifest.ended or manifest.started)[:10]


def _contents(result: Result) -> tuple[str, list[Scenario], str]:
    """Return the kind of a result, its scenarios and its seeds."""
    if is_explored(result):
        task = "sweep" if result.task == "sweep" else "sensitivity analysis"
        return task, list(result.experiment.scenarios), seeds_text(result.experiment.seeds)
    if is_scorecard(result):
        tried = ", ".join(claim.id for claim in result.claims.claims)
        worlds = f"scorecard ({tried}; {result.form.worlds} worlds)"
        return worlds, [], seeds_text(result.form.seeds)
    if is_hindcast(result):
        return f"hindcast ({result.count} observations)", [result.scenario], seeds_text(result.seeds)
    if is_explanation(result):
        return f"explanation by {result.plan.by}", [result.plan.base, result.plan.other], seeds_text(result.seeds)
    assert is_run(result)
    what = "comparison" if is_comparison(result) else "run"
    return what, list(scenarios_of(result)), seeds_text(ensembles_of(result)[0].seeds)
