"""What is on offer under a counterfactual does not depend on what was asked before."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.market.small_economies import outlook_on, town

STATE = town("rules.bargaining=nash_in_nash", "rules.wholesale=markup", months=4)
ASKED = outlook_on(STATE)  # everything before


CHANGES = {
    "access": ["none", "open", "preferred", "exclusive"],
    "preferred_lag": [0, 12],
    "compute": ["free", "tied", "first_refusal"],
    "licence": ["none", "open", "exclusive"],
    "wholesale_markup": [None, 0.0, 0.5],
    "revenue_share": [0.0, 0.2],
    "stake": [0.0, 0.3],
}
KINDS = [*CHANGES, "owner", "granted", "withdrawn", "unlisted", "closed", "lift"]


@st.composite
def counterfactuals(draw):
    """One or two things different: most of a counterfactual is like most others, where a wrong key shows."""
    now, catalogue = STATE.as_it_is(), STATE.catalogue
    terms = {**now.terms, ("bigsoft", "startup"): now.terms["rival", "startup"]}
    terms = {
        pair: contract.model_copy(update={"licence": "open", "wholesale_markup": 0.5})
        for pair, contract in terms.items()
    }
    now = replace(now, granted=frozenset(terms))  # everybody has a licence, some of them new
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))

    def some(names):
        return draw(st.frozensets(st.sampled_from(sorted(names)), min_size=1, max_size=2))

    for kind in kinds:
        if kind in CHANGES:
            pair = draw(st.sampled_from(sorted(terms)))
            terms[pair] = terms[pair].model_copy(update={kind: draw(st.sampled_from(CHANGES[kind]))})
        elif kind == "owner":
            buyer, target = draw(st.permutations(catalogue.owners))[:2]
            now = replace(now, catalogue=catalogue.after_purchase(buyer, target))
        elif kind == "granted":
            now = replace(now, granted=now.granted - some(terms))
        elif kind == "lift":
            now = replace(now, lift={name: draw(st.sampled_from([0.1, 0.5])) for name in some(catalogue.options[1:])})
        else:
            names = {"withdrawn": [*catalogue.options[1:], *catalogue.clouds], "closed": catalogue.apps}
            now = replace(now, **{kind: getattr(now, kind) | some(names.get(kind, catalogue.clouds))})
    return replace(now, terms=terms)


def bytes_of(found):
    """Everything in a result, arrays as their bytes."""
    if isinstance(found, np.ndarray):
        return found.tobytes()
    if is_dataclass(found):
        return [bytes_of(getattr(found, field.name)) for field in fields(found)]
    if isinstance(found, dict):
        return [(key, bytes_of(value)) for key, value in found.items()]
    return [bytes_of(part) for part in found] if isinstance(found, tuple | list) else found


@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate])
@given(counterfactuals())
def test_what_was_asked_before_changes_no_byte_of_what_is_on_offer(supposed):
    assert bytes_of(ASKED.sales_under(supposed)) == bytes_of(outlook_on(STATE).sales_under(supposed))


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate])
@given(counterfactuals(), st.dictionaries(st.sampled_from(STATE.catalogue.clouds), st.sampled_from([0.2, 0.6])))
def test_nor_of_what_it_comes_to_at_given_prices(supposed, capacity):
    supposed = replace(supposed, capacity=capacity, prices_stay=True, with_surplus=True)
    assert bytes_of(ASKED.under(supposed)) == bytes_of(outlook_on(STATE).under(supposed))


def test_a_new_licence_costs_more_where_its_lab_passes_on_more_of_its_revenue():
    now = STATE.as_it_is()
    terms = {**now.terms, ("bigsoft", "startup"): now.terms["rival", "startup"].model_copy(update={"access": "none"})}
    new = replace(now, terms=terms, granted=frozenset({("bigsoft", "startup")}))
    new = new.with_terms(("bigsoft", "startup"), licence="open", wholesale_markup=0.5)
    beta = STATE.catalogue.models.index("beta")
    cheap, dear = (
        ASKED.sales_under(new.with_terms(("rival", "startup"), revenue_share=share))[0].apps for share in (0.0, 0.3)
    )
    for option in (STATE.catalogue.option[name] for name in ("coder", "writer")):
        prices = [apps[option].wholesale[apps[option].models.index(beta)] for apps in (cheap, dear)]
        assert prices[0] < prices[1]


def test_terms_that_change_nothing_come_to_the_same():
    now = STATE.as_it_is()
    pair = next(pair for pair, terms in now.terms.items() if terms.access != "preferred")
    assert ASKED.under(now.with_terms(pair, preferred_lag=99)) is ASKED.under(now)
    for change in ({"commitment": 1.0, "commitment_months": 99}, {"stake": 0.25}, {"compute": "tied"}):
        assert ASKED.under(now.with_terms(pair, **change)) is not ASKED.under(now)
