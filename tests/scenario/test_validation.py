# ruff: noqa: E501  (one case per line)
import pytest

from tests.scenario.conftest import place_of
from tests.scenario.small_scenario import HEADER, SMALL

# body of a child (from line 5 on), place, key, part of the message, part of the hint
WRONG_VALUES = [
    ("enterprises: {multi_cloud_share: 35}", "5:34", "enterprises.multi_cloud_share", "expected a share between 0 and 1, found 35", "write 0.35 for 35 %"),
    ("enterprises: {multi_cloud_share: 35%}", "5:34", "enterprises.multi_cloud_share", 'found the text "35%"', "write 0.35"),
    ("enterprises: {multi_cloud_share: -0.1}", "5:34", "enterprises.multi_cloud_share", "between 0 and 1, found -0.1", ""),
    ("clouds: {blue: {marketplace_fee: 1}}", "5:34", "clouds.blue.marketplace_fee", "a share of at least 0 and below 1", ""),
    ("compute: {target_utilisation: 0}", "5:31", "compute.target_utilisation", "a share between 1e-06 and 1", ""),
    ("enterprises: {renewal_period: 12 months}", "5:31", "enterprises.renewal_period", "expected a whole number of months, from 1 to 120, found the text", "write the number alone: 12"),
    ('enterprises: {size_spread: "0.5"}', "5:28", "enterprises.size_spread", "a number of log points, from 0 to 3", "write 0.5, without quotes"),
    ("enterprises: {count: 1_000}", "5:22", "enterprises.count", 'found the text "1_000"', "write 1000, without"),
    ("enterprises: {count: 12.5}", "5:22", "enterprises.count", "a whole number of enterprises, from 1 to 10,000,000, found 12.5", "without a fraction"),
    ("enterprises: {count: true}", "5:22", "enterprises.count", "found true", "a number, not true or false"),
    ("enterprises: {count: many}", "5:22", "enterprises.count", 'found the text "many"', ""),
    ("enterprises: {count: 0}", "5:22", "enterprises.count", "from 1 to 10,000,000, found 0", ""),
    ("clouds: {blue: {capacity: 0}}", "5:27", "clouds.blue.capacity", "a number in bn GPU-hours per month, from 1e-06 to 1,000, found 0", ""),
    ("technology: {training_growth: 30}", "5:31", "technology.training_growth", "a number (factor per year), from 1 to 20", ""),
    ("adoption: {innovation: 9}", "5:24", "adoption.innovation", "a number per year, from 1e-06 to 5", ""),
    ("consumers: {switching_cost: .inf}", "5:29", "consumers.switching_cost", "found inf", ""),
    ("consumers: {switching_cost: .nan}", "5:29", "consumers.switching_cost", "found nan", ""),
    ("consumers: {switching_cost: [1]}", "5:29", "consumers.switching_cost", "found a list", ""),
    ("consumers: {switching_cost:}", "5:28", "consumers.switching_cost", "found nothing (null)", "give a value, or leave the line out"),
    ("contracts: {bigsoft-lab: {revenue_share_cap: lots}}", "5:46", "contracts.bigsoft-lab.revenue_share_cap", "from 0 to 100,000, or null, found", ""),
    ("models: {alpha: {open: yes}}", "5:24", "models.alpha.open", "expected true or false", "write true"),
    ("models: {alpha: {open: NO}}", "5:24", "models.alpha.open", "expected true or false", "write false"),
    ("models: {alpha: {open: 0}}", "5:24", "models.alpha.open", "expected true or false, found 0", "write false"),
    ("models: {alpha: {architecture: difusion}}", "5:32", "models.alpha.architecture", "expected one of autoregressive, diffusion", "did you mean diffusion?"),
    ("rules: {pricing: Nash}", "5:18", "rules.pricing", "or a file such as my_rule.py, found the text", "did you mean nash?"),
    ("owners: {rival: {label: 2024}}", "5:25", "owners.rival.label", "expected text, found 2024", 'put text in quotes: "2024"'),
    ("models: {alpha: {lab: [lab]}}", "5:23", "models.alpha.lab", "expected a name from owners, found a list", "without brackets"),
    ("apps: {writer: {licences: alpha}}", "5:27", "apps.writer.licences", "expected a list of names from models", "write [alpha]"),
    ("apps: {writer: {licences: [alpha, 3]}}", "5:35", "apps.writer.licences", "expected a name from models, found 3", ""),
    ("horizon: {start: 2023-1}", "5:18", "horizon.start", "expected a month as YYYY-MM", "write 2023-01"),
    ("horizon: {start: 2023-01-15}", "5:18", "horizon.start", "expected a month as YYYY-MM", "write 2023-01"),
    ("horizon: {start: 0000-01}", "5:18", "horizon.start", "expected a month as YYYY-MM", "years run from 1000 to 2999"),
    ("horizon: {start: 9999-12}", "5:18", "horizon.start", "expected a month as YYYY-MM", "years run from 1000 to 2999"),
    ("horizon: {start: ２０２３-01}", "5:18", "horizon.start", "expected a month as YYYY-MM", "such as 2025-01"),
    ("horizon: {start: 2023}", "5:18", "horizon.start", "expected a month as YYYY-MM", "such as 2025-01"),
    ("horizon: {start: 2023-13}", "5:18", "horizon.start", "expected a month as YYYY-MM", "such as 2025-01"),
    ("contracts: [bigsoft-lab]", "5:12", "contracts", "expected a map of names, found a list", "without dashes"),
    ("enterprises: 3", "5:14", "enterprises", "expected a map with the keys count, panel,", ""),
    ("models: {alpha: 3}", "5:17", "models.alpha", "expected a map with the keys label, lab,", ""),
    ("rules:", "5:7", "rules", "found nothing (null)", "leave the line out"),
    ("enterprises: {suites: {office: big}}", "5:32", "enterprises.suites.office", "expected a number", ""),
    ("models: {alpha: {releases: 3}}", "5:28", "models.alpha.releases", "expected a list of maps with the keys when, capability,", ""),
    ("models: {alpha: {releases: [3]}}", "5:29", "models.alpha.releases[0]", "expected a map with the keys when, capability,", ""),
    ("models: {alpha: {releases: [{when: 2024-1, capability: 3, serving_cost: 1}]}}", "5:36", "models.alpha.releases[0].when", "expected a month as YYYY-MM", "write 2024-01"),
    ("models: {alpha: {releases: [{when: 2024-01, capability: 3}]}}", "5:29", "models.alpha.releases[0].serving_cost", "missing: expected a number of GPU-hours per Mtok, from 1e-06 to 1,000", ""),
    ("apps: {writer: {launched: 2024-1}}", "5:27", "apps.writer.launched", "expected a month as YYYY-MM, or null", "write 2024-01"),
    ("apps: {writer: {adoption: fast}}", "5:27", "apps.writer.adoption", "expected a map with the keys innovation, imitation, start_share, or null", ""),
    ("apps: {writer: {adoption: {innovation: 9, imitation: 1, start_share: 0}}}", "5:40", "apps.writer.adoption.innovation", "from 1e-06 to 5, found 9", ""),
    ("contracts: {bigsoft-lab: {compute: tide}}", "5:36", "contracts.bigsoft-lab.compute", "expected one of tied, first_refusal, free", "did you mean tied?"),
    ("enterprises: {segments: {small: {brand_taste: {lab: much}}}}", "5:53", "enterprises.segments.small.brand_taste.lab", "expected a number", ""),
]  # fmt: skip

UNKNOWN_KEYS = [
    ("entreprises: {count: 3}", "5:1", "entreprises", 'no key "entreprises" at the top', "did you mean enterprises?"),
    ("titel: x", "5:1", "titel", 'no key "titel" at the top', "did you mean title?"),
    ("nonsense: x", "5:1", "nonsense", "at the top", "keys at the top: schema, name, title"),
    ("portability_friction: 2", "5:1", "portability_friction", "at the top", "did you mean enterprises.portability_friction?"),
    ("capacity: 2", "5:1", "capacity", "at the top", "did you mean clouds.<name>.capacity?"),
    ("enterprises:\n  portability_fricton: 2", "6:3", "enterprises.portability_fricton", 'no key "portability_fricton" in enterprises', "did you mean portability_friction? keys in enterprises: count, panel"),
    ("models: {alpha: {price: 2}}", "5:18", "models.alpha.price", "in models.alpha", "list_price"),
    ("models: {alpha: {releases: [{when: 2024-01, capabilty: 3, serving_cost: 1}]}}", "5:45", "models.alpha.releases[0].capabilty", "in models.alpha.releases[0]", "did you mean capability? keys in models.alpha.releases[0]: when"),
    ("enterprises: {segments: {small: {adoption: {inovation: 1}}}}", "5:45", "enterprises.segments.small.adoption.inovation", "in enterprises.segments.small.adoption", "did you mean innovation?"),
    ("apps: {writer: {surfaces: {mail: {wieght: 1}}}}", "5:35", "apps.writer.surfaces.mail.wieght", "in apps.writer.surfaces.mail", "did you mean weight?"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "place", "key", "message", "hint"), WRONG_VALUES, ids=[case[0] for case in WRONG_VALUES]
)
def test_a_wrong_value_says_place_expectation_and_repair(folder, body, place, key, message, hint):
    problem = folder.problem(body)
    assert place_of(problem) == f"child.yaml:{place}"
    assert problem.key == key
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("body", "place", "key", "message", "hint"), UNKNOWN_KEYS, ids=[case[0] for case in UNKNOWN_KEYS]
)
def test_an_unknown_key_names_the_nearest_one_and_those_that_exist(folder, body, place, key, message, hint):
    problem = folder.problem(body)
    assert place_of(problem) == f"child.yaml:{place}"
    assert problem.key == key
    assert message in problem.message
    assert hint in problem.hint


def test_all_problems_of_all_files_come_at_once_in_order(folder):
    folder.write("small.yaml", SMALL.replace("count: 100", "count: 0").replace("owner: rival", "owner: rivall"))
    body = "models: {alpha: {capabilty: 1}}\nrules: {pricing: nsah}\napps: {writer: {licences: [alfa]}}\n"
    problems = folder.problems(body, "consumers.types=1.5")
    assert [(place_of(problem), problem.key) for problem in problems] == [
        ("child.yaml:5:18", "models.alpha.capabilty"),
        ("child.yaml:6:18", "rules.pricing"),
        ("child.yaml:7:28", "apps.writer.licences"),
        ("small.yaml:27:12", "clouds.green.owner"),
        ("small.yaml:85:10", "enterprises.count"),
        ("--set", "consumers.types"),
    ]


def test_the_text_of_an_error_lists_every_problem(folder):
    problems = folder.problems("enterprises: {count: 0, panel: 0}")
    text = "\n".join(map(str, problems))
    assert text.splitlines() == [
        "child.yaml:5:22: enterprises.count: expected a whole number of enterprises, from 1 to 10,000,000, found 0",
        "child.yaml:5:32: enterprises.panel: expected a whole number of enterprises, from 1 to 100,000, found 0",
    ]


def test_a_misspelt_key_is_one_problem_though_the_right_one_is_missing(folder):
    folder.write("small.yaml", SMALL.replace("lab: other_lab", "labb: other_lab"))
    problem = folder.problem()
    assert problem.key == "models.beta.labb"
    assert "did you mean lab?" in problem.hint


def test_a_missing_key_is_reported_at_its_entry(folder):
    folder.write("small.yaml", SMALL.replace("    capability: 2\n", ""))
    problem = folder.problem()
    assert (place_of(problem), problem.key) == ("small.yaml:46:3", "models.beta.capability")
    assert problem.message == "missing: a model without releases needs capability at the start"


def test_an_entry_with_a_misspelt_name_is_one_problem(folder):
    problem = folder.problem("models: {alhpa: {capability: 4}}")
    assert (place_of(problem), problem.key) == ("child.yaml:5:10", "models.alhpa")
    assert "a new entry needs all its keys; missing: label, lab" in problem.message
    assert problem.hint == "did you mean alpha?"


def test_missing_sections_are_one_problem(folder):
    folder.write("f.yaml", "schema: 1\nname: f\ntitle: f\nhorizon: {start: 2023-01, months: 3}\n")
    (problem,) = folder.problems_of("f.yaml")
    assert place_of(problem) == "f.yaml:1:1"
    assert problem.message.startswith("missing sections: owners, clouds, models")
    assert "extend" in problem.hint


@pytest.mark.parametrize(
    ("old", "new", "place", "key", "message"),
    [
        ("schema: 1\n", "", "1:1", "schema", "missing: expected 1"),
        ("schema: 1", "schema: 2", "1:9", "schema", "expected 1, found 2"),
        ("schema: 1", "schema: true", "1:9", "schema", "expected 1, found true"),
        ("schema: 1", 'schema: "1"', "1:9", "schema", "expected 1, found the text"),
        ("name: child\n", "", "1:1", "name", "missing: expected text of small letters"),
        ("name: child", "name: My Child", "2:7", "name", 'found the text "My Child"'),
        ("name: child", "name: null", "2:7", "name", "found nothing (null)"),
        ("name: child", "name: 3", "2:7", "name", "found 3"),
        ("title: A child\n", "", "1:1", "title", "missing: expected text"),
        ("title: A child", "title: [x]", "3:8", "title", "found a list"),
    ],
)
def test_the_keys_of_the_file_itself_are_checked(folder, old, new, place, key, message):
    folder.write("f.yaml", HEADER.replace(old, new))
    (problem,) = folder.problems_of("f.yaml")
    assert (place_of(problem), problem.key) == (f"f.yaml:{place}", key)
    assert message in problem.message


def test_a_parent_needs_neither_name_nor_title_but_the_schema(folder):
    folder.write("small.yaml", SMALL.replace("name: small\ntitle: A small market\n", ""))
    assert folder.load().name == "child"
    folder.write("small.yaml", SMALL.replace("schema: 1\n", ""))
    problem = folder.problem()
    assert (place_of(problem), problem.key, problem.hint) == ("small.yaml:5:1", "schema", "write schema: 1")


def test_name_and_title_are_not_taken_from_a_parent(folder):
    folder.write("f.yaml", "schema: 1\nextends: small.yaml\n")
    assert [problem.key for problem in folder.problems_of("f.yaml")] == ["name", "title"]


@pytest.mark.parametrize(
    ("seeds", "message", "hint"),
    [
        (
            "5",
            "expected seeds as 1..32 or a list of whole numbers, found 5",
            "write 1..5 for 5 replications, [5] for seed 5",
        ),
        ("true", "found true", ""),
        ("{a: 1}", "found a map", ""),
        ("null", "found nothing", ""),
        ("4..1", "4..1 runs backwards: write 1..4", ""),
        ("[1, 1]", "seed 1 is given twice", ""),
        ("[1, x]", "seeds are whole numbers", ""),
        ("[]", "no seeds", ""),
    ],
)
def test_wrong_seeds_say_what_to_write(folder, seeds, message, hint):
    problem = folder.problem(f"seeds: {seeds}\n")
    assert (place_of(problem), problem.key) == ("child.yaml:5:8", "seeds")
    assert message in problem.message
    assert hint in problem.hint


def test_whole_numbers_may_be_written_with_a_point_or_an_exponent(folder):
    assert folder.load("enterprises: {count: 1e3, panel: 20.0}").parameters.enterprises.count == 1000


def test_whole_numbers_are_numbers(folder):
    price = folder.load("clouds: {blue: {compute_price: 3}}").parameters.clouds["blue"].compute_price
    assert (price, type(price)) == (3.0, float)
