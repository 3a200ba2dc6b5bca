import pytest

from sim.scenario.places import PARAMETERS, homes_of
from sim.scenario.wording import pattern_of


@pytest.mark.parametrize(
    ("path", "kind", "unit", "start_only"),
    [
        ("enterprises.portability_friction", float, "utils", False),
        ("enterprises.suites.office", float, "", True),
        ("clouds.blue.home_share", float, "share", True),
        ("models.alpha.open", bool, "", True),
        ("apps.writer.surfaces.mail.weight", float, "share", False),
        ("horizon.months", int, "months", True),
        ("apps.writer.launched", str, "", True),
        ("apps.writer.adoption.innovation", float, "per year", True),
        ("enterprises.segments.small.adoption.innovation", float, "per year", True),
        ("enterprises.segments.small.brand_taste.lab", float, "", False),
        ("models.alpha.releases.[0].serving_cost", float, "GPU-hours per Mtok", True),
        ("models.alpha.releases.[3].specialisation.coding", float, "", True),
    ],
)
def test_the_schema_is_found_by_path(path, kind, unit, start_only):
    place = PARAMETERS.at(path.split("."))
    assert (place.kind, place.unit, place.start_only) == (kind, unit, start_only)


def test_bounds_are_the_tightest():
    assert PARAMETERS.at(("adoption", "launch_shock")).bounds == {"ge": 0, "lt": 1}
    assert PARAMETERS.at(("compute", "target_utilisation")).bounds == {"ge": 1e-6, "le": 1}
    assert PARAMETERS.at(("enterprises", "suites", "office")).bounds == {}


def numbers(place, path=()):
    """Every place that holds a number, `x` standing for free names."""
    if place.kind in (int, float):
        yield ".".join(path), place
    for key in place.keys or (("x",) if place.is_named_map or place.item is not None else ()):
        below = place.item if place.is_list else place.child(key)
        yield from numbers(below, (*path, key))


def test_every_number_is_bounded_on_both_sides():
    unbounded = {path for path, place in numbers(PARAMETERS) if len(place.bounds) < 2}
    # checks/shares.py bounds shares that stand in free maps
    assert unbounded == {"enterprises.suites.x", "enterprises.segments.x.suites.x"}


def test_null_is_a_value_only_where_the_schema_says_so():
    assert PARAMETERS.at(("apps", "x", "suite")).nullable
    assert PARAMETERS.at(("apps", "x", "adoption")).nullable
    assert not PARAMETERS.at(("apps", "x", "task")).nullable


def test_a_month_that_may_be_null_is_still_a_month():
    assert pattern_of(PARAMETERS.at(("apps", "x", "launched"))) == pattern_of(PARAMETERS.at(("horizon", "start")))


def test_what_belongs_to_something_fixed_is_fixed_for_the_same_reason():
    around = PARAMETERS.at(("enterprises", "segments", "x", "adoption"))
    assert around.child("imitation").why_start_only == around.why_start_only != "it shapes the start"
    assert PARAMETERS.at(("horizon", "months")).why_start_only == "it shapes the start"


@pytest.mark.parametrize(
    "path", ["nothing", "clouds.blue.colour", "horizon.months.x", "models.a.releases.x", "apps.a.licences.[0]"]
)
def test_paths_that_the_schema_does_not_know_have_no_place(path):
    assert PARAMETERS.at(path.split(".")) is None


def test_the_homes_of_a_key_are_listed():
    assert homes_of("capacity") == ("clouds.<name>.capacity",)
    assert set(homes_of("list_price")) == {"models.<name>.list_price", "apps.<name>.list_price"}
    assert homes_of("nothing") == ()
