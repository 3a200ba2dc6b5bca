"""The chart of the network."""

from sim.app.charts.network import standing_contracts


def test_contracts_of_a_month_say_access_and_terms(found):
    terms = standing_contracts(found.networks[0], 3)["Microsoft", "OpenAI"]
    assert terms.access == "exclusive"
    assert "revenue share 0.2" in terms.terms
