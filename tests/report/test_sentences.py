"""Headlines say what the table says, and no more."""

from types import SimpleNamespace

import pytest

from sim.report.outcome_table import sections_of
from sim.report.sentences import difference_text, headlines, sentence


def row(**changes):
    values = {
        "base_mean": 100.0,
        "other_mean": 105.0,
        "difference": 5.0,
        "t_low": 4.1,
        "t_high": 6.2,
        "family": "primary",
        "sign_agreement": 1.0,
        "p_holm": 0.001,
        "n": 32,
    }
    return SimpleNamespace(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Surplus rises by 5.00 bn USD [4.10, 6.20] over 72 months (+5.0 %, 32 of 32 seeds agree)."),
        (
            {"difference": -5.0, "t_low": -6.2, "t_high": -4.1, "sign_agreement": 0.75},
            "Surplus falls by 5.00 bn USD [4.10, 6.20] over 72 months (−5.0 %, 24 of 32 seeds agree).",
        ),
        (
            {"difference": 0.5, "t_low": -1.0, "t_high": 2.0, "sign_agreement": 0.5, "p_holm": 0.4},
            "No clear difference in surplus: +0.50 [−1.00, +2.00] bn USD over 72 months "
            "(+0.50 %, 16 of 32 seeds agree on the sign).",
        ),
        (
            {"p_holm": 0.3},
            "Surplus differs by +5.00 [+4.10, +6.20] bn USD over 72 months (+5.0 %, 32 of 32 seeds agree on the sign), "
            "which may be chance among all primary outcomes (Holm).",
        ),
        (
            {"p_holm": 0.3, "n": 4},
            "Surplus differs by +5.00 [+4.10, +6.20] bn USD over 72 months (+5.0 %, 4 of 4 seeds agree on the sign); "
            "too few seeds: run 4 more.",
        ),
        (
            {"difference": 0.0, "t_low": 0.0, "t_high": 0.0, "other_mean": 100.0},
            "Surplus is the same in every seed.",
        ),
        (
            {"n": 1, "t_low": float("nan"), "p_holm": float("nan")},
            "Surplus differs by +5.00 bn USD over 72 months (+5.0 %, 1 of 1 seeds agree on the sign); "
            "too few seeds: run 7 more.",
        ),
        (
            {"base_mean": -100.0, "difference": -5.0, "t_low": -6.2, "t_high": -4.1},
            "Surplus falls by 5.00 bn USD [4.10, 6.20] over 72 months (−5.0 %, 32 of 32 seeds agree).",
        ),
        (
            {"base_mean": 0.0},
            "Surplus rises by 5.00 bn USD [4.10, 6.20] over 72 months (32 of 32 seeds agree).",
        ),
    ],
)
def test_sentences_are_exact_and_honest(changes, text):
    assert sentence(row(**changes), "Surplus", "over 72 months") == text


def test_differences_carry_sign_and_interval():
    assert difference_text(row()) == "+5.00 [+4.10, +6.20]"
    assert difference_text(row(t_low=float("nan"))) == "+5.00"


@pytest.mark.study
def test_winners_losers_and_unclear_are_all_who_are_touched(pair):
    headline = headlines(pair)[0]
    table = pair.table().set_index("outcome")
    touched = [o for o in table.index if o.startswith(("profit.", "consumer_surplus."))]
    touched = [o for o in touched if pair.ensembles[0].definitions[o].measure.kind in ("owner", "home_at_start")]
    differing = [o for o in touched if abs(table.loc[o, "difference"]) > 1e-9]
    assert len(headline.better) + len(headline.worse) + len(headline.unclear) == len(differing)
    assert all(effect.amount.startswith("+") for effect in headline.better)
    assert all(effect.amount.startswith("−") for effect in headline.worse)
    for effects in (headline.better, headline.worse, headline.unclear):
        assert [effect.size for effect in effects] == sorted((effect.size for effect in effects), reverse=True)
    assert "OpenAI" in [effect.name for effect in headline.better]
    assert "Enterprises at home on AWS in the first month" in [effect.name for effect in headline.better]


def test_the_lab_in_question_is_followed(pair):
    changes = {change.name: change.text for change in headlines(pair)[0].changes}
    assert set(changes) >= {"Reach of GPT", "Price of GPT", "Token share of OpenAI"}
    assert changes["Reach of GPT"].endswith("→ 100 % of enterprises")


def test_the_table_is_grouped_by_kind_and_measure(pair):
    base = pair.ensembles[0]
    sections = sections_of(pair.table(), base.definitions, base.scenario.parameters)
    assert sections[0].title == "The whole market"
    assert sum(section.count for section in sections) == len(pair.table())
    owners = next(section for section in sections if section.title == "Owners")
    profit = next(block for block in owners.blocks if block.title == "Profit")
    assert profit.unit == "bn USD, total"
    assert [line.name for line in profit.lines] == sorted(line.name for line in profit.lines)
    assert all(len(line.cells) == 6 for line in profit.lines)
