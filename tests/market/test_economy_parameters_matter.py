"""Every number that bargaining, money, deals, entry and luck read moves a measure or an event in some circumstance.

Figures of events do not count: an event that only repeats a parameter is not moved by it.
"""

import pytest

from tests.market.small_economies import (
    BIDS,
    DISTRESS,
    ENTRY,
    FIXED,
    GATEWAY,
    LEANING,
    LENIENT,
    LISTING,
    LUCK,
    OPTION,
    SERIES,
    lived,
)
from tests.market.test_parameters_matter import EVERY_FIELD, FIELDS, OF_THE_ECONOMY

# Long enough for one negotiation.
SHORT = ("horizon.months=6",)
RARELY = (*SHORT, "rules.renegotiation_period=100", "bargaining.trigger_runway=0")
# Entrants come whether or not contracts are bargained, and fixed ones take little time.
FIXED_ENTRY = (FIXED, *ENTRY)
SHORT_ROUNDS = (FIXED, "finance.multiple=2", "finance.largest_round=0.03", "finance.round_interval=3")
PREFERRED = (*SHORT, "contracts.bigsoft-lab.access=preferred", "bargaining.negotiation_cost=1")
WITH_OPTION = (FIXED, OPTION, LENIENT)
# A concern decides whether a bid pays: without it approval is certain, with it nearly impossible.
DECISIVE = (*BIDS, "regulator.severity=-15", "regulator.presumption_weight=20")
ONE_CONCERN = (*BIDS, "regulator.presumption_weight=0")
APPRAISED = (FIXED, "appraisal.period=4")

# For each parameter the circumstance in which it shows, and the value that makes the difference.
SHOWS: dict[str, tuple[tuple[str, ...], object]] = {
    "bargaining.lab_weight": (SHORT, 0.7),
    "bargaining.negotiation_cost": (SHORT, 0.5),
    "bargaining.panel": (SHORT, 25),
    "bargaining.term": (PREFERRED, 20),
    "bargaining.preferred_lag": (PREFERRED, 6),
    "bargaining.foresight": (SHORT, 3),
    "bargaining.discount_rate": (SHORT, 0.3),
    "bargaining.licence_markup": ((*SHORT, "rules.wholesale=markup"), 0.2),
    "bargaining.revenue_share": ((*SHORT, "bargaining.founding=true"), 0.4),
    "bargaining.rounds": (SHORT, 1),
    "bargaining.pause": (("rules.renegotiation_period=100", "bargaining.trigger_lead=0.001"), 1),
    "bargaining.trigger_load": (RARELY, 0.6),
    "bargaining.trigger_runway": (RARELY, 15),
    "bargaining.trigger_lead": (RARELY, 0.001),
    "finance.multiple": ((FIXED,), 10),
    "finance.growth_exponent": ((FIXED,), 1.0),
    "finance.dependence_discount": ((FIXED,), 0.6),
    "finance.tolerated_dependence": ((FIXED,), 0.7),
    "finance.compute_dependence_weight": ((FIXED,), 0.9),
    "finance.training_reserve": ((FIXED, "owners.startup.initial_cash=5"), 2),
    "finance.training_plan": ((FIXED,), 6),
    "finance.sentiment_spread": ((FIXED,), 0.1),
    "finance.sentiment_persistence": ((FIXED, "finance.sentiment_spread=0.1"), 0.5),
    "finance.shadow_slope": (SHORT, 6),
    "finance.funding_horizon": (SHORT, 40),
    "finance.raise_below": ((FIXED,), 6),
    "finance.raise_months": ((FIXED,), 24),
    "finance.largest_round": (SHORT_ROUNDS, 0.05),
    "finance.round_interval": (SHORT_ROUNDS, 5),
    "finance.listing_revenue": (LISTING, 2),
    "finance.listing_dependence": (LISTING, 0.5),
    "finance.listing_margin": (LISTING, 0.45),
    "finance.listing_round": (LISTING, 0.3),
    "finance.distress_runway": (DISTRESS, 0.5),
    "finance.liquidation_share": ((*DISTRESS, "finance.largest_round=0", "owners.startup.technology_value=20"), 0.01),
    "finance.relationship_cost": ((FIXED,), 0.03),
    "options.call.strike": (WITH_OPTION, 8),
    "options.call.fee": (WITH_OPTION, 1),
    "options.call.volatility": (WITH_OPTION, 0.4),
    "options.call.rate": (WITH_OPTION, 0.1),
    "options.call.synergy": (WITH_OPTION, 0.5),
    "options.call.holdup": (WITH_OPTION, 0.4),
    "options.call.partnership": (WITH_OPTION, 2),
    "options.call.break_fee": ((FIXED, OPTION, "regulator.severity=1"), 0.6),
    "deals.premium": ((*BIDS, LENIENT), 0.5),
    "deals.talent": ((FIXED, LEANING, "deals.premium=0"), 1),
    "deals.break_fee": ((*BIDS, "regulator.severity=1"), 0.1),
    "deals.horizon": ((*BIDS, LENIENT), 1),
    "deals.dependence_target": ((*BIDS, LENIENT), 1),
    "deals.search_period": ((*BIDS, LENIENT), 5),
    "regulator.hhi_threshold": ((*DECISIVE, "regulator.share_threshold=1"), 10_000),
    "regulator.rise_threshold": (DECISIVE, 10_000),
    "regulator.share_threshold": ((*DECISIVE, "regulator.hhi_threshold=10000"), 1),
    "regulator.gateway_share": (GATEWAY, 1),
    "regulator.gateway_weight": (GATEWAY, 0),
    "regulator.serial_deals": (SERIES, 3),
    "regulator.serial_months": (SERIES, 1),
    "regulator.serial_weight": (SERIES, 0),
    "regulator.review_months": ((*BIDS, LENIENT), 1),
    "regulator.severity": (ONE_CONCERN, 20),
    "regulator.presumption_weight": (DECISIVE, 0),
    "entry.rate": (FIXED_ENTRY, 0.001),
    "entry.cost": (FIXED_ENTRY, 0.8),
    "entry.gap": (FIXED_ENTRY, 1.5),
    "entry.diffusion_share": (FIXED_ENTRY, 1),
    "entry.speciality": (FIXED_ENTRY, 1.5),
    "entry.horizon": (FIXED_ENTRY, 0.1),
    "shocks.breakthrough_rate": (LUCK, 0.3),
    "shocks.breakthrough_size": (LUCK, 1),
    "shocks.outage_rate": (LUCK, 0),
    "appraisal.period": (APPRAISED, 2),
    "appraisal.horizon": (APPRAISED, 12),
    "appraisal.distribution_cost": (APPRAISED, 0.3),
    "owners.alphabet.initial_cash": ((FIXED,), 3),
    "owners.alphabet.technology_value": ((FIXED,), 5),
}
# Owners that stand for the owner in the schema's paths.
STANDS_FOR = {"owners.alphabet": "owners.startup"}
# What shows in no measure, and why.
NO_MEASURE = {
    "appraisal.starts": "further searches for prices end in the equilibrium found first, so their number does not show",
}


def moved(first, second) -> bool:
    """Whether a measure or an event, its figures aside, differs."""
    values = [run.monthly.select_dtypes("float64").to_numpy().tobytes() for run in (first, second)]
    events = [run.events.drop(columns="figures").to_csv() for run in (first, second)]
    return values[0] != values[1] or events[0] != events[1]


@pytest.mark.study
@pytest.mark.parametrize("path", SHOWS)
def test_a_change_shows_in_what_is_recorded(path):
    circumstance, value = SHOWS[path]
    written = path
    for schema, here in STANDS_FOR.items():
        written = written.replace(schema, here)
    assert moved(lived(*circumstance), lived(*circumstance, f"{written}={value}"))


def test_every_number_of_the_economy_is_moved_or_excused():
    of_the_economy = {path for path in EVERY_FIELD if path.startswith(OF_THE_ECONOMY)}
    assert of_the_economy == set(SHOWS) | set(NO_MEASURE)
    assert not of_the_economy & set(FIELDS)


@pytest.mark.parametrize("path", NO_MEASURE)
def test_the_excused_do_not_show(path):
    assert not moved(lived(*APPRAISED), lived(*APPRAISED, f"{path}=6"))


# Terms that a contract keeps through negotiations, and numbers that read the same elsewhere.
@pytest.mark.study
@pytest.mark.parametrize(
    "change",
    [
        "contracts.bigsoft-lab.revenue_share=0.2",
        "contracts.bigsoft-lab.revenue_share_cap=0.05",
        "contracts.bigsoft-lab.stake=0.3",
        "contracts.bigsoft-lab.commitment=80",
        "contracts.rival-lab.revenue_share=0.05",
        "contracts.bigsoft-lab.licence=none apps.coder.licences=[mo] apps.writer.licences=[mo]",
        "rules.renegotiation_period=3",
        "rules.bargaining=replacement_threat contracts.rival-lab=null",
        "enterprises.base_cloud_spend=60",
        "enterprises.home_switching_cost=1",
    ],
)
def test_what_a_contract_says_counts_in_what_is_bargained(change):
    first, second = lived(), lived(*change.split())
    weighed = [
        run.monthly.query("kind == 'contract' and month == 4")["exclusivity_gain"].to_numpy().tobytes()
        for run in (first, second)
    ]
    assert weighed[0] != weighed[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("speed", 1), ("penalty", 2), ("hazard", 0.1), ("cost_advantage", 1), ("recovery", 2)],
)
def test_the_architecture_of_a_diffusion_model_shows(name, value):
    world = (FIXED, "technology.diffusion_hazard=0.9")
    assert moved(lived(*world), lived(*world, f"technology.diffusion_{name}={value}"))
