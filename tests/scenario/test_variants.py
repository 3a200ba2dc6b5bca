"""Variants of a scenario in one line."""

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.variants import variant


def test_a_variant_is_the_base_with_its_own_values_named_and_titled_after_them():
    text = "contracts.microsoft-anthropic.access=open; enterprises.count=50"
    one = variant("exclusive", text, ["horizon.months=6"])
    assert one.parameters.contracts["microsoft-anthropic"].access == "open"
    assert (one.parameters.enterprises.count, one.parameters.horizon.months) == (50, 6)
    assert one.name == "exclusive-with-microsoft-anthropic-access-open-count-50"
    assert one.title == f"{load('exclusive').title}, but {text.replace('; ', ' and ')}"


@pytest.mark.parametrize("text", ["", " ; ", "contracts.microsoft-openai", "enterprises.cuont=3"])
def test_what_is_wrong_with_a_variant_names_its_option(text):
    with pytest.raises(ScenarioError, match="--vs"):
        variant("exclusive", text)
