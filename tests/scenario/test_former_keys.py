"""Keys of earlier versions are errors that say what to write instead."""

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.former_keys import FORMER_KEYS
from sim.scenario.places import PARAMETERS

WRITTEN = {"contracts": "contracts.microsoft-openai"}


@pytest.mark.parametrize(("section", "key"), FORMER_KEYS)
def test_a_former_key_names_what_stands_in_its_place(section, key):
    with pytest.raises(ScenarioError) as caught:
        load("scenarios/base.yaml", [f"{WRITTEN.get(section, section)}.{key}=1"])
    assert f'"{key}" is no longer a key' in str(caught.value)
    assert FORMER_KEYS[section, key] in str(caught.value)


@pytest.mark.parametrize(("section", "key"), FORMER_KEYS)
def test_no_key_in_use_is_called_former(section, key):
    place = PARAMETERS.at((section, "microsoft-openai", key) if section in WRITTEN else (section, key))
    assert place is None
