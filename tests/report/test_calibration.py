"""What a calibration found, in sentences."""

import pandas as pd

from sim.report.calibration import calibration_sentences

ABOUT = {"inside": 1, "observations": 2, "points": 40, "effective_draws": 12.5, "failed": 0}


def test_what_stays_open_and_what_cannot_be_met_together_is_said():
    tables = {
        "parameters": pd.DataFrame({"parameter": ["a", "b"], "contraction": [0.05, 0.8]}),
        "correlations": pd.DataFrame({"first": ["a"], "second": ["b"], "correlation": [-0.9]}),
        "directions": pd.DataFrame({"direction": [0, 0], "parameter": ["a", "b"], "loading": [0.99, 0.1]}),
        "observations": pd.DataFrame({"id": ["O1", "O2"], "met_somewhere": [True, False], "refused": ["", ""]}),
        "conflicts": pd.DataFrame(
            [("O1", "O2", "no point meets both", 9, 8, 6.0, 1.5)],
            columns=["first", "second", "why", "met_first", "met_second", "expected_together", "nearest"],
        ),
    }
    assert calibration_sentences(ABOUT, tables) == [
        "1 of 2 observations lie within their tolerance at the best point, of 40 that were run; 12.5 effective draws.",
        "Met at no point that was run: O2.",
        "The data say next to nothing about a.",
        "Fixed only together: a and b (correlation −0.90).",
        "A direction on which the data say nothing: +0.99 a.",
        "O1 and O2 contradict each other: no point meets both; 9 and 8 points meet each alone, and the nearest to both "
        "is 1.50 tolerances from one of them.",
    ]
