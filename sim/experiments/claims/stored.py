"""Opening the folder of a scorecard."""

from sim.experiments.claims.claim import Form
from sim.experiments.claims.reading import load_claims
from sim.experiments.claims.scorecard import CLAIMS_FILE, Scorecard
from sim.results.stored import Stored


def open_scorecard(results: Stored) -> Scorecard:
    """Open the folder of a scorecard.

    Parameters
    ----------
    results : Stored
        The folder.

    Raises
    ------
    ScenarioError
        If its claims are no longer valid.
    """
    about = results.manifest.about
    return Scorecard(
        load_claims(results.folder / CLAIMS_FILE).only(about["claims"]),
        Form(about["form"], about["worlds"], tuple(about["first_seeds"]), tuple(about["drawn"])),
        results.table("effects").to_pandas(),
        results.failures,
        results.manifest.replications,
        results.folder,
        results.model_version,
        results.table("audit").to_pandas(),
    )
