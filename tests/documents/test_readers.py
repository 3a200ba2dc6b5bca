"""Which code reads which parameter."""

import pytest

from sim.documents.readers import parameter_paths, readers, readers_in
from sim.scenario.places import PARAMETERS
from sim.scenario.problems import dotted

HEAD = "from sim.scenario.schema.root import Parameters\nfrom sim.scenario.schema.contracts import Contract\n"


def reads(*lines, head=HEAD):
    """Parameters that a function with these lines reads."""
    body = "".join(f"    {line}\n" for line in lines)
    return set(readers_in({"a.py": f"{head}def act(parameters: Parameters, terms: Contract, market):\n{body}"}))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("parameters.compute.servers", {"compute.servers"}),
        ("market.parameters.clouds['x'].capacity", {"clouds.<name>.capacity"}),
        ("market.plan.parameters_at(3).routing.dispersion", {"routing.dispersion"}),
        ("terms.stake + 1", {"contracts.<name>.stake"}),
        ("[app.task for app in parameters.apps.values() if app.environment]",
         {"apps.<name>.task", "apps.<name>.environment"}),
        ("{name: cloud.owner for name, cloud in sorted(parameters.clouds.items())}", {"clouds.<name>.owner"}),
        ("parameters.models.get('x').specialisation.get('y')", {"models.<name>.specialisation"}),
        ("{n: parameters.apps[n] for n in 'ab'}['a'].bonus", {"apps.<name>.bonus"}),
        ("(parameters.apps['a'] if terms else parameters.models['b']).list_price",
         {"apps.<name>.list_price", "models.<name>.list_price"}),
        ("(lambda: parameters.rules.pricing)()", {"rules.pricing"}),
        ("table[parameters.rules.routing](1)", {"rules.routing"}),
        ("(found := parameters.adoption) and found.ceiling", {"adoption.ceiling"}),
        ("f'{parameters.horizon.months}'", {"horizon.months"}),
        ("[release.when for release in parameters.models['x'].releases]",
         {"models.<name>.releases", "models.<name>.releases[].when"}),
        ("parameters.models['x'].releases[0].capability",
         {"models.<name>.releases", "models.<name>.releases[].capability"}),
        ("parameters.apps['x'].adoption.imitation", {"apps.<name>.adoption.imitation"}),
    ],
)  # fmt: skip
def test_an_expression_is_followed_from_the_parameters_down(line, read):
    assert reads(line) == read


def test_assignments_loops_and_pairs_are_followed():
    found = reads(
        "adoption, (consumers) = parameters.adoption, parameters.consumers",
        "for name, app in parameters.apps.items():",
        "    for place in app.surfaces.values():",
        "        place.use",
        "sections = [parameters.tasks[name] for name in market]",
        "for name, section in zip(market, sections):",
        "    section.volume_share",
        "adoption.imitation + consumers.types",
    )
    assert found == {
        "apps.<name>.surfaces.<name>.use",
        "tasks.<name>.volume_share",
        "adoption.imitation",
        "consumers.types",
    }


def test_the_same_name_on_something_else_is_no_read():
    assert reads("market.capacity + market.clouds['x'].capacity + market.compute_price") == set()


def test_a_name_of_the_schema_counts_only_where_it_is_imported_from_there():
    assert reads("terms.stake", head="from somewhere import Contract, Parameters\n") == set()


def test_attributes_and_results_with_annotations_are_known_in_all_files():
    book = f"{HEAD}class Book:\n    terms: dict[str, Contract]\n    def first(self) -> Contract: ...\n"
    user = "def use(book):\n    return [t.access for t in book.terms.values()] + [book.first().commitment]\n"
    assert readers_in({"book.py": book, "user.py": user}) == {
        "contracts.<name>.access": ("user.py",),
        "contracts.<name>.commitment": ("user.py",),
    }


def test_an_attribute_set_in_one_method_is_known_in_the_others():
    agent = (
        f"{HEAD}class Agent:\n"
        "    def __init__(self, parameters: Parameters):\n        self.section = parameters.enterprises\n"
        "    def act(self):\n        return self.section.switching_cost\n"
    )
    assert readers_in({"agent.py": agent}) == {"enterprises.switching_cost": ("agent.py",)}


def test_a_law_reads_what_it_is_given():
    caller = (
        f"{HEAD}from sim.economics.adoption import next_adoption\n"
        "def act(parameters: Parameters):\n    next_adoption(0.1, parameters.adoption.innovation, 1.0)\n"
    )
    assert readers_in({"market/a.py": caller}) == {"adoption.innovation": ("economics/adoption.py", "market/a.py")}


def test_every_number_that_stands_in_a_law_is_read_somewhere():
    for path in parameter_paths():
        place = PARAMETERS.at(path)
        if place.unit and place.metadata["law"]:
            assert readers().get(dotted(path)), dotted(path)


def test_files_are_those_in_which_the_parameter_works():
    assert readers()["enterprises.portability_friction"] == ("market/buyers/utility.py",)
    assert set(readers()["technology.progress_ratio"]) == {"economics/technology.py", "market/sellers/labs.py"}
