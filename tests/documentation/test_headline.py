"""No sentence of the README is stronger than the verdict on the claim that it repeats."""

import csv
import re
from pathlib import Path

import pytest

from sim.experiments.claims import load_claims

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
VERDICTS = "supported|not supported|depends|undecided|cannot be expressed"


def verdicts():
    with (ROOT / "seeds" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return {row["claim"]: row["verdict"] for row in csv.DictReader(file)}


def words(text):
    """Words that say something, by their beginning."""
    return {word[:6] for word in re.findall(r"[a-z]{5,}", text.lower())}


def faults(text, claims, known):
    """Sentences that say what a claim says without its verdict, or cite a verdict that is not on file."""
    found = []
    for sentence in re.split(r"(?<=[.!?])\s|\n\n|\n\|", text):
        for name, claim in claims.items():
            said = words(claim)
            repeats = len(said) >= 3 and len(said & words(sentence)) >= 0.8 * len(said)
            if (name in sentence or repeats) and not (name in sentence and known.get(name, "no verdict") in sentence):
                found.append((name, sentence))
    return found


CLAIMS = {claim.id: claim.claim for claim in load_claims().claims}


def test_the_readme_says_no_more_than_the_verdicts():
    assert faults(README, CLAIMS, verdicts()) == []


def test_verdicts_on_file_are_of_claims_and_in_the_words_of_the_scorecard():
    for claim, verdict in verdicts().items():
        assert claim in CLAIMS
        assert re.fullmatch(VERDICTS, verdict)


@pytest.mark.parametrize(
    ("text", "known", "right"),
    [
        ("Opening is expansion for OpenAI, dilution for Microsoft.", {}, False),
        ("Opening is expansion for OpenAI, dilution for Microsoft.", {"C15": "depends"}, False),
        ("Expansion for OpenAI and dilution for Microsoft (C15: depends).", {"C15": "depends"}, True),
        ("Expansion for OpenAI and dilution for Microsoft (C15: supported).", {"C15": "depends"}, False),
        ("C15 is supported.", {}, False),
        ("OpenAI gains 25.7 bn USD here.", {}, True),
    ],
)
def test_a_claim_that_is_repeated_carries_its_verdict(text, known, right):
    assert (faults(text, CLAIMS, known) == []) == right
