"""What is on offer under a counterfactual does not depend on what was asked before."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.market.small_economies import outlook_on, town

STATE = town("rules.bargaining=nash_in_nash", months=4)
ASKED = outlook_on(STATE)  # everything before


@st.composite
def counterfactuals(draw):
    """Other contracts, licences, owners and products, all at once."""
    now, parameters = STATE.as_it_is(), STATE.parameters

    def some(names):
        return draw(st.frozensets(st.sampled_from(sorted(names)), max_size=2))

    terms = dict(now.terms)
    for pair in draw(st.lists(st.sampled_from(sorted(terms)), max_size=4)):
        changes = {
            "access": draw(st.sampled_from(["none", "open", "preferred", "exclusive"])),
            "preferred_lag": draw(st.sampled_from([0, 12])),
            "compute": draw(st.sampled_from(["free", "tied", "first_refusal"])),
            "wholesale_markup": draw(st.sampled_from([None, 0.0, 0.5])),
            "revenue_share": draw(st.sampled_from([0.0, 0.2])),
            "stake": draw(st.sampled_from([0.0, 0.3])),
        }
        terms[pair] = terms[pair].model_copy(update=changes)
    catalogue = STATE.catalogue
    if draw(st.booleans()):
        buyer, target = draw(st.permutations(catalogue.owners))[:2]
        catalogue = catalogue.after_purchase(buyer, target)
    granted = frozenset(draw(st.sets(st.sampled_from(sorted(terms)), max_size=3)))
    lift = draw(st.dictionaries(st.sampled_from(catalogue.options[1:]), st.sampled_from([0.1, 0.5]), max_size=2))
    return replace(
        now,
        terms=terms,
        granted=granted,
        catalogue=catalogue,
        withdrawn=now.withdrawn | some(catalogue.options[1:]) | some(catalogue.clouds),
        unlisted=some(catalogue.clouds),
        closed=some(parameters.apps),
        lift=lift,
    )


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
