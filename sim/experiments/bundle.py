"""One archive of a result from which another machine gets the same bytes: files, their digests, and what to run.

The archive is an RO-Crate (https://www.researchobject.org/ro-crate/): ``ro-crate-metadata.json`` says in JSON-LD what
each file is.
"""

import json
import mimetypes
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Unpack

from sim.experiments.cells import EXPERIMENT_FILE
from sim.experiments.claims.claim import Form
from sim.experiments.claims.reading import load_claims
from sim.experiments.claims.scorecard import CLAIMS_FILE, scorecard
from sim.experiments.comparison import compare
from sim.experiments.design.experiment import load_experiment
from sim.experiments.design.experiment_text import SCENARIO_FILES
from sim.experiments.drawn import stored_draws
from sim.experiments.ensemble import run
from sim.experiments.execution import ExecutionOptions
from sim.experiments.explanation.explain import KIND, explain
from sim.experiments.hindcast import hindcast
from sim.experiments.hindcast.stored import open_hindcast
from sim.experiments.hindcast.texts import BASE_FILE
from sim.experiments.sensitivity import sensitivity
from sim.experiments.stored import open_folder
from sim.experiments.sweep import sweep
from sim.report.citation import Citation, citation
from sim.results.comparison_folder import compared_runs
from sim.results.files import ResultsError, as_results_error, digest_of, written_aside
from sim.results.manifest import Manifest, read_manifest
from sim.results.run_tables import SCENARIO_FILE
from sim.results.stored import Stored
from sim.results.version import model_version
from sim.scenario import load

METADATA = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
INPUTS = {SCENARIO_FILE, *SCENARIO_FILES, EXPERIMENT_FILE, CLAIMS_FILE, BASE_FILE}
LEFT_OUT = {"replications", "export"}  # folders: what single replications left, and what can be written again
LICENCE = "https://spdx.org/licenses/MIT"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the time of every entry, so that the same files make the same archive


def bundle(folder: str | Path, path: str | Path | None = None) -> Path:
    """Write an archive of a finished result.

    Parameters
    ----------
    folder : path
        Folder of a run, a comparison, a sweep, a sensitivity analysis, a scorecard or a hindcast.
    path : path, optional
        The archive; ``<folder>.zip`` by default.

    Raises
    ------
    ResultsError
        If the results are not complete or damaged, or the archive cannot be written.
    """
    place = Path(folder)
    cited = citation(open_folder(place))
    runs = compared_runs(place) if read_manifest(place).kind == "comparison" else []
    parts = {one.name: one for one in (place, *runs)}
    for one in parts.values():
        _check_whole(one)
    files = {f"results/{name}/{inside}": one / inside for name, one in parts.items() for inside in _files_of(one)}
    target = Path(path) if path is not None else place.with_name(f"{place.name}.zip")
    texts = {
        "CITATION.txt": cited.as_text() + "\n",
        "CITATION.bib": cited.as_bibtex() + "\n",
        "README.md": _readme(cited, target.name),
    }
    described = json.dumps(_crate(cited, place.name, [*texts, *files]), indent=2) + "\n"
    with (
        as_results_error(f"cannot write {target}"),
        written_aside(target) as aside,
        zipfile.ZipFile(aside, "w") as crate,
    ):
        for name, text in {METADATA: described, **texts}.items():
            crate.writestr(_entry(name), text)
        for name, file in files.items():
            crate.writestr(_entry(name), file.read_bytes())
    return target


def _check_whole(folder: Path) -> None:
    manifest = read_manifest(folder)
    if manifest.status != "complete":
        raise ResultsError(f"{folder} is {manifest.status}: finish it with the command that began it")
    damaged = manifest.damaged(folder)
    if damaged:
        raise ResultsError(f"{folder} is damaged ({', '.join(damaged)}): the command that made it mends it")


def _files_of(folder: Path) -> Iterator[str]:
    """Yield the files of a folder, without what is half-written or left of single replications."""
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if (
            file.is_file()
            and inside.parts[0] not in LEFT_OUT
            and not any(part.startswith(".") for part in inside.parts)
        ):
            yield inside.as_posix()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _readme(cited: Citation, name: str) -> str:
    return (
        f"# {cited.what.capitalize()} with Alliance\n\n{cited.as_text()}\n\n"
        "Each folder below `results/` holds what was run (`scenario.yaml`, `experiment.yaml` or `claims.yaml`), its "
        "tables (Parquet), and `manifest.json` with the digest of every table.\n\nTo get the same bytes again:\n\n"
        f"```\npip install alliance-market=={cited.version}\nalliance reproduce {name}\n```\n"
    )


def _crate(cited: Citation, name: str, files: list[str]) -> dict[str, Any]:
    """Return the metadata of the archive."""
    software = {
        "@id": "#alliance",
        "@type": "SoftwareApplication",
        "name": "Alliance",
        "version": cited.model_version,
        **({"softwareVersion": cited.commit} if cited.commit else {}),
    }
    action = {
        "@id": "#computation",
        "@type": "CreateAction",
        "name": f"alliance {cited.what}",
        "instrument": {"@id": "#alliance"},
        "result": {"@id": "./"},
        "endTime": cited.date,
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Alliance: {name}",
        "description": cited.as_text(),
        "datePublished": cited.date,
        "license": {"@id": LICENCE},
        "hasPart": [{"@id": file} for file in files],
        "mentions": {"@id": "#computation"},
    }
    about = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    entries = [{"@id": file, "@type": "File", "encodingFormat": _format_of(file)} for file in files]
    return {"@context": CONTEXT, "@graph": [about, root, software, action, *entries]}


def _format_of(file: str) -> str:
    own = {".parquet": "application/vnd.apache.parquet", ".yaml": "application/yaml", ".md": "text/markdown"}
    return own.get(Path(file).suffix) or mimetypes.guess_type(file)[0] or "application/octet-stream"


def unpack(archive: str | Path, folder: str | Path) -> Path:
    """Unpack a bundle into a folder; return the folder of its result.

    Raises
    ------
    ResultsError
        If it is no bundle.
    """
    place, source = Path(folder), Path(archive)
    try:
        with as_results_error(f"cannot read {source}"), zipfile.ZipFile(source) as crate:
            names = [PurePosixPath(name) for name in crate.namelist()]
            if METADATA not in crate.namelist() or any(name.is_absolute() or ".." in name.parts for name in names):
                raise ResultsError(f"{source} is no bundle of results")
            crate.extractall(place)
            root = json.loads(crate.read(METADATA))["@graph"][1]["name"]
    except (zipfile.BadZipFile, ValueError, LookupError) as error:
        raise ResultsError(f"{source} is no bundle of results") from error
    return place / "results" / str(root).removeprefix("Alliance: ")


def reproduce(
    folder: str | Path, out: str | Path, *, trust_rules: bool = False, **how: Unpack[ExecutionOptions]
) -> dict[str, bool]:
    """Run anew what made a result, and compare every table byte by byte.

    Parameters
    ----------
    folder : path
        The result, as `unpack` gives it.
    out : path
        Where the new results go.
    trust_rules : bool
        Whether code of rules that stands inside its scenarios may run.
    **how
        As for `sim.run`.

    Returns
    -------
    dict of str to bool
        Whether the new bytes are the old ones, by file.

    Raises
    ------
    ResultsError
        If another version made the result.
    ScenarioError
        If its scenario is not valid, or brings code of rules that is not trusted.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    if manifest.model_version != model_version():
        made, installed = manifest.model_version, model_version()
        raise ResultsError(f"{place.name} was made by {made}, and {installed} is installed: install what made it")
    old = [*(compared_runs(place) if manifest.kind == "comparison" else []), place]
    new = _run_anew(place, manifest, Path(out), trust_rules=trust_rules, how=how)
    return {
        f"{one.name}/{file}": (again / file).is_file() and digest_of(again / file) == digest
        for one, again in zip(old, new, strict=True)
        for file, digest in read_manifest(one).files.items()
        if file not in INPUTS  # texts of what is run, with comments on where each value was written
    }


def _run_anew(place: Path, manifest: Manifest, out: Path, *, trust_rules: bool, how: ExecutionOptions) -> list[Path]:
    """Run what a folder holds; return the new folders, those of the runs of a comparison first."""
    if manifest.kind == "comparison":
        scenarios = [load(one / SCENARIO_FILE, trust_rules=trust_rules) for one in compared_runs(place)]
        seeds = read_manifest(compared_runs(place)[0]).seeds
        comparison = compare(*scenarios, seeds=seeds, out=out, draws=stored_draws(place, scenarios), **how)
        return [folder for folder in (*(one.folder for one in comparison.ensembles), comparison.folder) if folder]
    if manifest.kind == "run":
        folder = run(load(place / SCENARIO_FILE, trust_rules=trust_rules), manifest.seeds, out, **how).folder
    elif manifest.kind == "claims":
        about = manifest.about
        form = Form(about["form"], about["worlds"], tuple(about["first_seeds"]))
        folder = scorecard(load_claims(place / CLAIMS_FILE), form, ids=about["claims"], out=out, **how).folder
    elif manifest.kind == "hindcast":
        folder = hindcast(open_hindcast(Stored(place), trust_rules=trust_rules).plan, out=out, **how).folder
    elif manifest.kind == KIND:
        base, other = (load(place / file, trust_rules=trust_rules) for file in SCENARIO_FILES)
        folder = explain(base, other, out=out, **manifest.about, **how).folder
    else:
        plan = load_experiment(place / EXPERIMENT_FILE, trust_rules=trust_rules)
        draws = stored_draws(place, plan.scenarios)
        is_sweep = manifest.kind == "sweep"
        made = sweep(plan, out=out, draws=draws, **how) if is_sweep else sensitivity(plan, out=out, **how)
        folder = made.folder
    assert folder is not None, "results that go to a folder have one"
    return [folder]
