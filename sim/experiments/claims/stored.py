"""Opening the folder of a scorecard."""

from pathlib import Path

from sim.experiments.claims.claim import Form
from sim.experiments.claims.reading import load_claims
from sim.experiments.claims.running import RunFailure
from sim.experiments.claims.scorecard import Scorecard
from sim.results.claims_folder import CLAIMS_FILE, EFFECTS_FILE, KIND
from sim.results.files import ResultsError
from sim.results.manifest import read_manifest
from sim.results.tables import read_parquet


def open_scorecard(folder: Path) -> Scorecard:
    """Open the folder of a scorecard.

    Parameters
    ----------
    folder : Path
        The folder.

    Raises
    ------
    ResultsError
        If it is no such folder, is not finished, or is damaged.
    ScenarioError
        If its claims are no longer valid.
    """
    manifest = read_manifest(folder, KIND)
    if not (folder / EFFECTS_FILE).is_file():
        raise ResultsError(f"{folder} is not finished, or was interrupted: the command that made it continues it")
    return Scorecard(
        load_claims(folder / CLAIMS_FILE).only(manifest["claims"]),
        Form(manifest["form"], manifest["worlds"], tuple(manifest["seeds"])),
        read_parquet(folder / EFFECTS_FILE).to_pandas(),
        [
            RunFailure(note["setting"], note["world"], note["seed"], note["error"], note["message"])
            for note in manifest["failures"]
        ],
        manifest["runs"],
        folder,
    )
