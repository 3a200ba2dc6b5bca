"""A tie in a market of the model."""

from dataclasses import replace

import numpy as np
import pytest

from sim.experiments.competition.situation import CompetitionError
from sim.experiments.competition.tie import tie_of
from tests.experiments.competition.small_situations import situation

TABLES = tie_of(situation(), "microsoft-openai").tables()
FORECLOSURE = TABLES["foreclosure"].set_index("way")
SALES, LICENCES = "sold on the partner's clouds only", "no licence for rival apps"


def test_foreclosure_of_sales_is_exclusive_less_open_access_as_firms_see_it():
    here = situation()
    free, shut = (
        here.outlook.under(replace(here.now.with_terms(("microsoft", "openai"), access=access), with_surplus=True))
        for access in ("open", "exclusive")
    )
    row = FORECLOSURE.loc[SALES]
    assert row["consumer_surplus"] == pytest.approx(shut.consumer_surplus - free.consumer_surplus, rel=1e-12)
    everybody = row["profit_of_lab"] + row["profit_of_partner"] + row["profit_of_others"]
    assert everybody == pytest.approx((shut.profit - free.profit).sum(), rel=1e-9)
    assert row["total_surplus"] == pytest.approx(row["consumer_surplus"] + everybody, abs=1e-9)


def test_there_is_an_incentive_where_more_is_diverted_than_is_critical():
    lost = FORECLOSURE["tokens_lost_by_lab"]
    np.testing.assert_allclose(FORECLOSURE["actual_diversion"], FORECLOSURE["tokens_won_by_partner"] / lost)
    assert (FORECLOSURE["incentive"] == (FORECLOSURE["actual_diversion"] > FORECLOSURE["critical_diversion"])).all()


def test_a_rival_app_that_uses_the_lab_pays_more_and_the_partners_app_pays_less():
    rival = TABLES["vertical_rivals"].set_index("rival").loc["cursor_editor"]
    assert rival["vguppi_u"] > 0.0
    assert 0.0 < rival["vguppi_r"] < rival["vguppi_u"]
    assert rival["substitution"] > 0.0
    own = TABLES["vertical_partner"].set_index("app").loc["github_copilot"]
    assert own["vguppi_d"] > 0.0 > own["vguppi_d_with_input_at_cost"]


def test_without_a_licence_the_rival_loses_buyers():
    row = TABLES["raised_costs"].set_index(["way", "rival"]).loc[(LICENCES, "cursor_editor")]
    assert row["tokens_after"] < row["tokens"]


@pytest.mark.parametrize("text", ["microsoft", "openai-microsoft", "microsoft-opnai"])
def test_what_is_no_contract_is_refused_with_those_that_there_are(text):
    with pytest.raises(CompetitionError, match=r"there is no contract .*microsoft-openai"):
        tie_of(situation(), text)
