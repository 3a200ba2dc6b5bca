"""Tests stand where what they test stands."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What concerns more than one file; the name says what must hold.
SEVERAL = {
    "cli/test_any_text",
    "app/charts/test_all_charts",
    "app/test_command",
    "app/test_in_browser",
    "cli/test_findings",
    "cli/test_help",
    "cli/test_hints",
    "cli/test_rule_trust",
    "documentation/test_a_stranger",
    "documentation/test_article_page",
    "documentation/test_guides",
    "documentation/test_headline",
    "documentation/test_site",
    "documents/test_are_current",
    "economics/test_against_pyblp",
    "economics/test_against_scipy",
    "economics/test_closed_forms",
    "economics/test_hotelling",
    "economics/test_pricing_with_budgets",
    "economics/test_renewal_frequencies",
    "economics/test_verification",
    "experiments/calibration/test_command",
    "experiments/claims/test_command",
    "experiments/claims/test_mechanisms",
    "experiments/claims/test_the_article",
    "experiments/hindcast/test_command",
    "experiments/observables/test_observables",
    "experiments/test_nothing_is_lost",
    "experiments/test_plain_scripts",
    "experiments/test_the_package",
    "experiments/test_threads",
    "experiments/test_variance_reduction",
    "figures/experiments/test_all_of_them",
    "figures/test_for_print",
    "market/outlook/test_pricing_rule_in_force",
    "market/rules/test_rules",
    "market/rules/test_the_guide",
    "market/test_common_random_numbers",
    "market/test_declaration_order",
    "market/test_economy_parameters_matter",
    "market/test_everybody_matters",
    "market/test_money_of_the_economy",
    "market/test_names_do_not_matter",
    "market/test_null",
    "market/test_parameters_matter",
    "market/test_unit_of_tokens",
    "market/test_what_can_be_removed",
    "market/test_whole_bounds",
    "report/test_experiment_page",
    "results/test_damage",
    "scenario/test_fuzz",
    "scenario/test_history",
    "scenario/test_rule_trust",
    "test_facts",
    "test_imports",
    "test_notebooks",
    "test_release",
    "test_style",
    "test_contributing",
    "test_mirror",
}

# Folders in which every file has tests of its own.
WHOLE = (
    "economics/compute",
    "figures",
    "market/buyers",
    "market/sales",
    "results/reading",
    "statistics/scoring",
    "words",
)


def files(folder: str, pattern: str) -> list[str]:
    """Paths below a folder, without ending."""
    place = ROOT / folder
    return sorted(path.relative_to(place).with_suffix("").as_posix() for path in place.rglob(pattern))


def subject_of(test: str) -> str:
    """What a file of tests is named after."""
    folder, _, name = test.rpartition("/")
    return f"{folder}/{name.removeprefix('test_')}".removeprefix("/")


SUBJECTS = {subject_of(test) for test in files("tests", "test_*.py")}
CODE = {name.removesuffix("/__init__") for name in files("sim", "*.py")}


def test_each_file_of_tests_is_named_after_a_file_or_concerns_several():
    strays = [test for test in files("tests", "test_*.py") if subject_of(test) not in CODE and test not in SEVERAL]
    assert not strays, "rename them after what they test, or list them as concerning several files"


def test_what_is_listed_as_concerning_several_files_is_there_and_does():
    assert set(files("tests", "test_*.py")) >= SEVERAL
    assert not {subject_of(test) for test in SEVERAL} & CODE


@pytest.mark.parametrize("folder", WHOLE)
def test_where_every_file_is_said_to_have_tests_it_has(folder):
    own = {name for name in files("sim", "*.py") if name.startswith(f"{folder}/") and not name.endswith("__init__")}
    assert own
    assert own <= SUBJECTS
