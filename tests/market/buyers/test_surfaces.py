"""Who uses which surface, and what apps gain from it (E8)."""

import numpy as np
import pytest

from sim.market.buyers.surfaces import EnterpriseSurfaces, consumer_surface_kinds
from sim.market.catalogue import Catalogue
from sim.streams import Streams
from tests.market.small_runs import ALIKE, small

PARAMETERS = small("open", "enterprises.count=20000", *ALIKE).parameters
CATALOGUE = Catalogue.of(PARAMETERS)


@pytest.fixture(scope="module")
def surfaces():
    return EnterpriseSurfaces(PARAMETERS, CATALOGUE, np.zeros(20_000, dtype=np.int16), Streams(1))


def uses(surfaces, app, place):
    return surfaces.kinds[surfaces.code][:, 1 + surfaces.columns.index((app, place))].astype(bool)


def suite_of(surfaces):
    return surfaces.kinds[surfaces.code][:, 0]


def test_suites_are_as_common_as_the_scenario_says(surfaces):
    suite = suite_of(surfaces)
    for number, name in enumerate(surfaces.suites):
        assert (suite == number).mean() == pytest.approx(PARAMETERS.enterprises.suites[name], abs=0.015)
    assert (suite == -1).mean() == pytest.approx(1.0 - sum(PARAMETERS.enterprises.suites.values()), abs=0.015)


@pytest.mark.parametrize("app", ["m365_copilot", "workspace_ai", "github_copilot", "cursor_editor"])
def test_surfaces_are_used_as_often_as_the_scenario_says_with_and_without_the_suite(surfaces, app):
    section = PARAMETERS.apps[app]
    has_suite = suite_of(surfaces) == surfaces.suites.index(section.suite) if section.suite else np.zeros(20_000, bool)
    for place, surface in section.surfaces.items():
        with_suite = surface.use if surface.use_with_suite is None else surface.use_with_suite
        found = uses(surfaces, app, place)
        assert found[~has_suite].mean() == pytest.approx(surface.use, abs=0.02)
        if has_suite.any():
            assert found[has_suite].mean() == pytest.approx(with_suite, abs=0.02)


def test_who_uses_every_surface_gets_the_whole_bonus_and_who_lacks_the_suite_a_penalty(surfaces):
    bonus = surfaces.bonus(PARAMETERS)[:, surfaces.code]
    for app in ("m365_copilot", "workspace_ai"):
        section = PARAMETERS.apps[app]
        weight = {place: surface.weight for place, surface in section.surfaces.items()}
        expected = sum(section.bonus * weight[place] * uses(surfaces, app, place) for place in weight)
        lacks = suite_of(surfaces) != surfaces.suites.index(section.suite)
        np.testing.assert_allclose(
            bonus[CATALOGUE.option[app]], expected - section.without_suite_penalty * lacks, atol=1e-12
        )


def test_models_and_doing_without_have_no_bonus(surfaces):
    apps = [CATALOGUE.option[app] for app in surfaces.apps]
    assert (np.delete(surfaces.bonus(PARAMETERS), apps, axis=0) == 0.0).all()


def test_a_surface_that_is_taken_out_later_brings_nothing_any_more(surfaces):
    event = {"when": "2023-03", "set": {"apps.m365_copilot.surfaces.office.weight": 0.0}}
    later = small("open", "enterprises.count=20000", *ALIKE).with_(events=[event]).parameters_at(2)
    option = CATALOGUE.option["m365_copilot"]
    lost = (surfaces.bonus(PARAMETERS) - surfaces.bonus(later))[option][surfaces.code]
    np.testing.assert_allclose(lost, 0.35 * uses(surfaces, "m365_copilot", "office"), atol=1e-12)


def test_kinds_of_consumers_are_all_combinations_of_surfaces():
    weight, bonus = consumer_surface_kinds(PARAMETERS, CATALOGUE)
    assert weight.size == 2 ** sum(len(PARAMETERS.apps[app].surfaces) for app in ("bing_copilot", "search_ai"))
    assert weight.sum() == pytest.approx(1.0)
    for app in ("bing_copilot", "search_ai"):
        section = PARAMETERS.apps[app]
        row = bonus[CATALOGUE.option[app]]
        assert row.min() == 0.0
        assert row.max() == pytest.approx(section.bonus)
        mean = section.bonus * sum(surface.weight * surface.use for surface in section.surfaces.values())
        assert weight @ row == pytest.approx(mean)
