"""Why prices do not settle, in a sentence that names the parameter."""

from sim.economics.pricing import Buyers, NoEquilibriumError, PricingIncentives
from sim.market.catalogue import Catalogue
from sim.scenario.schema.root import Parameters


def unsettled(
    error: NoEquilibriumError,
    buyers: Buyers,
    incentives: PricingIncentives,
    parameters: Parameters,
    catalogue: Catalogue,
) -> NoEquilibriumError:
    """Return the error with its reason, where it is known: somebody gains by giving away what buyers have budgets for.

    An app's licence costs what was agreed at the last negotiation. Where its owner also sells the lab the compute, and
    compute has become dearer than the licence, each token earns more than it costs, and no price is the lowest.
    """
    for row, option in enumerate(incentives.priced):
        beside = incentives.per_unit[row, :, option]
        if buyers.law == "budgets" and buyers.on_offer[option] and beside.min() >= 0.0 < beside.max():
            return NoEquilibriumError(
                f"{error}: {_given_away(int(option), float(beside.max()), parameters, catalogue)}"
            )
    return error


def _given_away(option: int, beside: float, parameters: Parameters, catalogue: Catalogue) -> str:
    name = catalogue.options[option]
    section = parameters.apps.get(name) or parameters.models[name]
    seller = parameters.apps[name].owner if name in parameters.apps else parameters.models[name].lab
    owner = parameters.owners[catalogue.ultimate_owner(seller)].label
    return (
        f"{owner} would give {section.label} away, as it earns {beside:.3g} USD per Mtok beside the price; what it "
        "sells became dearer since wholesale prices were agreed, and they hold for "
        f"rules.renegotiation_period={parameters.rules.renegotiation_period} months"
    )
