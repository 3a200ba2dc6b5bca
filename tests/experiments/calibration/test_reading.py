"""Calibration files: what is read, and what is said about mistakes."""

import math

import numpy as np
import pytest

from sim.experiments.calibration.parameter import prior_of, values_at
from sim.experiments.calibration.reading import load_calibration
from sim.experiments.claims.reading import load_claims
from sim.experiments.observables import OBSERVABLES
from sim.scenario import ScenarioError
from tests.experiments.calibration.calibration_files import FILE, FRICTION, SWITCHING, calibration_file
from tests.experiments.observations.toy_observables import GOOD, REGISTRY


def read(folder, *rows, **changes):
    return load_calibration(calibration_file(folder, *rows, **changes), REGISTRY)


def problems(folder, *rows, **changes):
    with pytest.raises(ScenarioError) as caught:
        read(folder, *rows, **changes)
    return [str(one) for one in caught.value.problems]


def test_a_file_says_what_is_fitted_to_what(tmp_path):
    plan = read(tmp_path)
    assert plan.paths == (FRICTION, SWITCHING)
    assert plan.observations.ids == ("O1", "O2", "O3")
    assert plan.seeds == (1, 2)
    assert plan.question == "What do the first months say about friction?"
    assert plan.budget.starts == 8


def test_priors_are_parts_of_the_range_and_values_come_back(tmp_path):
    plan = read(tmp_path)
    prior = prior_of(plan.parameters)
    assert prior.mean == pytest.approx([1 / 3, 0.5])
    assert prior.sd == pytest.approx([0.5 / 3, 1 / math.sqrt(12)])
    assert prior.is_uniform.tolist() == [False, True]
    (value,) = values_at(plan.parameters, np.array([[1 / 3, 0.5]]))
    assert value == {FRICTION: pytest.approx(1), SWITCHING: pytest.approx(2)}
    assert [one.place(value[one.path]) for one in plan.parameters] == pytest.approx([1 / 3, 0.5])


def test_a_log_normal_prior_has_its_spread_in_log_points(tmp_path):
    text = FILE.replace("scale: log}", "scale: log, prior: {mean: 2, sd: 0.4}}")
    prior = prior_of(read(tmp_path, text=text).parameters)
    assert prior.mean[1] == pytest.approx(0.5)
    assert prior.sd[1] == pytest.approx(0.4 / math.log(16))


def test_no_more_months_are_run_than_the_observations_need(tmp_path):
    plan = read(tmp_path)
    assert plan.scenario.parameters.horizon.months == 6
    assert plan.base.parameters.horizon.months > 6
    assert read(tmp_path, months="9").scenario.parameters.horizon.months == 9


def test_the_values_of_the_scenario_are_the_first_point(tmp_path):
    plan = read(tmp_path)
    assert values_at(plan.parameters, plan.first[None])[0][FRICTION] == pytest.approx(
        plan.base.parameters.enterprises.portability_friction
    )


def test_a_survey_has_one_bias_for_each_firm_and_none_on_money(tmp_path):
    bias, names = read(tmp_path, surveys="{synergy: 0.3, menlo: 0.2}").bias()
    assert names == ["synergy: azure", "synergy: aws"]
    expected = np.array([[0.3, 0], [0, 0], [0, 0.3]]) / read(tmp_path).standard_errors[:, None]
    assert bias == pytest.approx(expected)


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ("{file: seen.csv, use: [clouds]}", ("O1", "O3")),
        ("{file: seen.csv, use: [spend, O3]}", ("O2", "O3")),
        ("{file: seen.csv, leave_out: [cloud_share]}", ("O2",)),
        ("{file: seen.csv, before: 2023-06}", ("O3",)),
    ],
)
def test_observations_are_chosen_by_id_group_observable_and_date(tmp_path, chosen, ids):
    assert read(tmp_path, observations=chosen, surveys="").observations.ids == ids


def test_what_the_market_cannot_mean_is_refused_and_not_fitted(tmp_path):
    plan = read(tmp_path, GOOD, GOOD.replace("O1", "O9").replace("%", "% of builders"))
    assert plan.observations.ids == ("O1",)
    assert list(plan.observations.refused) == ["O9"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scenario": "exclusiv.yaml"}, "did you mean"),
        ({"observations": "{file: none.csv}"}, "there is no file"),
        ({"observations": "{file: seen.csv, use: [cloud]}"}, "did you mean clouds?"),
        ({"observations": "{file: seen.csv, before: 2023-01}"}, "no observation is left to fit"),
        ({"observations": "{file: seen.csv, before: June}"}, "observations.before: expected a month as YYYY-MM"),
        ({"surveys": "{synergi: 0.3}"}, "did you mean synergy?"),
        ({"surveys": "{synergy: -1}"}, "expected a standard deviation of 0 or more, found -1"),
        ({"months": "5"}, "O1, O2 lie after 2023-05, the last of 5 months"),
        ({"months": "900"}, "expected at most the 72 months of exclusive, found 900"),
        ({"budget": "{starts: 12}"}, "budget.starts: expected a power of two"),
        ({"budget": "{start: 16}"}, "did you mean starts?"),
        ({"parameters": "{}"}, "expected a parameter to fit, found none"),
        ({"seeds": "0..-1"}, "seeds"),
        ({"nme": "x"}, "did you mean name?"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_way_out(tmp_path, changes, said):
    text = FILE if "parameters" not in changes else FILE[: FILE.index("parameters:")] + FILE[FILE.index("budget:") :]
    found = problems(tmp_path, text=text, **changes)
    assert any(said in line for line in found), found
    assert all("tried.yaml:" in line for line in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low: 0, high: 3", "low: 3, high: 0", "expected more than low, which is 3"),
        (FRICTION, "enterprises.portability_frictions", "did you mean"),
        (FRICTION, "contracts.microsoft-openai.revenue_share", "are never fitted"),
        ("mean: 1,", "mean: 4,", "expected a mean from 0 to 3, found 4"),
        ("sd: 0.5", "sd: 0", "prior.sd: expected a number, above 0, found 0"),
        ("low: 0.5", "low: 0", "a logarithmic scale begins above 0"),
    ],
)
def test_a_range_that_cannot_be_fitted_is_told(tmp_path, old, new, said):
    found = problems(tmp_path, text=FILE.replace(old, new))
    assert any(said in line for line in found), found


def test_mistakes_of_file_and_table_are_told_together(tmp_path):
    found = problems(tmp_path, GOOD.replace("azure", "azur"), budget="{starts: 12}")
    assert any("seen.csv:2: entity" in line for line in found)
    assert any("tried.yaml" in line and "power of two" in line for line in found)


def test_what_the_scenario_dates_after_the_last_observation_is_left_out(tmp_path):
    plan = read(tmp_path, scenario="history.yaml")
    assert plan.base.events
    assert plan.scenario.parameters.horizon.months == 6
    assert not plan.scenario.events


LOYALTY = "enterprises.concentration_cost"


class TestWhatIsUnmeasured:
    def test_is_read_and_not_fitted(self, tmp_path):
        plan = read(tmp_path, unmeasured=f"{{{LOYALTY}: {{low: 0.1, high: 1.5, why: no survey asks}}}}")
        assert [one.path for one in plan.unmeasured] == [LOYALTY]
        assert plan.paths == (FRICTION, SWITCHING)

    def test_changes_what_a_calibration_is_and_not_its_trials(self, tmp_path):
        with_it, without = (read(tmp_path, unmeasured=text) for text in (f"{{{LOYALTY}: {{low: 0, high: 1}}}}", "{}"))
        assert with_it.content() != without.content()
        assert with_it.questions() == without.questions()

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (f"{{{SWITCHING}: {{low: 1, high: 2}}}}", f"unmeasured.{SWITCHING}: is fitted, too"),
            (
                "{contracts.microsoft-openai.revenue_share: {low: 0, high: 0.2}}",
                "unmeasured.contracts.microsoft-openai.revenue_share: contracts are given by the record",
            ),
            ("{enterprises.loyalty: {low: 0, high: 1}}", "loyalty"),
            (f"{{{LOYALTY}: {{low: 2, high: 1}}}}", f"unmeasured.{LOYALTY}.high: expected more than low"),
            (f"{{{LOYALTY}: {{low: -1, high: 1}}}}", LOYALTY),
        ],
    )
    def test_is_checked_as_what_is_fitted_is(self, tmp_path, text, told):
        [one] = problems(tmp_path, unmeasured=text)
        assert told in one


@pytest.mark.study
def test_what_claims_and_the_shipped_calibration_call_unmeasured_has_the_same_ranges():
    assumed = {axis.path: axis for axis in load_claims().axes}
    plan = load_calibration("calibration", OBSERVABLES)
    assert len(plan.unmeasured) >= 10
    for one in plan.unmeasured:
        axis = assumed[one.path]
        assert (one.axis.low, one.axis.high, one.axis.log) == (axis.low, axis.high, axis.log), one.path
