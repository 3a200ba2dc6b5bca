"""Experiment files: what they may say, what is wrong with them, and where the points lie."""

from collections import Counter

import numpy as np
import pytest

from sim.experiments.calibration.telling_apart import is_calibration
from sim.experiments.design import is_experiment, load_experiment
from sim.experiments.design.experiment_text import SCENARIO_FILES, experiment_text
from sim.experiments.design.outcome_names import possible_outcomes
from sim.experiments.design.placing import sweep_points
from sim.experiments.sensitivity import sensitivity
from sim.experiments.sweep import sweep
from sim.market.replication import simulate
from sim.results.outcomes import outcomes_of
from sim.scenario import ScenarioError, load, shipped_experiments, shipped_folder
from sim.scenario.texts.describe import resolved_text
from tests.experiments.experiment_files import FRICTION, GRID, HOME, LINE, SOBOL, SWITCHING, experiment, written

SHIPPED = [path for path in shipped_experiments() if not is_calibration(path)]


def problems(folder, text, task=None, **changes):
    with pytest.raises(ScenarioError) as error:
        load_experiment(written(folder, text, **changes), task=task)
    return [f"{p.line}:{p.column}: {p.key}: {p.message} ({p.hint})" for p in error.value.problems]


def problem(folder, text, task=None, **changes):
    [only] = problems(folder, text, task, **changes)
    return only


class TestAFile:
    def test_says_what_is_moved_where_and_what_is_looked_at(self, tmp_path):
        read = experiment(tmp_path, GRID)
        assert (read.name, read.title, read.design) == ("tried", "Two assumptions on trial", "grid")
        assert read.question == "Does the test market depend on friction and on switching?"
        assert [scenario.name for scenario in read.scenarios] == ["exclusive", "open"]
        assert all(scenario.parameters.enterprises.count == 200 for scenario in read.scenarios)
        assert [axis.path for axis in read.axes] == [FRICTION, SWITCHING]
        assert [axis.grid() for axis in read.axes] == [(0.0, 1.5, 3.0), (0.5, 1.0)]
        assert read.seeds == (1, 2, 3, 4)
        assert read.outcomes == ("profit.openai", "profit.microsoft", "volume")

    def test_finds_scenarios_beside_itself_first(self, tmp_path):
        (tmp_path / "exclusive.yaml").write_text(
            "schema: 1\nname: mine\ntitle: Mine\nextends: base.yaml\nset: {enterprises.count: 77}\n"
        )
        read = experiment(tmp_path, GRID, set="")
        assert (read.scenario.name, read.scenario.parameters.enterprises.count) == ("mine", 77)

    def test_takes_changes_from_outside_after_its_own(self, tmp_path):
        read = load_experiment(written(tmp_path, GRID), ["enterprises.count=300"], seeds=[9, 3])
        assert [scenario.parameters.enterprises.count for scenario in read.scenarios] == [300, 300]
        assert read.scenario.parameters.horizon.months == 6
        assert read.seeds == (3, 9)

    def test_survives_being_stored(self, tmp_path):
        for text in (GRID, SOBOL, GRID.replace("levels: 3", "levels: 3, scale: log").replace("low: 0,", "low: 0.1,")):
            read = experiment(tmp_path, text)
            for name, scenario in zip(SCENARIO_FILES, read.scenarios, strict=False):
                (tmp_path / name).write_text(resolved_text(scenario))
            (tmp_path / "stored.yaml").write_text(experiment_text(read))
            again = load_experiment(tmp_path / "stored.yaml")
            assert again.content("sweep") == read.content("sweep")
            assert again.content("sensitivity") == read.content("sensitivity")
            assert (again.name, again.title, again.question) == (read.name, read.title, read.question)

    def test_is_told_from_a_scenario(self, tmp_path):
        assert is_experiment(written(tmp_path, GRID))
        assert not is_experiment(shipped_folder() / "open.yaml")
        assert not is_experiment(tmp_path / "none.yaml")

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
    def test_that_is_shipped_is_valid_and_asks_a_question(self, path):
        read = load_experiment(path)
        assert read.question.endswith("?")
        assert read.name == path.stem

    def test_is_shipped_three_times(self):
        assert {path.stem for path in SHIPPED} >= {"who_prefers_exclusivity", "tipping_friction", "what_matters"}


class TestWhatIsWrong:
    def test_is_told_all_at_once_with_places(self, tmp_path):
        text = GRID.replace("title:", "titel:").replace("portability_friction", "portability_frction")
        text = text.replace("profit.openai", "profit.opena")
        found = problems(tmp_path, text)
        assert [line.split(" (")[0] for line in found] == [
            '6:1: titel: no key "titel" in an experiment',
            '12:3: enterprises.portability_frction: no key "portability_frction" in enterprises',
            '15:12: outcomes: no outcome "profit.opena"',
        ]
        for line, meant in zip(found, ("title", "portability_friction", "profit.openai"), strict=True):
            assert f"did you mean {meant}?" in line

    def test_bounds_of_the_schema_hold_for_the_ends_of_a_range(self, tmp_path):
        text = GRID.replace(f"{FRICTION}: {{low: 0, high: 3", "enterprises.multi_cloud_share: {low: 0, high: 1.5")
        assert "12:49: enterprises.multi_cloud_share: expected a share between 0 and 1, found 1.5" in problem(
            tmp_path, text
        )

    def test_a_listed_value_is_checked_wherever_it_stands_in_the_list(self, tmp_path):
        text = LINE.replace(
            f"{FRICTION}: {{low: 0, high: 3, levels: 7}}", "enterprises.panel: {values: [20, 22.5, 30]}"
        )
        assert "expected a whole number of enterprises, from 1 to 100,000, found 22.5" in problem(tmp_path, text)

    def test_that_shows_elsewhere_is_told_at_the_value_that_causes_it(self, tmp_path):
        text = LINE.replace(f"{FRICTION}: {{low: 0, high: 3, levels: 7}}", "rules.pricing: {values: [nash, fixed]}")
        first = problems(tmp_path, text)[0]
        assert first.startswith('12:34: parameters.rules.pricing: with rules.pricing at the text "fixed": apps.')
        assert "list_price: missing" in first

    def test_checks_across_sections_hold_for_the_ends_of_a_range(self, tmp_path):
        text = GRID.replace(FRICTION, "clouds.azure.home_share")
        assert any("home_share" in line for line in problems(tmp_path, text.replace("high: 3", "high: 0.9")))

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("levels: 3", "scale: log, levels: 3", "a logarithmic scale begins above 0, found 0"),
            ("high: 3", "high: -1", "expected more than low, which is 0, found -1"),
            (", levels: 3", "", "missing: levels, the number of values from low to high"),
            ("high: 3, ", "", "missing: high"),
            ("levels: 3", "levels: 1", "levels: expected a whole number"),
            ("levels: 3", "levls: 3", 'no key "levls"'),
            ("values: [0.5, 1]", "values: [0.5]", "expected two values or more, found 1"),
            ("values: [0.5, 1]", "values: [0.5, 0.5]", "0.5 is given twice"),
            ("values: [0.5, 1]", "values: [1.0, 1]", "1 is given twice"),
            ("values: [0.5, 1]", "values: [0.5, {}]", "expected a plain value, found a map"),
            ("values: [0.5, 1]", "values: [0.5, 1], low: 0", "does not go with values"),
            ("values: [0.5, 1]", "values: [0.5, -1]", "switching_cost: expected a number"),
            ("design: grid", "design: gird", "did you mean grid?"),
            ("design: grid", "design: sobol", "design sobol needs points"),
            ("design: grid", "design: grid\npoints: 8", "a grid has as many points as its levels make"),
            ("design: grid", "method: sobol", "method sobol needs samples"),
            ("design: grid", "samples: 64", "there is no method"),
            ("design: grid\n", "", "missing: design (for a sweep) or method (for sensitivity)"),
            ("seeds: 1..4", "seeds: 4..1", "4..1 runs backwards"),
            ("outcomes: [", "outcomes: [volume, ", "is given twice"),
            ("outcomes: [", "outcomes: [7, ", "expected the name of an outcome, found 7"),
            ("outcomes: [", "outcomes: [profit, ", "write profit.<name>, such as profit.alphabet"),
            ("outcomes: [profit.openai, profit.microsoft, volume]", "outcomes: []", "expected an outcome, found none"),
            ("outcomes: [profit.openai, profit.microsoft, volume]\n", "", "outcomes: missing"),
            ("against: open.yaml", "against: exclusive.yaml", "resolves to the same thing"),
            ("against: open.yaml", "against: opne.yaml", "there is no file opne.yaml"),
            ("schema: 1", "schema: true", "expected 1, found true"),
            ("set: {", "set: {enterprises.cuont: 3, ", 'no key "cuont" in enterprises'),
            (FRICTION, "rules.pricing", "rules.pricing is no number"),
            (FRICTION, "enterprises", "expected a map"),
        ],
    )
    def test_is_said_in_plain_words(self, tmp_path, old, new, told):
        assert old in GRID
        assert told in "\n".join(problems(tmp_path, GRID.replace(old, new, 1)))

    def test_sobol_takes_powers_of_two(self, tmp_path):
        assert "such as 64" in problem(tmp_path, SOBOL.replace("samples: 16", "samples: 60"))
        text = GRID.replace("design: grid", "design: sobol\npoints: 12").replace(", levels: 3", "")
        assert "expected a power of two" in problem(tmp_path, text)

    def test_a_task_needs_its_own_keys(self, tmp_path):
        assert "missing: method" in problem(tmp_path, GRID, "sensitivity")
        assert "missing: design" in problem(tmp_path, SOBOL, "sweep")

    def test_scenarios_over_different_periods_are_refused(self, tmp_path):
        (tmp_path / "open.yaml").write_text(
            "schema: 1\nname: open\ntitle: Open\nextends: base.yaml\nset: {horizon.months: 9}\n"
        )
        text = GRID.replace(", horizon.months: 6", "")
        assert "exclusive runs 72 months from 2023-01 and open 9 from 2023-01" in problem(tmp_path, text)

    @pytest.mark.parametrize("plan", ["design: grid", "method: morris\nsamples: 4"])
    def test_a_combination_that_cannot_be_is_told_before_anything_runs(self, tmp_path, plan):
        levels = ", levels: 2" if plan == "design: grid" else ""
        text = LINE.replace("design: grid", plan).replace("against: open.yaml\n", "")
        text = text.replace(
            f"{FRICTION}: {{low: 0, high: 3, levels: 7}}",
            f"adoption.start_share: {{low: 0, high: 0.6{levels}}}\n"
            f"  adoption.launch_shock: {{low: 0, high: 0.6{levels}}}",
        )
        run = sweep if plan == "design: grid" else sensitivity
        with pytest.raises(ScenarioError, match=r"point \d, adoption\.start_share at .* sum to 1"):
            run(experiment(tmp_path, text), jobs=1, simulate=None)

    def test_a_scenario_is_no_experiment(self):
        with pytest.raises(ScenarioError, match="this is a scenario, not an experiment"):
            load_experiment(shipped_folder() / "open.yaml")

    def test_a_scenario_with_problems_tells_them(self, tmp_path):
        (tmp_path / "open.yaml").write_text("schema: 1\nname: open\ntitle: Open\nextends: base.yaml\nset: {a.b: 1}\n")
        assert "5:7: a.b:" in problem(tmp_path, GRID)


class TestPoints:
    def test_of_a_grid_are_all_combinations(self, tmp_path):
        points = sweep_points(experiment(tmp_path, GRID))
        assert [tuple(point.values()) for point in points] == [
            (friction, switching) for friction in (0.0, 1.5, 3.0) for switching in (0.5, 1.0)
        ]

    @pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
    def test_of_other_designs_fill_the_ranges_and_are_the_same_every_time(self, tmp_path, design):
        text = GRID.replace("design: grid", f"design: {design}\npoints: 64").replace(", levels: 3", "")
        read = experiment(tmp_path, text)
        points = sweep_points(read)
        assert points == sweep_points(read)
        friction = np.array([point[FRICTION] for point in points])
        assert len(set(friction)) == 64
        assert np.histogram(friction, bins=8, range=(0, 3))[0].tolist() == [8] * 8
        assert sorted({point[SWITCHING] for point in points}) == [0.5, 1.0]

    def test_do_not_depend_on_seeds_and_outcomes_but_on_ranges(self, tmp_path):
        text = GRID.replace("design: grid", "design: sobol\npoints: 8").replace(", levels: 3", "")
        points = sweep_points(experiment(tmp_path, text))
        assert points == sweep_points(experiment(tmp_path, text, seeds="1..2", outcomes="[volume]"))
        other = sweep_points(experiment(tmp_path, text.replace("high: 3", "high: 2.9")))
        assert [point[FRICTION] / 3 for point in points] != [point[FRICTION] / 2.9 for point in other]

    def test_on_a_logarithmic_scale_have_equal_factors(self, tmp_path):
        text = LINE.replace("low: 0, high: 3, levels: 7", "low: 0.1, high: 10, levels: 3, scale: log")
        assert [point[FRICTION] for point in sweep_points(experiment(tmp_path, text))] == [0.1, 1.0, 10.0]

    def test_of_whole_numbers_are_whole_and_each_once(self, tmp_path):
        text = LINE.replace(FRICTION, "enterprises.renewal_period").replace("low: 0, high: 3", "low: 3, high: 6")
        assert [*sweep_points(experiment(tmp_path, text))] == [
            {"enterprises.renewal_period": months} for months in (3, 4, 5, 6)
        ]

    @pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
    def test_of_whole_numbers_take_each_equally_often(self, tmp_path, design):
        text = LINE.replace(FRICTION, "enterprises.workloads_per_task").replace("low: 0, high: 3", "low: 1, high: 4")
        text = text.replace("design: grid", f"design: {design}\npoints: 64").replace(", levels: 7", "")
        counts = Counter(point["enterprises.workloads_per_task"] for point in sweep_points(experiment(tmp_path, text)))
        assert counts == {1: 16, 2: 16, 3: 16, 4: 16}

    def test_may_be_choices(self, tmp_path):
        access = "contracts.microsoft-openai.access"
        text = LINE.replace(f"{FRICTION}: {{low: 0, high: 3, levels: 7}}", f"{access}: {{values: [open, preferred]}}")
        assert [point[access] for point in sweep_points(experiment(tmp_path, text))] == ["open", "preferred"]


@pytest.mark.parametrize("name", ["open", pytest.param("endogenous", marks=pytest.mark.study)])
def test_possible_outcomes_hold_all_that_a_run_has(name):
    small = ["enterprises.count=100", "enterprises.panel=50", "horizon.months=2"]
    scenario = load(shipped_folder() / f"{name}.yaml", small)
    found = outcomes_of(simulate(scenario, 1).monthly)
    known = possible_outcomes(scenario.parameters)
    assert set(found.index) <= set(known)
    assert len(found) > 100
    assert {measure.name for measure, _ in known.values()} >= {"profit", "dependence", "hosted_volume", "exclusive"}
    assert HOME not in known
