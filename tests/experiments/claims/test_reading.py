"""Files of claims: everything that they name must exist, and what is wrong is said at its place."""

import pytest

from sim.experiments.claims import load_claims
from sim.experiments.claims.reading import shipped_claims
from sim.scenario import ScenarioError
from tests.experiments.claims.small_claims import TEXT, small_claims, written

LINES = TEXT.splitlines()


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(LINES, start=1) if text in line)


def problems(old: str, new: str, folder):
    """What is said about the small file after one change."""
    assert TEXT.count(old) >= 1
    with pytest.raises(ScenarioError) as caught:
        load_claims(written(TEXT.replace(old, new, 1), folder))
    return caught.value.problems


def test_the_small_file_is_valid():
    claims = small_claims()
    assert [claim.id for claim in claims.claims] == ["C01", "C02", "C03", "C04"]
    assert set(claims.settings) == {"dear", "exclusive"}
    assert claims.forms["full"].seeds == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("of: compute_price.azure, in: dear", "of: compute_price.azur, in: dear", "did you mean compute_price.azure?"),
        ("of: compute_price.azure, in: dear", "of: compute_prise.azure, in: dear", "did you mean compute_price.azure?"),
        ("in: dear, against: exclusive", "in: deer, against: exclusive", "did you mean dear?"),
        ("check: difference", "check: diference", "did you mean difference?"),
        ("predicted: higher", "predicted: hihger", "did you mean higher?"),
        (
            "says: What Azure asks, of: compute_price.azure",
            "says: What Azure asks, of: compute_price.azur",
            "did you mean",
        ),
        ("asks, of: compute_price.azure, in: dear", "asks, of: compute_price.azure, in: deer", "did you mean dear?"),
        ("asks, of: compute_price.azure, in: dear", "asks, of: compute_price.azure, inn: dear", "did you mean in?"),
        ("during first year", "during the first year", "expected first year, last year"),
        ("during first year", "during 2031", "no month of 2031 lies within the run"),
        ("actors: [azure]", "actors: [azzure]", "did you mean azure?"),
        ("facts: [D019]", "facts: [D999]", "no such fact: D999"),
        ("equations: [E14]", "equations: [E63]", "expected an equation tag from E1 to E62"),
        (
            "depends_on: [clouds.azure.compute_price]",
            "depends_on: [clouds.azure.price]",
            "no parameter clouds.azure.price",
        ),
        ("parameters: [clouds.*.compute_price]", "parameters: [clouds.*.prices]", "no parameter clouds.*.prices"),
        ("clouds.azure.compute_price: 5.0", "clouds.azure.compute_prize: 5.0", 'no key "compute_prize"'),
        (
            "    set: {clouds.azure.compute_price: 5.0}",
            "    scale: {clouds.*.prices: 2}",
            "there is no parameter clouds.*.prices",
        ),
        ("    set: {clouds.azure.compute_price: 5.0}", "    scale: {clouds.*.home_share: 9}", "home_share"),
        ("    facts: [D019]", "    placebo: {says: Off., set: {clouds.azur.owner: 1}}", "did you mean"),
        (
            "    facts: [D019]",
            "    placebo: {says: Off., set: {clouds.azure.compute_price: 1}, conditions: [2]}",
            "expected numbers of conditions from 1 to 1",
        ),
        (
            "claims:\n  C01",
            "article: [{step: A, argues: B, claims: [C09], beyond: D}]\nclaims:\n  C01",
            "no such claim: C09",
        ),
        ("scenario: exclusive.yaml", "scenario: exclusiv.yaml", "did you mean exclusive.yaml?"),
        ("enterprises.portability_friction: {low", "enterprises.friction: {low", "there is no such parameter"),
        ("low: 0.2, high: 3", "low: 3, high: 0.2", "expected low below high"),
        ("low: 0.2, high: 3", "low: -1, high: 3", "expected a number"),
        ("worlds: 6", "worlds: 1", "expected a whole number"),
        ("quick: {worlds: 6, seeds: [1, 2]}", "quick: {worlds: 6, seeds: 2..1}", "seeds"),
        ("falsifier: It does not.", "falsifies: It does not.", "did you mean falsifier?"),
        (
            "cannot_be_expressed: Happiness is not in the model.",
            "conditions: []",
            "either conditions or cannot_be_expressed",
        ),
        ("C04:", "fourth:", "expected an id such as C14"),
        ("market: {horizon.months: 18}", "market: {horizon.months: 0}", "expected a whole number"),
    ],
)
def test_what_does_not_exist_is_named_at_its_place(old, new, says, tmp_path):
    found = problems(old, new, tmp_path)
    fitting = [problem for problem in found if says in str(problem)]
    assert fitting, "\n".join(map(str, found))
    assert any(problem.line is not None and abs(problem.line - line_of(old.split("\n")[0])) <= 8 for problem in fitting)
    assert all(str(problem).startswith(str(tmp_path)) or "claims.yaml" in problem.file for problem in fitting)


def test_a_variant_that_nobody_uses_is_noted(tmp_path):
    more = "variants:\n  idle: {scenario: open.yaml, set: {clouds.azure.compute_price: 3}}"
    [problem] = problems("variants:", more, tmp_path)
    assert "no condition uses this variant" in str(problem)


@pytest.mark.parametrize(
    ("observable", "says"),
    [
        ("{sum: [compute_price.azure]}", "expected a list of 2 or more"),
        ("{ratio: [compute_price.azure, compute_price.aws, compute_price.aws]}", "one over the other"),
        ("{mean: [compute_price.azure]}", "or a map with one of the keys sum, less"),
        ("{events: {kind: bids}}", "did you mean bid?"),
        ("{events: {kind: bid, about: x}}", 'no key "about"'),
        ("{events: {subject: x}}", "missing: kind"),
        ("{figure: {kind: bid}}", "missing: name"),
        ("{months_until: {of: compute_price.azure, share: 2.0}}", "expected a share between 0 and 1"),
        ("{swings: compute_price.azure during 2023}", "expected the name of an outcome"),
        (
            "{rank_correlation: {of: [compute_price.azure], with: [compute_price.azure]}}",
            "expected a list of 3 or more",
        ),
        ("17", "expected an outcome such as"),
    ],
)
def test_observables_of_another_form_are_refused(observable, says, tmp_path):
    found = problems("of: compute_price.azure,", f"of: {observable},", tmp_path)
    assert any(says in str(problem) for problem in found), "\n".join(map(str, found))


def test_several_problems_are_all_named(tmp_path):
    text = TEXT.replace("check: difference", "check: diference").replace("actors: [aws]", "actors: [avs]")
    with pytest.raises(ScenarioError) as caught:
        load_claims(written(text, tmp_path))
    assert len(caught.value.problems) == 3


def test_an_effect_says_from_which_number_it_is_counted():
    dearer, _, high, _ = small_claims().claims
    assert dearer.conditions[0].unit_text == "USD per GPU-hour"
    assert high.conditions[0].unit_text == "USD per GPU-hour from 2.8"


def test_claims_are_chosen_by_id_in_any_case():
    assert [claim.id for claim in small_claims().only(["c02"]).claims] == ["C02"]
    with pytest.raises(ValueError, match="no claim"):
        small_claims().only(["C99"])


def test_the_shipped_file_lies_in_the_tree():
    assert shipped_claims().is_file()
