"""The page of the article is made from the claims and the verdicts on file, and says what the model cannot express."""

import csv
import importlib.util
from pathlib import Path

from sim.experiments.claims import load_claims

ROOT = Path(__file__).parents[2]


def made_pages():
    spec = importlib.util.spec_from_file_location("made_pages", ROOT / "docs" / "made_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_step_shows_its_claims_with_the_verdict_on_file_and_what_the_model_leaves_out():
    page = made_pages().article()
    with (ROOT / "seeds" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {row["claim"]: row for row in csv.DictReader(file)}
    article = load_claims().article
    assert page.count("**Not in the model.**") == len(article)
    for step in article:
        assert step.argues in page
        for name in step.claims:
            [line] = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
            known = verdicts.get(name)
            assert ("not tried on this edition" if known is None else f"**{known['verdict']}**") in line
    assert (ROOT / "docs" / "scorecard.png").is_file()
