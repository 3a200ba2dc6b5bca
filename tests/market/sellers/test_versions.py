"""Which version of a model is on sale (E50)."""

import pytest

from sim.market.sellers.versions import is_launched, is_trained, version_on_sale, versions_of
from tests.market.small_economies import economy

RELEASES = (
    "models.alpha.capability=null",
    "models.alpha.serving_cost=null",
    "models.alpha.specialisation={coding: 0.2}",
    "models.alpha.releases=[{when: 2023-03, capability: 4, serving_cost: 2}, "
    "{when: 2023-06, capability: 5, serving_cost: 1, specialisation: {documents: 0.5}}]",
)
START = "2023-01"


def rules(technology):
    return economy(f"rules.technology={technology}").parameters.rules


LISTED = economy(*RELEASES).parameters.models["alpha"]
TRAINED = economy().parameters.models["alpha"]


def test_a_model_without_releases_has_one_version_from_the_start():
    (only,) = versions_of(TRAINED, START)
    assert (only.capability, only.serving_cost, only.since) == (TRAINED.capability, TRAINED.serving_cost, 0)
    for technology in ("training", "releases"):
        assert version_on_sale(TRAINED, rules(technology), START, 7) == only


@pytest.mark.parametrize(("month", "capability"), [(0, None), (1, None), (2, 4.0), (4, 4.0), (5, 5.0), (30, 5.0)])
def test_releases_come_on_sale_in_their_months(month, capability):
    version = version_on_sale(LISTED, rules("releases"), START, month)
    assert (None if version is None else version.capability) == capability


@pytest.mark.parametrize(("month", "capability"), [(1, None), (2, 4.0), (30, 4.0)])
def test_under_training_only_the_first_release_counts(month, capability):
    version = version_on_sale(LISTED, rules("training"), START, month)
    assert (None if version is None else version.capability) == capability


def test_a_release_may_bring_a_speciality_of_its_own():
    assert [version.specialisation for version in versions_of(LISTED, START)] == [{"coding": 0.2}, {"documents": 0.5}]


def test_releases_before_the_start_are_on_sale_at_the_start():
    version = version_on_sale(LISTED, rules("releases"), "2023-05", 0)
    assert version is not None
    assert (version.capability, version.since) == (4.0, -2)


def test_a_list_of_releases_leaves_nothing_to_training():
    assert is_trained(TRAINED, rules("releases"))
    assert is_trained(LISTED, rules("training"))
    assert not is_trained(LISTED, rules("releases"))


def test_an_app_is_launched_in_its_month():
    later = economy("apps.coder.launched=2023-04").parameters
    assert [is_launched(later.apps["coder"], later, month) for month in (0, 2, 3, 9)] == [False, False, True, True]
    assert is_launched(later.apps["writer"], later, 0)
